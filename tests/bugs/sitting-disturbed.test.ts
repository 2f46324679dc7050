import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../browser/chromium.ts';
import { openExam } from '../browser/sitting-fixture.ts';
import { candidate, choose, readyForOffline, saved, signIn, waits } from '../browser/sitting-page.ts';
import { makeAccount, password } from '../doors/people.ts';
import { openDoors } from '../doors/server.ts';

/** What somebody found who tried on the page what disturbed people do. Each person has a browser of their own. */
const doors = await openDoors(async (store) => {
	await openExam(store, 7, { feedback: 'score' });
	await makeAccount(store.db, { login: 'officer', name: '值班', roles: [{ role: 'examOfficer', unitId: null }] });
});
let browser: Browser;
beforeAll(async () => {
	browser = await launchChromium();
});
afterAll(() => browser.close());

const pause = (ms: number) => new Promise((later) => setTimeout(later, ms));
const state = (page: Page) => page.textContent('.bottom .state');
/** From now on the next script that is asked for fails; Chromium never asks for it again. */
async function failOneScript(page: Page): Promise<void> {
	let failed = false;
	await page.route(/\.js$/, (route) => {
		if (failed) return route.continue();
		failed = true;
		return route.abort();
	});
}

test.concurrent(
	'the sign-in over the page is there when the login has ended, though no script can be fetched',
	async () => {
		const { context, page } = await candidate(browser, doors, 1);
		await readyForOffline(page);
		await failOneScript(page);
		await context.clearCookies();
		await choose(page, 1, 'T');
		await page.waitForSelector('dialog[open] #again-login');
		await context.close();
	}
);

test.concurrent('so are the differences found before handing in', async () => {
	const { context, page } = await candidate(browser, doors, 2);
	await choose(page, 1, 'T');
	await saved(page, 1);
	await readyForOffline(page);
	await page.route('**/sync', async (route) => {
		const answer = await route.fetch();
		const body = (await answer.json()) as { responses: { answer: string[] }[] };
		for (const response of body.responses) response.answer = ['F'];
		await route.fulfill({ response: answer, json: body });
	});
	await failOneScript(page);
	await page.click('.bottom button[formaction="?/submit"]');
	await page.locator('.live a[href="#q1"]').waitFor();
	await context.close();
});

test.concurrent('a page that has taken over stays so when the answer to its old epoch comes late', async () => {
	const { context, page, address } = await candidate(browser, doors, 3);
	let isSlow = false;
	await page.route('**/answers', async (route) => {
		if (!isSlow) return route.abort();
		const answer = await route.fetch();
		await pause(3000);
		await route.fulfill({ response: answer }).catch(() => undefined);
	});
	await choose(page, 1, 'T');
	await waits(page, 1);
	const other = await browser.newContext();
	const second = await other.newPage();
	await signIn(second, doors, 3);
	await second.goto(address);
	await second.waitForSelector('[role=timer]');
	await page.evaluate(() => window.dispatchEvent(new Event('focus')));
	await page.waitForSelector('.live button');
	await pause(500);
	await page.route('**/open', async (route) => {
		isSlow = true;
		void page.evaluate(() => window.dispatchEvent(new Event('focus')));
		await pause(1500);
		await route.continue();
	});
	await page.click('.live button');
	await page.waitForSelector('input[name=q1][value=T]:enabled');
	await pause(5000);
	expect(await page.isDisabled('input[name=q1][value=T]')).toBe(false);
	await context.close();
	await other.close();
});

test.concurrent('the other language just after the network went leads nowhere; with a network it does', async () => {
	const { context, page } = await candidate(browser, doors, 4);
	await readyForOffline(page);
	await context.setOffline(true);
	const english = 'button[formaction*="preferences"][name=locale]';
	await page.click(english, { noWaitAfter: true });
	await pause(2000);
	expect(page.url()).toContain('/attempts/');
	await choose(page, 1, 'T');
	await waits(page, 1);
	await context.setOffline(false);
	await saved(page, 1);
	await page.click(english);
	await page.waitForSelector('html[lang=en] input[name=q1][value=T]:checked');
	await context.close();
});

test.concurrent('a reload without network is asked about, also when nothing waits', async () => {
	const { context, page } = await candidate(browser, doors, 5);
	await choose(page, 1, 'T');
	await saved(page, 1);
	await context.setOffline(true);
	await page.waitForSelector('.live .notice.warn', { timeout: 40_000 });
	const asked = page.waitForEvent('dialog');
	void page.reload({ timeout: 5000 }).catch(() => undefined);
	await (await asked).dismiss();
	await context.close();
});

test.concurrent('the end that the page names grows with the deadline, and the page says so', async () => {
	const { context, page } = await candidate(browser, doors, 6);
	const named = () => page.textContent('main p.soft');
	const before = await named();
	const officer = doors.client();
	await officer.signIn('officer', password);
	const more = { no: '1', minutes: '10', reason: '停电', confirmed: 'on' };
	expect((await officer.post('/bureau/exams/1/board/6?/extend', more)).status).toBe(303);
	await page.locator('.notice.good', { hasText: '作答时间延长了' }).waitFor({ timeout: 40_000 });
	expect(await named()).not.toBe(before);
	await context.close();
});

test.concurrent('a refused answer is not called delivered', async () => {
	const { context, page } = await candidate(browser, doors, 7);
	await page.route('**/answers', async (route) => {
		const answer = await route.fetch();
		const body = (await answer.json()) as { acks: { status: string }[] };
		for (const ack of body.acks) ack.status = 'rejected';
		await route.fulfill({ response: answer, json: body });
	});
	await choose(page, 1, 'T');
	await page.waitForSelector('.live .notice.bad');
	expect(await state(page)).toContain('0/1');
	expect(await state(page)).toContain('1 题没有存上');
	expect(await page.textContent('#q1 .is-refused')).toContain('没有存上');
	await context.close();
});
