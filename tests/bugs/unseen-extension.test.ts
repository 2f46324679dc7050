import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { candidate, choose, saved } from '../browser/sitting-page.ts';
import { launchChromium } from '../browser/chromium.ts';
import { openExam } from '../browser/sitting-fixture.ts';
import { openDoors } from '../doors/server.ts';

const doors = await openDoors(async (store) => {
	await openExam(store, 1, { feedback: 'nothing', durationMs: 20_000, graceMs: 60_000 });
});
let browser: Browser;
beforeAll(async () => {
	browser = await launchChromium();
});
afterAll(() => browser.close());

// A hidden page did not look at the clock, and at its own time-up handed in without asking: whoever had been given more
// time meanwhile lost it. Here the extension becomes known only at time-up, on the way the page must ask by.
test('a page that has not heard of its extension asks before it hands in, and goes on', async () => {
	const { context, page } = await candidate(browser, doors, 1);
	await choose(page, 1, 'T');
	await saved(page, 1);
	let handedIn = 0;
	// The answer waits until the frozen page was seen: on a fast machine it is frozen for less than one look.
	const seenFrozen = Promise.withResolvers<void>();
	await page.route('**/submit', (route) => (handedIn++, route.abort()));
	await page.route('**/sync', async (route) => {
		const frozen = await page.isDisabled('input[name=q1][value=T]').catch(() => false);
		if (!frozen) return route.abort();
		await seenFrozen.promise;
		const response = await route.fetch();
		const json = (await response.json()) as { deadlineAt: number };
		return route.fulfill({ response, json: { ...json, deadlineAt: json.deadlineAt + 60_000 } });
	});
	await page.waitForSelector('input[name=q1][value=T]:disabled', { timeout: 60_000 });
	seenFrozen.resolve();
	await page.waitForSelector('input[name=q1][value=T]:enabled', { timeout: 60_000 });
	await page.waitForFunction(() => /^00:[345]\d$/.test(document.querySelector('[role=timer]')?.textContent ?? ''));
	await choose(page, 2, 'F');
	await saved(page, 2);
	expect(handedIn).toBe(0);
	await context.close();
});
