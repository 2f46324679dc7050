import { attemptState } from '#lib/exam/attempt/attempt.server.ts';
import type { Browser, BrowserContext, Page, Response } from 'playwright-core';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDoors } from '../doors/server.ts';
import { password } from '../doors/people.ts';
import { seriousFindings } from './axe.ts';
import { launchChromium } from './chromium.ts';
import { open } from './ready.ts';
import { openExam } from './sitting-fixture.ts';
import { askToHandIn } from './sitting-page.ts';

const doors = await openDoors(async (store) => {
	await openExam(store, 12, { feedback: 'score' });
});
let browser: Browser;
beforeAll(async () => {
	browser = await launchChromium();
});
afterAll(async () => {
	await browser.close();
});

/** Signs in and starts the exam; the page stands on the sitting. */
async function sitting(
	n: number,
	options: { readonly script?: boolean; readonly width?: number } = {}
): Promise<{ context: BrowserContext; page: Page }> {
	const context = await browser.newContext({
		viewport: { width: options.width ?? 1280, height: 800 },
		javaScriptEnabled: options.script ?? true
	});
	const page = await context.newPage();
	await signIn(page, n, options.script);
	await page.goto(`${doors.url}/exams/1`);
	await page.check('input[name=pledge]');
	await page.click('form.card button');
	await page.waitForURL(/\/attempts\//);
	if (options.script ?? true) await page.waitForSelector('[role=timer]');
	return { context, page };
}

async function signIn(page: Page, n: number, script = true): Promise<void> {
	await (script ? open(page, `${doors.url}/login`) : page.goto(`${doors.url}/login`));
	await page.fill('input[name=login]', `S${n}`);
	await page.fill('input[name=password]', password);
	await page.click('main button');
	await page.waitForURL((url) => !url.pathname.startsWith('/login'));
}

/** How many answers the server holds for a candidate. */
async function held(n: number): Promise<number> {
	const rows = await doors.store.db
		.selectFrom('attempt')
		.innerJoin('enrolment', 'enrolment.id', 'attempt.enrolmentId')
		.select('attempt.id')
		.where('enrolment.name', '=', `张${n}`)
		.execute();
	return rows.reduce((sum, { id }) => sum + attemptState(doors.store, id).answered, 0);
}

async function eventually(claim: () => Promise<boolean>, what: string): Promise<void> {
	for (let time = 0; time < 100; time++) {
		if (await claim()) return;
		await new Promise((later) => setTimeout(later, 100));
	}
	throw new Error(`never: ${what}`);
}

const choose = (page: Page, number: number, letter: string) =>
	page.click(`#q${number} .choices label:has(input[value="${letter}"])`);
const saved = (page: Page, number: number) => page.waitForSelector(`#q${number} .is-saved`);

describe('without script', () => {
	test('a whole sitting at 360 px with the keyboard alone', async () => {
		const { context, page } = await sitting(1, { script: false, width: 360 });
		await page.focus('input[name=q1][value=T]');
		await page.keyboard.press('Space');
		await page.focus('input[name=q7][value=B]');
		await page.keyboard.press('Space');
		// Enter in a form presses its first button: that must be saving, never handing in.
		await page.keyboard.press('Enter');
		await page.waitForURL(/saved=2/);
		expect(await page.isChecked('input[name=q1][value=T]')).toBe(true);
		expect(await page.isChecked('input[name=q7][value=B]')).toBe(true);
		expect(await held(1)).toBe(2);
		await page.click('#q1 .clear');
		await page.waitForURL(/#q1$/);
		expect(await held(1)).toBe(1);
		await page.click('.card-link');
		await page.click('#card a[href="#q9"]');
		expect(await page.evaluate(() => location.hash)).toBe('#q9');
		expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
		await choose(page, 9, 'A');
		await page.click('.bottom button[formaction="?/submit"]');
		await page.waitForURL(/\/submit/);
		expect(await page.locator('.numbers').first().locator('a').count()).toBe(8);
		await page.click('main form button');
		await page.waitForURL(/\/result$/);
		expect(await page.locator('.code').textContent()).toMatch(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){2}$/);
		await context.close();
	});

	test('large type or the other language in the middle of the sitting loses no answer', async () => {
		const { context, page } = await sitting(2, { script: false, width: 360 });
		await choose(page, 2, 'F');
		await page.click('.preferences button[name=type]');
		await page.waitForSelector('html.large');
		expect(await page.isChecked('input[name=q2][value=F]')).toBe(true);
		expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
		const heights = await page.$$eval('.choices label span', (boxes) =>
			boxes.map((box) => box.getBoundingClientRect().height)
		);
		expect(Math.min(...heights)).toBeGreaterThanOrEqual(60);
		await context.close();
	});
});

describe('with script', () => {
	test('every change is saved by itself, the card follows, and a reload shows it', async () => {
		const { context, page } = await sitting(3);
		await choose(page, 1, 'T');
		await choose(page, 4, 'B');
		await choose(page, 7, 'A');
		await choose(page, 7, 'C');
		await page.check('input[name=m5]');
		for (const number of [1, 4, 7]) await saved(page, number);
		await eventually(async () => (await held(3)) === 3, 'three answers on the server');
		expect(await page.locator('#card a.is-saved').count()).toBe(3);
		expect(await page.locator('#card a.is-flagged').count()).toBe(1);
		// The flag too must have arrived: a page with something unsent does not let itself be reloaded.
		await page.waitForSelector('.bottom .where.is-saved');
		await page.reload();
		expect(await page.$$eval('input[name=q7]:checked', (inputs) => inputs.length)).toBe(2);
		expect(await page.isChecked('input[name=m5]')).toBe(true);
		await page.waitForSelector('[role=timer]');
		await page.click('#q4 .clear');
		await eventually(async () => (await held(3)) === 2, 'a cleared answer on the server');
		expect(page.url()).not.toContain('saved=');
		await askToHandIn(page);
		expect(await page.textContent('dialog[open] .notice.warn strong')).toContain('8');
		await context.close();
	});

	test('a change made before the script is there is taken in', async () => {
		const { context, page } = await sitting(4);
		const clicked = Promise.withResolvers<void>();
		await page.route('**/*.js', async (route) => {
			await clicked.promise;
			await route.continue().catch(() => undefined);
		});
		await page.goto(page.url(), { waitUntil: 'commit' });
		await page.click('#q3 .choices label >> nth=1');
		expect(await page.locator('[role=timer]').count()).toBe(0);
		clicked.resolve();
		await page.waitForSelector('[role=timer]');
		expect(await page.isChecked('input[name=q3][value=F]')).toBe(true);
		await eventually(async () => (await held(4)) === 1, 'the early answer on the server');
		await context.close();
	});

	test('without network answers wait on the page and go up by themselves; a portal’s page is no acknowledgement', async () => {
		const { context, page } = await sitting(5);
		await page.route('**/api/v1/**', (route) =>
			route.fulfill({ status: 200, contentType: 'text/html', body: '<p>ok</p>' })
		);
		await choose(page, 1, 'T');
		await page.waitForSelector('#q1 .is-kept');
		await page.waitForSelector('.notice.warn');
		// The later one is asked first; with none in between nothing slips through.
		await page.route('**/api/v1/**', (route) => route.abort());
		await choose(page, 2, 'F');
		await page.click('.bottom button[formaction="?/submit"]');
		await page.waitForSelector('.notice.bad');
		expect(page.url()).not.toContain('/submit');
		expect(await held(5)).toBe(0);
		await page.unroute('**/api/v1/**');
		await saved(page, 1);
		await saved(page, 2);
		expect(await held(5)).toBe(2);
		await context.close();
	});

	test('an answer whose acknowledgement was lost is saved once', async () => {
		const { context, page } = await sitting(6);
		let lost = 0;
		await page.route('**/answers', async (route) => {
			if (lost++ > 0) return route.continue();
			await route.fetch();
			return route.abort();
		});
		await choose(page, 1, 'F');
		await saved(page, 1);
		expect(lost).toBeGreaterThan(1);
		const events = await doors.store.db
			.selectFrom('attemptEvent')
			.innerJoin('attempt', 'attempt.id', 'attemptEvent.attemptId')
			.innerJoin('enrolment', 'enrolment.id', 'attempt.enrolmentId')
			.select('attemptEvent.n')
			.where('enrolment.name', '=', '张6')
			.where('attemptEvent.kind', '=', 'responded')
			.execute();
		expect(events).toHaveLength(1);
		await context.close();
	});

	test('a second tab takes over; the first is told, stops, and can take it back', async () => {
		const { context, page } = await sitting(7);
		await choose(page, 1, 'T');
		await saved(page, 1);
		const second = await context.newPage();
		await second.goto(page.url());
		await choose(second, 2, 'F');
		await saved(second, 2);
		await page.evaluate(() => window.dispatchEvent(new Event('focus')));
		await page.waitForSelector('.notice.warn button');
		expect(await page.isDisabled('input[name=q1][value=T]')).toBe(true);
		await page.click('.notice.warn button');
		await page.waitForSelector('input[name=q1][value=T]:enabled');
		expect(await page.isChecked('input[name=q2][value=F]')).toBe(true);
		expect(await page.isDisabled('input[name=q1][value=T]')).toBe(false);
		await context.close();
	});

	test('a login that ends in the middle costs nothing: sign in beside it, and saving goes on', async () => {
		const { context, page } = await sitting(8);
		await context.clearCookies();
		await choose(page, 1, 'T');
		const link = await page.waitForSelector('.notice.bad a.button');
		expect(await link.getAttribute('target')).toBe('_blank');
		const second = await context.newPage();
		await signIn(second, 8);
		await saved(page, 1);
		expect(await held(8)).toBe(1);
		await context.close();
	});

	test('the script that the sitting page loads is at most 60 KB (gzip)', async () => {
		const { context, page } = await sitting(9);
		const address = page.url();
		await page.goto('about:blank');
		const read: Promise<[string, number]>[] = [];
		const came = (response: Response) => {
			if (!/\.js(\?|$)/.test(response.url())) return;
			read.push(response.body().then((body) => [response.url(), gzipSync(body).length]));
		};
		page.on('response', came);
		// What it fetches ahead for the worst case comes after the server's first answer, which never comes here.
		await page.route('**/sync', () => undefined);
		await page.goto(address);
		await page.waitForSelector('[role=timer]');
		page.off('response', came);
		const scripts = new Map(await Promise.all(read));
		const total = [...scripts.values()].reduce((sum, bytes) => sum + bytes, 0);
		expect(scripts.size).toBeGreaterThan(1);
		expect(total, [...scripts].map(([url, bytes]) => `${bytes} ${url}`).join('\n')).toBeLessThanOrEqual(60 * 1024);
		process.stdout.write(`script of the sitting page: ${total} bytes gzip in ${scripts.size} files\n`);
		await context.close();
	});
});

test('no serious accessibility fault on any candidate page, at 360 and 1280 px', async () => {
	const { context, page } = await sitting(10);
	await choose(page, 1, 'T');
	await saved(page, 1);
	const address = page.url();
	for (const path of [address, `${address}/submit`, `${doors.url}/`, `${doors.url}/exams/1`]) {
		for (const width of [360, 1280]) {
			await page.setViewportSize({ width, height: 800 });
			await page.goto(path);
			if (path === address) await page.waitForSelector('[role=timer]');
			expect(await seriousFindings(page), path).toEqual([]);
			expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(
				0
			);
		}
	}
	await context.close();
});
