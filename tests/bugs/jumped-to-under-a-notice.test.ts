import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../browser/chromium.ts';
import { openExam } from '../browser/sitting-fixture.ts';
import { candidate, choose, readyForOffline, waits } from '../browser/sitting-page.ts';
import { openDoors } from '../doors/server.ts';

const doors = await openDoors(async (store) => {
	await openExam(store, 2);
});
let browser: Browser;
beforeAll(async () => {
	browser = await launchChromium();
});
afterAll(() => browser.close());

/** A page whose network is gone, and which says so above the paper. */
async function cutOff(n: number, width: number, height: number): Promise<Page> {
	const { context, page } = await candidate(browser, doors, n, width);
	await page.setViewportSize({ width, height });
	await readyForOffline(page);
	await context.setOffline(true);
	await choose(page, 1, 'T');
	await waits(page, 1);
	await page.waitForSelector('.live .notice.warn', { timeout: 40_000 });
	return page;
}

// The notice that the network is gone lay over the question that was chosen on the answer card, and over what had the focus.
test('what is jumped to while the page says something is not covered by it', async () => {
	const page = await cutOff(1, 320, 568);
	await page.click('.card-link');
	await page.click('a[href="#q6"]');
	await page.waitForFunction(() => {
		const bottom = document.querySelector('.live')?.getBoundingClientRect().bottom ?? 0;
		const top = document.querySelector('#q6')?.getBoundingClientRect().top ?? 0;
		return top >= bottom && top < innerHeight / 2;
	});
	await page.context().close();
});

test('nor is what the keyboard goes back to, on an office PC that shows everything at twice the size', async () => {
	const page = await cutOff(2, 683, 384);
	await page.focus('#q6 input >> nth=0');
	const covered: string[] = [];
	for (let time = 0; time < 16; time++) {
		await page.keyboard.press('Shift+Tab');
		const [name, isFree] = await page.evaluate(() => {
			const field = document.activeElement;
			const own = field?.closest('label') ?? field;
			const box = own?.getBoundingClientRect();
			const live = document.querySelector('.live');
			if (!box || !live || !own?.closest('.paper')) return ['', true];
			return [field?.outerHTML.slice(0, 80), (box.top + box.bottom) / 2 > live.getBoundingClientRect().bottom];
		});
		if (!isFree) covered.push(String(name));
	}
	expect(covered).toEqual([]);
	await page.context().close();
});
