import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDoors } from '../doors/server.ts';
import { launchChromium } from './chromium.ts';
import { openExam } from './sitting-fixture.ts';
import { candidate, choose, saved } from './sitting-page.ts';

const doors = await openDoors(async (store) => {
	await openExam(store, 3, { feedback: 'score' });
});
let browser: Browser;
beforeAll(async () => {
	browser = await launchChromium();
});
afterAll(() => browser.close());

/** Headless pages are always in sight: the test says what the page is to believe. */
const turn = (page: Page, hidden: boolean) =>
	page.evaluate((away) => {
		Object.defineProperty(document, 'hidden', { configurable: true, value: away });
		Object.defineProperty(document, 'hasFocus', { configurable: true, value: () => !away });
		document.dispatchEvent(new Event('visibilitychange'));
	}, hidden);
const noted = (person: number) =>
	doors.store.raw
		.prepare<[number], { cause: string; length_ms: number }>(
			`select cause, length_ms from absence join attempt on attempt.id = attempt_id
				join enrolment on enrolment.id = enrolment_id where person_id = ? order by absence.id`
		)
		.all(person);

test('a look away is noted with its length and cause, after the answers; a blink is not', async () => {
	const { context, page } = await candidate(browser, doors, 1);
	await turn(page, true);
	await page.waitForTimeout(500);
	await turn(page, false);
	await turn(page, true);
	await page.waitForTimeout(2600);
	await turn(page, false);
	await choose(page, 1, 'T');
	await saved(page, 1);
	await expect.poll(() => noted(1).length, { timeout: 15_000 }).toBe(1);
	const [only] = noted(1);
	expect(only?.cause).toBe('otherTab');
	expect(only?.length_ms).toBeGreaterThan(2400);
	expect(only?.length_ms).toBeLessThan(8000);
	await context.close();
});

test('where every note fails, answers go on as ever and nothing is shown', async () => {
	const { context, page } = await candidate(browser, doors, 2);
	const faults: string[] = [];
	page.on('pageerror', (fault) => faults.push(String(fault)));
	await page.route('**/notes', (route) => route.fulfill({ status: 500, body: 'no' }));
	await turn(page, true);
	await page.waitForTimeout(2200);
	await turn(page, false);
	const refused = page.waitForResponse('**/notes');
	for (const number of [1, 2, 3]) {
		await choose(page, number, 'T');
		await saved(page, number);
	}
	expect((await refused).status()).toBe(500);
	await choose(page, 4, 'A');
	await saved(page, 4);
	expect(noted(2)).toEqual([]);
	expect(faults).toEqual([]);
	await context.close();
});

test('a page that was gone and is loaded again says so; going on to hand in is no absence', async () => {
	const { context, page } = await candidate(browser, doors, 3);
	const address = page.url();
	await page.goto('about:blank');
	await page.waitForTimeout(2500);
	await page.goto(address);
	await page.waitForSelector('[role=timer]');
	await expect.poll(() => noted(3).map(({ cause }) => cause), { timeout: 15_000 }).toEqual(['unknown']);
	await page.click('footer button[formaction="?/submit"]');
	await page.waitForURL(/\/submit/);
	await page.waitForTimeout(2500);
	await page.goto(address);
	await page.waitForSelector('[role=timer]');
	await page.waitForTimeout(6000);
	expect(noted(3)).toHaveLength(1);
	await context.close();
});
