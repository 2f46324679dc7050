import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDoors } from '../doors/server.ts';
import { password } from '../doors/people.ts';
import { seriousFindings } from './axe.ts';
import { launchChromium } from './chromium.ts';
import { openExam } from './sitting-fixture.ts';
import {
	askToHandIn,
	begin,
	candidate,
	choose,
	confirmHandIn,
	eventually,
	held,
	saved,
	signIn,
	waits
} from './sitting-page.ts';

const doors = await openDoors(async (store) => {
	await openExam(store, 9, { feedback: 'score' });
});
let browser: Browser;
beforeAll(async () => {
	browser = await launchChromium();
});
afterAll(() => browser.close());

describe('a login that ends in the middle of the sitting', () => {
	test('is renewed over the page: by the same person only, with nothing lost and no reload', async () => {
		const { context, page } = await candidate(browser, doors, 1, 360);
		await page.evaluate(() => ((window as { same?: boolean }).same = true));
		await context.clearCookies();
		await page.focus('input[name=q1][value=T]');
		await page.keyboard.press('Space');
		await page.waitForSelector('dialog[open]');
		expect(await page.evaluate(() => document.activeElement?.id)).toBe('again-login');
		expect(await seriousFindings(page)).toEqual([]);
		expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);

		// Esc puts it aside: the focus is back where it was, answering goes on, the way back stands on the page.
		await page.keyboard.press('Escape');
		await page.waitForSelector('dialog', { state: 'detached' });
		expect(await page.evaluate(() => (document.activeElement as HTMLInputElement).name)).toBe('q1');
		await choose(page, 2, 'F');
		await waits(page, 2);
		await page.click('.live button');
		await page.waitForSelector('dialog[open]');

		const refused = async (login: string, secret: string, words: string) => {
			await page.fill('#again-login', login);
			await page.fill('#again-password', secret);
			const answered = page.waitForResponse((response) => new URL(response.url()).pathname === '/login');
			await Promise.all([answered, page.click('dialog button >> nth=0')]);
			// The words of the attempt before stand until this one is answered; then the button can be pressed again.
			await page.waitForSelector('dialog .row button:first-child:enabled');
			await page.waitForFunction(
				(text) => document.querySelector('dialog .notice')?.textContent?.includes(text),
				words
			);
		};
		await refused('S1', 'Not the passw0rd', '密码不对');
		await refused('S2', password, '本人');
		await refused('nobody', password, '本人');
		const cookies = await context.cookies();
		expect(cookies.filter(({ name }) => name.includes('session'))).toEqual([]);
		expect(await held(doors, 1)).toBe(0);

		await page.fill('#again-login', 'S1');
		await page.fill('#again-password', password);
		await page.keyboard.press('Enter');
		await page.waitForSelector('dialog', { state: 'detached' });
		await saved(page, 1);
		await saved(page, 2);
		expect(await held(doors, 1)).toBe(2);
		expect(await page.evaluate(() => (window as { same?: boolean }).same)).toBe(true);
		await context.close();
	});

	test('by somebody else signing in beside it: this page says so, keeps its answers and gives them to nobody', async () => {
		const { context, page } = await candidate(browser, doors, 3);
		const other = await context.newPage();
		await context.clearCookies();
		await signIn(other, doors, 4);
		await choose(page, 1, 'T');
		await page.waitForSelector('dialog[open]');
		expect(await page.textContent('.live')).toContain('别人的账号');
		await page.fill('#again-login', 'S3');
		await page.fill('#again-password', password);
		await page.keyboard.press('Enter');
		await saved(page, 1);
		expect([await held(doors, 3), await held(doors, 4)]).toEqual([1, 0]);
		await context.close();
	});

	test('a proxy that answers 401 in HTML is no end of a session', async () => {
		const { context, page } = await candidate(browser, doors, 5);
		await page.route('**/api/v1/**', (route) =>
			route.fulfill({ status: 401, contentType: 'text/html', body: '<h1>Proxy login</h1>' })
		);
		await choose(page, 1, 'T');
		await page.waitForSelector('.live .notice.warn');
		expect(await page.locator('dialog').count()).toBe(0);
		await page.unroute('**/api/v1/**');
		await saved(page, 1);
		await context.close();
	});
});

test('two devices: the newer one wins, the older one is told, fills only what is untouched, and can take over', async () => {
	const first = await candidate(browser, doors, 6);
	await choose(first.page, 1, 'T');
	await saved(first.page, 1);
	await first.page.route('**/api/v1/**', (route) => route.abort());
	await choose(first.page, 2, 'T');
	await choose(first.page, 4, 'A');
	await waits(first.page, 4);
	const context = await browser.newContext();
	const second = await context.newPage();
	await signIn(second, doors, 6);
	await second.goto(first.address);
	await second.waitForSelector('[role=timer]');
	await choose(second, 4, 'C');
	await saved(second, 4);
	await first.page.unroute('**/api/v1/**');
	await first.page.waitForSelector('.live button');
	expect(await first.page.textContent('.live')).toContain('本页已停止作答');
	expect(await first.page.isDisabled('input[name=q1][value=T]')).toBe(true);
	// Question 2 was untouched on the newer device and is filled; question 4 keeps the newer answer and shows it here too.
	await saved(first.page, 2);
	expect(await held(doors, 6)).toBe(3);
	await eventually(() => first.page.isChecked('input[name=q4][value=C]'), 'the answer that counts');
	expect(await first.page.textContent('.live')).toContain('第 4 题');
	await first.page.click('.live button');
	await first.page.waitForSelector('input[name=q1][value=T]:enabled');
	await choose(first.page, 4, 'B');
	await saved(first.page, 4);
	await second.waitForSelector('.live button', { timeout: 60_000 });
	expect(await second.isDisabled('input[name=q1][value=T]')).toBe(true);
	await first.context.close();
	await context.close();
});

test('a second tab of the same browser is known at once', async () => {
	const context = await browser.newContext();
	// Without its beat the page learns it only from the other tab.
	await context.addInitScript(() => {
		const later = window.setTimeout;
		window.setTimeout = ((work: () => void, ms = 0) => (ms > 9000 ? 0 : later(work, ms))) as typeof later;
	});
	const { page, address } = await begin(context, doors, 7);
	const second = await context.newPage();
	await second.goto(address);
	await second.waitForSelector('[role=timer]');
	await page.waitForSelector('.live button');
	await context.close();
});

test('before handing in page and server are compared; a difference is shown and settled, never silent', async () => {
	const { page, context, address } = await begin(await browser.newContext(), doors, 8);
	await choose(page, 1, 'T');
	await saved(page, 1);
	await page.route('**/sync', async (route) => {
		const answer = await route.fetch();
		const body = (await answer.json()) as { responses: { answer: string[] }[] };
		for (const response of body.responses) response.answer = ['F'];
		await route.fulfill({ response: answer, json: body });
	});
	await page.click('.bottom button[formaction="?/submit"]');
	await page.waitForSelector('.live .notice.bad');
	expect(await page.textContent('.live')).toMatch(/第 1 题：本页 正确，服务器 错误/);
	expect(page.url()).toBe(address);
	await page.unroute('**/sync');
	await page.click('.live .notice.bad button >> nth=0');
	await page.waitForSelector('.live .notice.bad', { state: 'detached' });
	await askToHandIn(page);
	await confirmHandIn(page);
	await page.waitForURL(/\/result$/);
	expect(await page.textContent('.chain')).toMatch(/共 \d+ 条，末条校验 [0-9a-f]{16}/);
	await context.close();
});
