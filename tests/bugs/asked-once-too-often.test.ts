import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../browser/chromium.ts';
import { openExam } from '../browser/sitting-fixture.ts';
import { askToHandIn, candidate, choose, readyForOffline, saved } from '../browser/sitting-page.ts';
import { openDoors } from '../doors/server.ts';

const doors = await openDoors(async (store) => {
	await openExam(store, 1);
});
let browser: Browser;
beforeAll(async () => {
	browser = await launchChromium();
});
afterAll(() => browser.close());

// Whoever took the attempt back, to go on answering, stood before the window that asks to hand in.
test('taking over again does not ask again whether to hand in, and says at once that it is under way', async () => {
	const { context, page, address } = await candidate(browser, doors, 1);
	await choose(page, 1, 'T');
	await saved(page, 1);
	await readyForOffline(page);
	await askToHandIn(page);
	const other = await context.newPage();
	await other.goto(address);
	await page.waitForSelector('dialog', { state: 'detached' });
	let letGo = () => undefined as void;
	const held = new Promise<void>((go) => (letGo = go));
	await page.route('**/open', async (route) => {
		await held;
		await route.continue();
	});
	await page.bringToFront();
	await page.locator('.live button', { hasText: '改在本页继续作答' }).click();
	await page.locator('.live button', { hasText: '正在核对' }).waitFor({ timeout: 5000 });
	letGo();
	await choose(page, 2, 'F');
	await saved(page, 2);
	expect(await page.locator('dialog').count()).toBe(0);
	await context.close();
});
