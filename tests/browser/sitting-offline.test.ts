import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDoors } from '../doors/server.ts';
import { launchChromium, launchProfile } from './chromium.ts';
import { open } from './ready.ts';
import { openExam } from './sitting-fixture.ts';
import { begin, candidate, choose, eventually, held, keptOn, loseAll, saved, signIn, waits } from './sitting-page.ts';

const doors = await openDoors(async (store) => {
	await openExam(store, 9, { feedback: 'score' });
});
let browser: Browser;
beforeAll(async () => {
	browser = await launchChromium();
});
afterAll(() => browser.close());

const bottom = (page: Page) => page.textContent('.bottom .state');

test('offline from the first minute to the last: everything answered arrives within 30 s of the return', async () => {
	const { context, page } = await candidate(browser, doors, 1, 360);
	await context.setOffline(true);
	for (const number of [1, 2, 3, 10]) await choose(page, number, 'T');
	for (const number of [4, 5, 6, 7, 8, 9]) await choose(page, number, 'B');
	await choose(page, 7, 'D');
	await choose(page, 1, 'F');
	await waits(page, 8);
	await page.waitForSelector('.live .notice.warn');
	const allKept = async () => /0\/10 已送达\s*10 题已存本机/.test((await bottom(page)) ?? '');
	await eventually(allKept, 'none delivered, ten on this machine');
	const clock = await page.textContent('[role=timer]');
	await new Promise((later) => setTimeout(later, 5000));
	expect(await page.textContent('[role=timer]')).not.toBe(clock);
	expect(await held(doors, 1)).toBe(0);
	await context.setOffline(false);
	const tookMs = await eventually(async () => (await held(doors, 1)) === 10, 'ten answers on the server', 30_000);
	process.stdout.write(`ten answers arrived ${tookMs} ms after the return of the network\n`);
	await saved(page, 7);
	await eventually(async () => /10\/10 已送达\s*全部已存服务器/.test((await bottom(page)) ?? ''), 'the line says so');
	await page.reload();
	expect(await page.$$eval('input[name=q7]:checked', (inputs) => inputs.length)).toBe(2);
	expect(await page.isChecked('input[name=q1][value=F]')).toBe(true);
	await context.close();
});

test('a tab that closes without a word while offline loses nothing: the next page brings it back and sends it', async () => {
	const { context, page, address } = await candidate(browser, doors, 2);
	await choose(page, 2, 'T');
	await saved(page, 2);
	await context.setOffline(true);
	await choose(page, 1, 'F');
	await choose(page, 4, 'C');
	await page.check('input[name=m5]');
	for (const number of [1, 4, 5]) await waits(page, number);
	await loseAll(page);
	await context.setOffline(false);
	expect(await held(doors, 2)).toBe(1);
	const again = await context.newPage();
	await again.goto(address);
	await again.waitForSelector('.notice.good');
	expect(await again.textContent('.notice.good')).toContain('第 1、4、5 题');
	expect(await again.isChecked('input[name=q1][value=F]')).toBe(true);
	expect(await again.isChecked('input[name=m5]')).toBe(true);
	await eventually(async () => (await held(doors, 2)) === 3, 'the edits on the server');
	await eventually(async () => again.evaluate(empty, (await keptOn(again))[0] ?? ''), 'an empty disk');
	await context.close();
});

/** Whether a database of edits holds none. Runs in the page. */
function empty(name: string): Promise<boolean> {
	return new Promise((done) => {
		const opening = indexedDB.open(name);
		opening.onsuccess = () => {
			const count = opening.result.transaction('edits').objectStore('edits').count();
			count.onsuccess = () => (done(count.result === 0), opening.result.close());
		};
	});
}

test('the whole browser dies: on the same profile, after signing in again, the unsent answers are there', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'xuefa-profile-'));
	const crash = async (context: BrowserContext) => {
		const session = await context.newCDPSession(context.pages()[0] as Page);
		await session.send('Browser.crash' as never).catch(() => undefined);
		await context.close().catch(() => undefined);
	};
	try {
		const context = await launchProfile(folder);
		const { page, address } = await begin(context, doors, 3);
		await context.setOffline(true);
		await choose(page, 6, 'D');
		await choose(page, 3, 'T');
		await waits(page, 3);
		await page.waitForFunction(() => document.querySelector('.bottom .state')?.textContent?.includes('2 题已存本机'));
		await new Promise((later) => setTimeout(later, 500));
		await crash(context);
		expect(await held(doors, 3)).toBe(0);
		const second = await launchProfile(folder);
		const again = await second.newPage();
		await signIn(again, doors, 3);
		await again.goto(address);
		await eventually(async () => (await held(doors, 3)) === 2, 'both answers on the server');
		expect(await again.isChecked('input[name=q6][value=D]')).toBe(true);
		await second.close();
	} finally {
		rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
	}
});

