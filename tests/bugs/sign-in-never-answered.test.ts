import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../browser/chromium.ts';
import { openExam } from '../browser/sitting-fixture.ts';
import { candidate, choose, held, readyForOffline } from '../browser/sitting-page.ts';
import { password } from '../doors/people.ts';
import { openDoors } from '../doors/server.ts';

const doors = await openDoors(async (store) => {
	await openExam(store, 1);
});
let browser: Browser;
beforeAll(async () => {
	browser = await launchChromium();
});
afterAll(() => browser.close());

// A network that takes the request and never answers left the button at "signing in" for good, with no second try.
test('signing in over the page gives up on a network that never answers, says so, and can be tried again', async () => {
	const { context, page } = await candidate(browser, doors, 1);
	await readyForOffline(page);
	await context.clearCookies();
	await choose(page, 1, 'T');
	await page.waitForSelector('dialog[open]');
	// Nobody needs to wait for it here: what takes a quarter of a minute or more is over at once.
	await page.evaluate(() => {
		const later = window.setTimeout.bind(window);
		const sooner = (act: () => void, ms = 0) => later(act, ms >= 15_000 ? 500 : ms);
		window.setTimeout = sooner as typeof window.setTimeout;
	});
	await page.route('**/login', () => undefined);
	const signIn = async () => {
		await page.fill('#again-login', 'S1');
		await page.fill('#again-password', password);
		await page.click('dialog button:not([type])');
	};
	await signIn();
	await page.locator('dialog [role=alert]', { hasText: '现在连不上服务器' }).waitFor({ timeout: 10_000 });
	await page.unrouteAll({ behavior: 'ignoreErrors' });
	await signIn();
	await page.waitForSelector('#q1 .is-saved');
	expect(await held(doors, 1)).toBe(1);
	await context.close();
});
