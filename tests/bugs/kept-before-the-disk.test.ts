import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../browser/chromium.ts';
import { openExam } from '../browser/sitting-fixture.ts';
import { begin, choose, eventually, held, keptOn, loseAll, waits } from '../browser/sitting-page.ts';
import { password } from '../doors/people.ts';
import { openDoors } from '../doors/server.ts';

const doors = await openDoors(async (store) => {
	await openExam(store, 2, { feedback: 'score', durationMs: 3_600_000 });
});
let browser: Browser;
beforeAll(async () => {
	browser = await launchChromium();
});
afterAll(() => browser.close());

/**
 * A disk that confirms nothing before `diskAnswers` is set, in a page whose patience of two seconds lasts a minute: however
 * slow the machine, the time between is long enough to look at. Runs in the page.
 */
function slowDisk(): void {
	const later = window.setTimeout;
	window.setTimeout = ((work: () => void, ms?: number) => later(work, ms === 2000 ? 60_000 : ms)) as typeof later;
	const prototype = IDBDatabase.prototype;
	const transaction = prototype.transaction;
	prototype.transaction = function (...args) {
		const made = transaction.apply(this, args);
		if (args[1] !== 'readwrite') return made;
		// The transaction stays open as long as it is asked for something.
		const store = made.objectStore('edits');
		const again = () => {
			if (!('diskAnswers' in window)) store.count().onsuccess = again;
		};
		again();
		return made;
	};
}

/** A disk whose first readings fail. Runs in the page. */
function unreadableDisk(): void {
	const prototype = IDBObjectStore.prototype;
	const getAll = prototype.getAll;
	let refusals = 2;
	prototype.getAll = function (...args) {
		if (refusals-- > 0) throw new DOMException('the disk does not answer', 'UnknownError');
		return getAll.apply(this, args);
	};
}

// "On this device" stood beside an answer the moment it was clicked, before the disk had confirmed it: who closed the page
// then, believing it, lost the answer.
test('an answer is called kept on this machine only when the disk has confirmed it', async () => {
	const context: BrowserContext = await browser.newContext();
	await context.addInitScript(slowDisk);
	const { page } = await begin(context, doors, 1);
	await context.setOffline(true);
	await choose(page, 1, 'T');
	await page.waitForSelector('#q1 .is-pending');
	expect(await page.textContent('#q1 .tools')).toContain('待上传');
	expect(await page.textContent('.bottom .state')).not.toContain('已存本机');
	await page.evaluate(() => ((window as { diskAnswers?: boolean }).diskAnswers = true));
	await waits(page, 1);
	expect(await page.textContent('#q1 .tools')).toContain('已存本机');
	await page.waitForFunction(() => document.querySelector('.bottom .state')?.textContent?.includes('已存本机'));
	await context.close();
});

// The result page cleared the machine although it had not been able to read what was left on it.
test('what could not be read is not cleared: it is read again, handed over, and only then cleared', async () => {
	const context = await browser.newContext();
	const { page, address } = await begin(context, doors, 2);
	await context.setOffline(true);
	await choose(page, 1, 'T');
	await waits(page, 1);
	await loseAll(page);
	const elsewhere = doors.client();
	await elsewhere.signIn('S2', password);
	await elsewhere.post(`${new URL(address).pathname}/submit`);
	await context.setOffline(false);
	const again = await context.newPage();
	await again.addInitScript(unreadableDisk);
	await again.goto(`${address}/result`);
	await again.waitForFunction(() => document.querySelector('main')?.textContent?.includes('未计入成绩'));
	expect(await held(doors, 2)).toBe(0);
	await eventually(async () => (await keptOn(again)).length === 0, 'a clean machine');
	await context.close();
});
