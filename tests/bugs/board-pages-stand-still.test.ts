import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../browser/chromium.ts';
import { open } from '../browser/ready.ts';
import { openExam } from '../browser/sitting-fixture.ts';
import { makeAccount, password } from '../doors/people.ts';
import { openDoors } from '../doors/server.ts';
import { type Fixture, sit } from '../stories/attempt-exam.ts';

let fixture: Fixture | undefined;
const start = async (index: number) => {
	const personId = fixture?.people[index];
	if (!fixture || !personId) throw new Error(`nobody ${index}`);
	await sit(doors.store, fixture, Date.now(), personId);
};
const doors = await openDoors(async (store) => {
	fixture = await openExam(store, 201);
	await makeAccount(store.db, { login: 'officer', name: '值班', roles: [{ role: 'examOfficer', unitId: null }] });
});
let browser: Browser;
beforeAll(async () => {
	for (let index = 0; index < 100; index++) await start(index);
	browser = await launchChromium();
});
afterAll(() => browser.close());

/**
 * The list of those who write grew past a hundred on the open page, which counted them and had no way to the second page;
 * the list of those who had not begun shrank, and its second page was an empty table without a way back.
 */
test('the pages of a list that grows or shrinks on the open board follow it', async () => {
	const context = await browser.newContext();
	const page = await context.newPage();
	await open(page, `${doors.url}/login`);
	await page.fill('input[name=login]', 'officer');
	await page.fill('input[name=password]', password);
	await page.click('main form button');
	await page.waitForURL((url) => !url.pathname.startsWith('/login'));
	const board = `${doors.url}/bureau/exams/1/board`;
	await open(page, `${board}?state=notStarted&page=2`);
	expect(await page.locator('tbody tr').count()).toBe(1);
	const other = await context.newPage();
	await open(other, `${board}?state=inProgress`);
	await other.waitForSelector('.badge.good');
	expect(await other.locator('.pager').count()).toBe(0);
	await start(100);
	await other.waitForSelector('.pager a');
	expect(await other.locator('tbody tr').count()).toBe(100);

	await page.bringToFront();
	await expect.poll(() => page.locator('tbody tr').count()).toBe(100);
	expect(await page.locator('.pager').count()).toBe(0);
});