test('where IndexedDB throws the page says so, sends every change at once and asks to be kept open', async () => {
	const context = await browser.newContext();
	await context.addInitScript(() =>
		Object.defineProperty(window, 'indexedDB', {
			get() {
				throw new DOMException('blocked', 'SecurityError');
			}
		})
	);
	const { page, address } = await begin(context, doors, 4);
	await page.waitForSelector('.live .notice.warn');
	expect(await page.textContent('.live')).toContain('请不要关闭本页');
	await choose(page, 7, 'A');
	await choose(page, 7, 'B');
	await saved(page, 7);
	await eventually(async () => (await held(doors, 4)) === 1, 'the answer on the server');
	await context.setOffline(true);
	await choose(page, 1, 'T');
	await page.waitForFunction(() => document.querySelector('.bottom .state')?.textContent?.includes('只在本页'));
	// Control: without the disk a page that dies takes its unsent answers with it.
	await loseAll(page);
	await context.setOffline(false);
	const again = await context.newPage();
	await again.goto(address);
	await again.waitForSelector('[role=timer]');
	expect(await again.isChecked('input[name=q1][value=T]')).toBe(false);
	await context.close();
});

test('a disk that is full only for a while is used again', async () => {
	const context = await browser.newContext();
	await context.addInitScript(() => {
		const put = IDBObjectStore.prototype.put;
		IDBObjectStore.prototype.put = function (...given) {
			if (localStorage.getItem('full')) throw new DOMException('full', 'QuotaExceededError');
			return put.apply(this, given);
		};
	});
	const { page } = await begin(context, doors, 5);
	await page.evaluate(() => localStorage.setItem('full', '1'));
	await context.setOffline(true);
	await choose(page, 1, 'T');
	await page.waitForFunction(() => document.querySelector('.bottom .state')?.textContent?.includes('1 题只在本页'));
	await page.evaluate(() => localStorage.removeItem('full'));
	await choose(page, 2, 'T');
	await page.waitForFunction(() => document.querySelector('.bottom .state')?.textContent?.includes('2 题已存本机'));
	await context.close();
});

test('a busy server is left alone for as long as it asks', async () => {
	const { context, page } = await candidate(browser, doors, 6);
	const times: number[] = [];
	const seen = Promise.withResolvers<void>();
	await page.route('**/answers', async (route) => {
		times.push(Date.now());
		if (times.length > 1) {
			// What is said while waiting stands only as long as the wait: it must have been read before it goes.
			await seen.promise;
			return route.continue().catch(() => undefined);
		}
		const body = JSON.stringify({ ok: false, reason: 'busy' });
		return route.fulfill({ status: 503, contentType: 'application/json', headers: { 'retry-after': '4' }, body });
	});
	await choose(page, 1, 'T');
	await page.waitForSelector('.live .notice.warn');
	expect(await page.textContent('.live')).toContain('服务器繁忙');
	await page.evaluate(() => window.dispatchEvent(new Event('online')));
	seen.resolve();
	await saved(page, 1);
	expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(3900);
	await context.close();
});

test('signing out clears the machine, and the next one who sits an exam finds nothing of the one before', async () => {
	const { context, page, address } = await candidate(browser, doors, 7);
	const leave = async () => {
		await context.setOffline(true);
		await choose(page, 1, 'T');
		await waits(page, 1);
		await page.waitForFunction(() => document.querySelector('.bottom .state')?.textContent?.includes('已存本机'));
	};
	await leave();
	await page.close();
	await context.setOffline(false);
	const home = await context.newPage();
	await home.goto(`${doors.url}/`);
	expect(await keptOn(home)).toHaveLength(1);
	await context.clearCookies();
	// Another candidate begins on the same machine without anybody having signed out.
	const { page: other } = await begin(context, doors, 8);
	const old = address.split('/').pop() ?? '';
	const onlyOwn = async () => {
		const names = await keptOn(other);
		return names.length === 1 && !names[0]?.includes(old);
	};
	await eventually(onlyOwn, 'only the own database');
	await open(other, `${doors.url}/logout`);
	await other.click('main form button');
	await eventually(async () => (await keptOn(other)).length === 0, 'a clean machine');
	await context.close();
});
