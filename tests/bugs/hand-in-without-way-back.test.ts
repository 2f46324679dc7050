import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seriousFindings } from '../browser/axe.ts';
import { launchChromium } from '../browser/chromium.ts';
import { openExam } from '../browser/sitting-fixture.ts';
import {
	askToHandIn,
	candidate,
	choose,
	confirmHandIn,
	held,
	readyForOffline,
	saved,
	waits
} from '../browser/sitting-page.ts';
import { openDoors } from '../doors/server.ts';

const built = join(import.meta.dirname, '..', '..', 'build', 'client', '_app', 'immutable');
const doors = await openDoors(async (store) => {
	await openExam(store, 4, { feedback: 'score' });
});
let browser: Browser;
beforeAll(async () => {
	browser = await launchChromium();
});
afterAll(() => browser.close());

// Handing in was asked on a page of its own: when the network went there, the way back ended on the browser's error page,
// and nobody could answer any more.
test.concurrent('asked to confirm without network, there is a way back, and answering goes on', async () => {
	const { context, page, address } = await candidate(browser, doors, 1, 360);
	await choose(page, 1, 'T');
	await saved(page, 1);
	await readyForOffline(page);
	await askToHandIn(page);
	expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('返回继续答题');
	expect(await seriousFindings(page)).toEqual([]);
	expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
	await context.setOffline(true);
	await confirmHandIn(page);
	await page.locator('dialog .notice.bad').getByText('可能还没有交上').waitFor();
	await page.click('dialog .numbers a[href="#q2"]');
	await page.waitForSelector('dialog', { state: 'detached' });
	await choose(page, 2, 'F');
	await waits(page, 2);
	expect(page.url()).toBe(`${address}#q2`);
	await context.setOffline(false);
	await saved(page, 2);
	expect(await held(doors, 1)).toBe(2);
	await askToHandIn(page);
	await page.keyboard.press('Escape');
	await page.waitForSelector('dialog', { state: 'detached' });
	await askToHandIn(page);
	await confirmHandIn(page);
	await page.waitForURL(/\/result$/);
	await context.close();
});

test.concurrent(
	'an answer to the hand-in that is lost is told as not known, and asked again hands in once',
	async () => {
		const { context, page, address } = await candidate(browser, doors, 2);
		await choose(page, 1, 'T');
		await saved(page, 1);
		await askToHandIn(page);
		await page.route('**/submit', async (route) => {
			await route.fetch();
			await route.abort();
		});
		await confirmHandIn(page);
		// Handed in it is: the next question where the attempt stands says so.
		await page.locator('dialog .notice.bad').getByText('可能还没有交上').waitFor();
		await page.unroute('**/submit');
		await confirmHandIn(page);
		await page.waitForURL(/\/result$/);
		const { raw } = doors.store;
		const events = raw.prepare(
			`select count(*) from attempt_event where kind = 'submitted' and attempt_id = (select id from attempt where code = ?)`
		);
		expect(events.pluck().get(address.split('/').pop())).toBe(1);
		await context.close();
	}
);

test.concurrent('an attempt closed elsewhere while it is asked is not told as time that is up', async () => {
	const { context, page, address } = await candidate(browser, doors, 3);
	await choose(page, 1, 'T');
	await saved(page, 1);
	await askToHandIn(page);
	await page.evaluate(() => {
		const live = document.querySelector('.live');
		const said: string[] = ((window as { said?: string[] }).said = []);
		new MutationObserver(() => said.push(live?.textContent ?? '')).observe(live ?? document, {
			childList: true,
			subtree: true
		});
		window.addEventListener('pagehide', () => sessionStorage.setItem('said', said.join(' ')));
	});
	const other = await context.newPage();
	await other.goto(`${address}/submit`);
	await other.click('main form.row button');
	await other.waitForURL(/\/result/);
	await page.bringToFront();
	await page.waitForURL(/\/result/, { timeout: 60_000 });
	const said = await page.evaluate(() => sessionStorage.getItem('said') ?? '');
	expect(said).toContain('已经交卷');
	expect(said).not.toContain('考试时间已到');
	await context.close();
});

test.concurrent('where the part of the page that asks does not come, it is asked on a page of its own', async () => {
	const { context, page, address } = await candidate(browser, doors, 4);
	const scripts = readdirSync(join(built, 'chunks')).map((name) => join(built, 'chunks', name));
	const asking = scripts.filter((file) => file.endsWith('.js') && readFileSync(file, 'utf8').includes('confirm-title'));
	expect(asking).toHaveLength(1);
	let failed = 0;
	await page.route(`**/${basename(asking[0] ?? '')}`, (route) => (failed++, route.abort()));
	await page.reload();
	await page.waitForSelector('[role=timer]');
	await page.click('.bottom button[formaction="?/submit"]');
	await page.waitForURL(`${address}/submit`);
	expect(failed).toBeGreaterThan(0);
	await page.click('main form.row button');
	await page.waitForURL(/\/result$/);
	await context.close();
});
