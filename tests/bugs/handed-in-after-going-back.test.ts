import type { Browser, Page, Route } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../browser/chromium.ts';
import { openExam } from '../browser/sitting-fixture.ts';
import {
	askToHandIn,
	candidate,
	choose,
	closed,
	confirmHandIn,
	readyForOffline,
	saved
} from '../browser/sitting-page.ts';
import { openDoors } from '../doors/server.ts';

const doors = await openDoors(async (store) => {
	await openExam(store, 3);
});
let browser: Browser;
beforeAll(async () => {
	browser = await launchChromium();
});
afterAll(() => browser.close());

/** A network that swallows every look at the server, until the first has been swallowed and all are let go. */
async function swallowed(page: Page) {
	const routes: Route[] = [];
	const first = new Promise<void>((came) => {
		void page.route('**/sync', (route) => (routes.push(route), came()));
	});
	return async (way: 'continue' | 'abort') => {
		await first;
		await page.unroute('**/sync');
		await Promise.all(routes.splice(0).map((route) => route[way]().catch(() => undefined)));
	};
}

async function wentBack(n: number) {
	const { context, page } = await candidate(browser, doors, n);
	await choose(page, 1, 'T');
	await saved(page, 1);
	await readyForOffline(page);
	await askToHandIn(page);
	const letGo = await swallowed(page);
	await confirmHandIn(page);
	await page.locator('dialog[open]').getByText('正在交卷').waitFor();
	await page.click('dialog[open] [data-first]');
	await page.waitForSelector('dialog', { state: 'detached' });
	return { context, page, letGo };
}

// Whoever confirmed in a network that swallows packets, and then went back to go on answering, was handed in all the same.
test('going back before the hand-in is sent withdraws it', async () => {
	const { context, page, letGo } = await wentBack(1);
	let sent = 0;
	page.on('request', (request) => (sent += Number(request.url().endsWith('/submit'))));
	const looked = page.waitForResponse('**/sync');
	await letGo('continue');
	await looked;
	await page.locator('.bottom button', { hasText: /^交卷$/ }).waitFor();
	await choose(page, 2, 'F');
	await saved(page, 2);
	expect(sent).toBe(0);
	expect(await closed(doors, 1)).toBe(false);
	await context.close();
});

// Where that look failed, the window opened again over whoever had gone on answering.
test('going back is not undone by the answer that does not come', async () => {
	const { context, page, letGo } = await wentBack(2);
	await letGo('abort');
	await page.locator('.bottom button', { hasText: /^交卷$/ }).waitFor();
	expect(await page.locator('dialog').count()).toBe(0);
	await choose(page, 2, 'F');
	await saved(page, 2);
	await context.close();
});
