import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadDistrict } from '../../src/cli/demo/load.ts';
import { demoPeople } from '../../src/cli/demo/people.ts';
import { syncShippedBanks } from '#lib/content/item/shipped.server.ts';
import { join } from 'node:path';
import { openDoors } from '../doors/server.ts';
import { hashedPassword, password } from '../doors/people.ts';
import { launchChromium } from './chromium.ts';
import { wholeSession } from './session-world.ts';

let session = 0;
const people = demoPeople();
const candidate = people.find(({ part, unit }) => part === 'sits' && unit.shortName === '区司法局')?.staffNo ?? '';
const doors = await openDoors(async ({ db }, secret) => {
	await syncShippedBanks(db, join(import.meta.dirname, '..', '..', 'question-banks'), Date.now());
	await loadDistrict({ db }, secret, people, Date.now());
	const passwordHash = await hashedPassword();
	await db.updateTable('account').set({ passwordHash, passwordSetAt: 1 }).execute();
	session = await wholeSession(db, Date.now());
});
let browser: Browser;
beforeAll(async () => {
	browser = await launchChromium();
});
afterAll(() => browser.close());

async function signedIn(login: string, width: number, javaScriptEnabled: boolean) {
	const made = doors.client();
	await made.signIn(login, password);
	const context = await browser.newContext({ viewport: { width, height: 740 }, javaScriptEnabled });
	await context.addCookies([...made.cookies].map(([name, value]) => ({ name, value, url: doors.url })));
	return context.newPage();
}
const count = (status: string) =>
	doors.store.raw
		.prepare('select count(*) from session_person where session_id = ? and status = ?')
		.pluck()
		.get(session, status);

test('without script: everybody of the district is marked present at once, and some are unticked in one list', async () => {
	const page = await signedIn('officer', 360, false);
	/** Clicks what leads to the same page anew: the one that stands there still has the words of the time before. */
	const go = (what: string) => Promise.all([page.waitForEvent('load'), page.click(what)]);
	const opening = performance.now();
	await page.goto(`${doors.url}/bureau/sessions/${session}/tick`);
	const openMs = performance.now() - opening;
	const all = people.length;
	expect(await page.locator('input[name="p"]').count()).toBe(all);
	await go('form.all button');
	expect(count('present')).toBe(all);
	const boxes = page.locator('input[name="p"]');
	for (const index of [0, 100, all - 1]) await boxes.nth(index).uncheck();
	const begun = performance.now();
	await go('.save button');
	await page.waitForSelector('.notice.good');
	// Seconds as people count them where the page itself opens in one; elsewhere, by how long that takes.
	expect(performance.now() - begun, 'a second or two at most').toBeLessThan(Math.max(8000, 8 * openMs));
	expect(count('present')).toBe(all - 3);
	expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
	// One by one: leave beside the name, unit by unit.
	await page.selectOption('#unit', { index: 1 });
	await go('form[role="search"] button');
	await page.locator('input[name="p"]').first().uncheck();
	await page.locator('select[name^="l"]').first().selectOption('official');
	await go('.save button');
	await page.waitForSelector('.notice.good');
	expect(count('leave')).toBe(1);
	await page.context().close();
});

test('the code on the wall signs a phone in, with and without script', async () => {
	const wall = await signedIn('officer', 1280, true);
	await wall.goto(`${doors.url}/bureau/sessions/${session}/wall`);
	const code = ((await wall.textContent('.code')) ?? '').replace(/\D/g, '');
	expect(code).toMatch(/^\d{6}$/);
	expect(await wall.locator('.qr svg').count()).toBe(1);
	const row = doors.store.raw
		.prepare(
			'select id from session_person where session_id = ? and person_id = (select id from person where staff_no = ?)'
		)
		.pluck()
		.get(session, candidate);
	doors.store.raw.prepare('update session_person set status = null where id = ?').run(row);
	const phone = await signedIn(candidate, 360, false);
	await phone.goto(`${doors.url}/sessions`);
	await phone.click(`a[href="/sessions/${session}"]`);
	await phone.fill('#code', code);
	await phone.click('main form.card button');
	await phone.waitForSelector('.notice.good');
	const status = doors.store.raw.prepare('select status from session_person where id = ?').pluck().get(row);
	expect(status).toBe('present');
	await phone.context().close();
	await wall.context().close();
});
