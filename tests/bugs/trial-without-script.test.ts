import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../browser/chromium.ts';
import { openExam } from '../browser/sitting-fixture.ts';
import { signIn } from '../browser/sitting-page.ts';
import { openDoors } from '../doors/server.ts';

const doors = await openDoors(async (store) => {
	await openExam(store, 1);
});
let browser: Browser;
beforeAll(async () => {
	browser = await launchChromium();
});
afterAll(() => browser.close());

// Without script the trial promised full dots and a cut network that never come, and an end of time, for it has none.
test('the trial without script promises nothing that only a script does', async () => {
	const scripted = await browser.newContext();
	const page = await scripted.newPage();
	await signIn(page, doors, 1);
	const storageState = await scripted.storageState();
	const plain = await browser.newContext({ storageState, javaScriptEnabled: false });
	const bare = await plain.newPage();
	await bare.goto(`${doors.url}/trial`);
	const said = (await bare.textContent('main')) ?? '';
	expect(said).toContain('没有启用脚本');
	expect(said).not.toMatch(/自己断网一次|实心圆点|\d\d:\d\d 截止/);
	await page.goto(`${doors.url}/trial`);
	await page.locator('main .notice', { hasText: '自己断网一次' }).waitFor();
	await page.locator('form .bottom .state').waitFor();
	await scripted.close();
	await plain.close();
});
