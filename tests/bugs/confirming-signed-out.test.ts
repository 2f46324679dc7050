import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../browser/chromium.ts';
import { openExam } from '../browser/sitting-fixture.ts';
import { askToHandIn, candidate, choose, confirmHandIn, readyForOffline, saved } from '../browser/sitting-page.ts';
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

// Whoever was signed out and had put the sign-in aside was told, each time they confirmed, that the server does not answer.
test('confirming while signed out asks to sign in once more, and says what stands in the way', async () => {
	const { context, page } = await candidate(browser, doors, 1);
	await choose(page, 1, 'T');
	await saved(page, 1);
	await readyForOffline(page);
	await askToHandIn(page);
	await context.clearCookies();
	await confirmHandIn(page);
	await page.waitForSelector('#again-title');
	await page.keyboard.press('Escape');
	await page.waitForSelector('#again-title', { state: 'detached' });
	const asking = page.locator('dialog[open]', { has: page.locator('#confirm-title') });
	expect(await asking.locator('[role=alert]').textContent()).toContain('登录已过期');
	await confirmHandIn(page);
	await page.waitForSelector('#again-title');
	expect(await page.evaluate(() => document.activeElement?.id)).toBe('again-login');
	await page.fill('#again-login', 'S1');
	await page.fill('#again-password', password);
	await page.keyboard.press('Enter');
	await page.waitForSelector('#again-title', { state: 'detached' });
	expect((await asking.locator('[role=alert]').textContent())?.trim()).toBe('');
	await confirmHandIn(page);
	await page.waitForURL(/\/result$/);
	await context.close();
});
