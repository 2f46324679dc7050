import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, test } from 'vitest';
import { launchChromium } from '../browser/chromium.ts';
import { openExam } from '../browser/sitting-fixture.ts';
import { candidate, choose, saved } from '../browser/sitting-page.ts';
import { openDoors } from '../doors/server.ts';

const doors = await openDoors(async (store) => {
	await openExam(store, 2);
});
let browser: Browser;
beforeAll(async () => {
	browser = await launchChromium();
});
afterAll(() => browser.close());

const noted = (person: number) =>
	doors.store.raw
		.prepare<[number], { cause: string; length_ms: number }>(
			`select cause, length_ms from absence join attempt on attempt.id = attempt_id
				join enrolment on enrolment.id = enrolment_id where person_id = ? order by absence.id`
		)
		.all(person);
/** Somebody, or a time server, sets the clock of the machine; the monotonic one goes on. */
const setClock = (page: Page, byMs: number) =>
	page.evaluate((ms) => {
		const before = Date.now.bind(Date);
		Date.now = () => before() + ms;
	}, byMs);
/** Headless pages are always in sight: the test says what the page is to believe. */
const turn = (page: Page, isAway: boolean) =>
	page.evaluate((away) => {
		Object.defineProperty(document, 'hasFocus', { configurable: true, value: () => !away });
		window.dispatchEvent(new Event(away ? 'blur' : 'focus'));
	}, isAway);
const toldSomething = (page: Page) => page.waitForRequest(/\/notes$/, { timeout: 60_000 });

// A wrong clock that was set right in mid-exam stood on record as sleep, and made a short look away as long as the network was gone.
test.concurrent(
	'a clock that is set is no absence of somebody who stayed',
	async ({ expect }) => {
		const { context, page } = await candidate(browser, doors, 1);
		await choose(page, 1, 'T');
		await saved(page, 1);
		await setClock(page, 3 * 86_400_000);
		await new Promise((later) => setTimeout(later, 8000));
		// What comes after it is told; nothing else was.
		await turn(page, true);
		await new Promise((later) => setTimeout(later, 2600));
		await turn(page, false);
		await toldSomething(page);
		await expect.poll(() => noted(1).map(({ cause }) => cause)).toEqual(['otherWindow']);
		await context.close();
	},
	90_000
);

test.concurrent(
	'whoever sets the clock, told only when the network is back, was away for just so long',
	async ({ expect }) => {
		const { context, page } = await candidate(browser, doors, 2);
		await choose(page, 1, 'T');
		await saved(page, 1);
		await page.route('**/api/**', (route) => route.abort());
		await turn(page, true);
		await new Promise((later) => setTimeout(later, 3000));
		await setClock(page, 3_600_000);
		await turn(page, false);
		await choose(page, 2, 'T');
		await new Promise((later) => setTimeout(later, 15_000));
		await page.unrouteAll({ behavior: 'ignoreErrors' });
		await toldSomething(page);
		await expect.poll(() => noted(2).length).toBe(1);
		expect(noted(2)[0]?.length_ms).toBeLessThan(9000);
		await context.close();
	},
	90_000
);
