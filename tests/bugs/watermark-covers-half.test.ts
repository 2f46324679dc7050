import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { noSafeguards } from '#lib/exam/plan/safeguards.ts';
import { candidate } from '../browser/sitting-page.ts';
import { launchChromium } from '../browser/chromium.ts';
import { openExam } from '../browser/sitting-fixture.ts';
import { openDoors } from '../doors/server.ts';

const doors = await openDoors(async (store) => {
	await openExam(store, 1, { safeguards: { ...noSafeguards, watermark: true } });
});
let browser: Browser;
beforeAll(async () => {
	browser = await launchChromium();
});
afterAll(() => browser.close());

/**
 * How much of the page's area in sight is behind the mark: points that, turned back by the mark's angle, lie within its
 * lines of text. Runs in the page.
 */
function covered(): number {
	const mark = document.querySelector<HTMLElement>('.watermark');
	const last = mark?.lastElementChild as HTMLElement | null;
	if (!mark || !last) return 0;
	const { a, b } = new DOMMatrix(getComputedStyle(mark).transform);
	const [width, height] = [mark.offsetWidth, Math.min(mark.offsetHeight, last.offsetTop + last.offsetHeight)];
	const [centreX, centreY] = [mark.offsetLeft + width / 2, mark.offsetTop + mark.offsetHeight / 2];
	let inside = 0;
	for (let x = 0; x <= 20; x++)
		for (let y = 0; y <= 20; y++) {
			const [dx, dy] = [(innerWidth * x) / 20 - centreX, (innerHeight * y) / 20 - centreY];
			const [turnedX, turnedY] = [dx * a + dy * b + width / 2, dy * a - dx * b + mark.offsetHeight / 2];
			if (turnedX >= 0 && turnedX <= width && turnedY >= 0 && turnedY <= height) inside++;
		}
	return inside / 21 ** 2;
}

// Sixty marks in a box of 140 % were enough for a phone: on a PC the lower half of the page could be photographed
// without a name, and the corners of both.
test('name and unit stand behind the whole page, on a phone as on a wide screen', async () => {
	const { context, page } = await candidate(browser, doors, 1);
	for (const [width, height] of [
		[360, 800],
		[1280, 900],
		[1920, 1080],
		[2560, 1440],
		[1024, 1024]
	] as const) {
		await page.setViewportSize({ width, height });
		expect([width, height, await page.evaluate(covered)]).toEqual([width, height, 1]);
	}
	await context.close();
});
