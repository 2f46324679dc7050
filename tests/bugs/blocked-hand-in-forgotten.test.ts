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

// Once refused, handing in was called impossible again at every later answer, for as long as that answer was on its way.
test('a hand-in that the network refused is over when everything has arrived', async () => {
	const { context, page } = await candidate(browser, doors, 1);
	await readyForOffline(page);
	const blocked = page.locator('.live', { hasText: '暂不能交卷' });
	await page.route('**/api/**', (route) => route.abort());
	await choose(page, 1, 'T');
	await page.click('.bottom button[formaction="?/submit"]');
	await blocked.waitFor();
	await page.unrouteAll({ behavior: 'ignoreErrors' });
	await saved(page, 1);
	// The next answer is under way, and the network is fine.
	await page.route('**/answers', () => undefined);
	await choose(page, 2, 'T');
	await page.waitForSelector('#q2 .is-kept');
	expect(await blocked.count()).toBe(0);
	await page.unrouteAll({ behavior: 'ignoreErrors' });
	await context.close();
});
