import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../browser/chromium.ts';
import { openExam } from '../browser/sitting-fixture.ts';
import { candidate, choose, held, readyForOffline } from '../browser/sitting-page.ts';
import { password } from '../doors/people.ts';
import { openDoors } from '../doors/server.ts';

const doors = await openDoors(async (store) => {
	await openExam(store, 1, { feedback: 'score', durationMs: 9000, graceMs: 60_000 });
});
let browser: Browser;
beforeAll(async () => {
	browser = await launchChromium();
});
afterAll(() => browser.close());

// Whoever was signed out when time was up read that there was no network, which nobody could mend.
test('time that is up while signed out is told as such, and signing in delivers what waits', async () => {
	const { context, page } = await candidate(browser, doors, 1);
	await readyForOffline(page);
	await context.clearCookies();
	await choose(page, 1, 'T');
	await page.locator('.live').getByText('考试时间已到，还有 1 题没有送达').waitFor({ timeout: 30_000 });
	expect(await page.textContent('.live')).not.toContain('网络不通');
	await page.fill('#again-login', 'S1');
	await page.fill('#again-password', password);
	await page.click('dialog[open] button >> nth=0');
	await page.waitForURL(/\/result\?counted=1/, { timeout: 30_000 });
	expect(await held(doors, 1)).toBe(1);
	await context.close();
}, 90_000);
