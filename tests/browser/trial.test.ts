import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDoors } from '../doors/server.ts';
import { launchChromium } from './chromium.ts';
import { openExam } from './sitting-fixture.ts';
import { choose, signIn, waits } from './sitting-page.ts';

const doors = await openDoors(async (store) => {
	await openExam(store, 1);
});
let browser: Browser;
beforeAll(async () => {
	browser = await launchChromium();
});
afterAll(() => browser.close());

test('the trial cuts the network, answers wait on the device, and all come through', { timeout: 120_000 }, async () => {
	const page = await browser.newPage({ viewport: { width: 360, height: 740 } });
	const saved = (number: number) => page.waitForSelector(`#q${number} .is-saved`, { timeout: 40_000 });
	let sent: string[] = [];
	page.on('request', (request) => sent.push(`${request.method()} ${new URL(request.url()).pathname}`));
	await signIn(page, doors, 1);
	await page.click('a[href="/trial"]');
	await page.waitForSelector('form .bottom button');
	await choose(page, 1, 'T');
	await saved(1);
	await choose(page, 2, 'B');
	await saved(2);
	await page.waitForSelector('.notice.bad');
	sent = [];
	await choose(page, 4, 'F');
	await choose(page, 5, 'B');
	await waits(page, 4);
	await waits(page, 5);
	// Longer than any edit waits to be sent where the network is whole.
	await new Promise((later) => setTimeout(later, 3000));
	const heldBack = sent.filter((one) => one.includes('/trial'));
	expect(heldBack, 'held back by the page itself').toEqual([]);
	await saved(4);
	await saved(5);
	const words = await (await page.waitForSelector('.notice.good')).textContent();
	expect(words).toContain('4 题');
	expect(sent).toContain('PUT /api/v1/trial/answers');
	expect(sent.filter((one) => one.includes('/attempts/'))).toEqual([]);
	expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
	await page.close();
});
