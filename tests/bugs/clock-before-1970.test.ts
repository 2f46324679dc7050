import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../browser/chromium.ts';
import { openExam } from '../browser/sitting-fixture.ts';
import { begin, choose, held, saved } from '../browser/sitting-page.ts';
import { openDoors } from '../doors/server.ts';

const doors = await openDoors(async (store) => {
	await openExam(store, 3);
});
let browser: Browser;
beforeAll(async () => {
	browser = await launchChromium();
});
afterAll(() => browser.close());

// The clock of the machine is evidence only; where it said what no clock should, every answer was refused for good.
test.each([
	[1, 'before 1970', '-86400000'],
	[2, 'in fractions of a millisecond', '1795831851000.25'],
	[3, 'nothing at all', 'NaN']
] as const)('person %i: answers are taken from a machine whose clock says %s', async (person, _, clock) => {
	const context = await browser.newContext();
	await context.addInitScript(`Date.now = () => ${clock}`);
	const { page } = await begin(context, doors, person);
	await choose(page, 1, 'T');
	await saved(page, 1);
	expect(await held(doors, person)).toBe(1);
	await context.close();
});
