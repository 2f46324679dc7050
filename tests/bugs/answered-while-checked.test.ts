import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../browser/chromium.ts';
import { openExam } from '../browser/sitting-fixture.ts';
import { candidate, choose, readyForOffline, saved } from '../browser/sitting-page.ts';
import { openDoors } from '../doors/server.ts';

const doors = await openDoors(async (store) => {
	await openExam(store, 1);
});
let browser: Browser;
beforeAll(async () => {
	browser = await launchChromium();
});
afterAll(() => browser.close());

// An answer given and saved while the page was still compared with the server was shown as a difference, and taking the
// server's word then showed less than the server holds.
test('what is answered during the check before handing in is no difference', async () => {
	const { context, page } = await candidate(browser, doors, 1);
	await choose(page, 1, 'T');
	await saved(page, 1);
	await readyForOffline(page);
	let letGo = () => undefined as void;
	const held = new Promise<void>((go) => (letGo = go));
	const answered = new Promise<void>((go) => {
		void page.route('**/sync', async (route) => {
			const response = await route.fetch();
			go();
			await held;
			await route.fulfill({ response });
		});
	});
	await page.click('.bottom button[formaction="?/submit"]');
	await answered;
	await choose(page, 2, 'F');
	await saved(page, 2);
	letGo();
	await page.waitForSelector('dialog[open] #confirm-title, .live .notice.bad');
	expect(await page.locator('.live .notice.bad').count()).toBe(0);
	await context.close();
});
