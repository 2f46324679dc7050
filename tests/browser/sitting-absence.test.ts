import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDoors } from '../doors/server.ts';
import { launchChromium } from './chromium.ts';
import { openExam } from './sitting-fixture.ts';
import { askToHandIn, candidate, choose, saved } from './sitting-page.ts';

const doors = await openDoors(async (store) => {
	await openExam(store, 3, { feedback: 'score' });
});
let browser: Browser;
beforeAll(async () => {
	browser = await launchChromium();
});
afterAll(() => browser.close());

/**
 * Headless pages are always in sight: the test says what the page is to believe. Away for so long, or longer where the
 * machine is slow; how long it was, in ms.
 */
const lookAway = (page: Page, leastMs: number) =>
	page.evaluate(async (ms) => {
		const turned = (away: boolean) => {
			Object.defineProperty(document, 'hidden', { configurable: true, value: away });
			Object.defineProperty(document, 'hasFocus', { configurable: true, value: () => !away });
			document.dispatchEvent(new Event('visibilitychange'));
		};
		const from = performance.now();
		turned(true);
		await new Promise((later) => setTimeout(later, ms));
		turned(false);
		return performance.now() - from;
	}, leastMs);
const noted = (person: number) =>
	doors.store.raw
		.prepare<[number], { cause: string; length_ms: number }>(
			`select cause, length_ms from absence join attempt on attempt.id = attempt_id
				join enrolment on enrolment.id = enrolment_id where person_id = ? order by absence.id`
		)
		.all(person);

test('a look away is noted with its length and cause, after the answers; a blink is not', async () => {
	const { context, page } = await candidate(browser, doors, 1);
	// An answer first, so that the page knows the server's clock well before it measures by it.
	await choose(page, 2, 'T');
	await saved(page, 2);
	const blinkMs = await lookAway(page, 500);
	const awayMs = await lookAway(page, 2600);
	await choose(page, 1, 'T');
	await saved(page, 1);
	// Where the machine stands still a blink may become a look away; then it is rightly noted as well.
	await expect.poll(() => noted(1).length, { timeout: 60_000 }).toBe(blinkMs < 2000 ? 1 : 2);
	const last = noted(1).at(-1);
	expect(last?.cause).toBe('otherTab');
	expect(last?.length_ms).toBeGreaterThan(2400);
	expect(last?.length_ms).toBeLessThan(awayMs + 2000);
	await context.close();
});

test('where every note fails, answers go on as ever and nothing is shown', async () => {
	const { context, page } = await candidate(browser, doors, 2);
	const faults: string[] = [];
	page.on('pageerror', (fault) => faults.push(String(fault)));
	await page.route('**/notes', (route) => route.fulfill({ status: 500, body: 'no' }));
	const refused = page.waitForResponse('**/notes');
	await lookAway(page, 2200);
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
	await expect.poll(() => noted(3).map(({ cause }) => cause), { timeout: 30_000 }).toEqual(['unknown']);
	await askToHandIn(page);
	await page.waitForTimeout(2500);
	await page.click('dialog[open] .row .plain');
	await page.waitForTimeout(6000);
	expect(noted(3)).toHaveLength(1);
	await context.close();
});
