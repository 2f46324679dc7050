import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { board as words } from '#i18n/board.ts';
import { saveResponses } from '#lib/exam/attempt/save.server.ts';
import { launchChromium } from '../browser/chromium.ts';
import { openExam } from '../browser/sitting-fixture.ts';
import { streamProxy } from '../browser/stream-proxy.ts';
import { makeAccount, password } from '../doors/people.ts';
import { openDoors } from '../doors/server.ts';
import { edit, type Fixture, sit } from '../stories/attempt-exam.ts';

let seated: Fixture;
const doors = await openDoors(async (store) => {
	seated = await openExam(store, 3);
	await makeAccount(store.db, { login: 'officer', name: '值班', roles: [{ role: 'examOfficer', unitId: null }] });
});
const proxy = await streamProxy(doors.url);
const t = words('zh');
let browser: Browser;
beforeAll(async () => {
	browser = await launchChromium();
});
afterAll(() => browser.close());

const board = '/bureau/exams/1/board';

/** The officer's page through the proxy; its clock runs as ever and can be put forward. */
async function duty(): Promise<Page> {
	const page = await (await browser.newContext()).newPage();
	await page.clock.install();
	await page.goto(`${proxy.url}/login`);
	await page.fill('input[name=login]', 'officer');
	await page.fill('input[name=password]', password);
	await page.click('main form button');
	await page.waitForURL((url) => !url.pathname.startsWith('/login'));
	return page;
}

const line = (page: Page) => page.locator('[role=status] .badge');
const says = (page: Page, text: string) => line(page).getByText(text, { exact: true }).waitFor({ timeout: 40_000 });
const row = (page: Page, name: string) => page.locator('tbody tr', { hasText: name });
const asOf = async (page: Page) => /\d\d:\d\d:\d\d/.exec((await page.textContent('.spread')) ?? '')?.[0];

/** Somebody begins and answers one question. */
async function answers(n: number): Promise<void> {
	const { header, epoch } = await sit(doors.store, seated, Date.now(), seated.people[n - 1]);
	const asked = { epoch, batch: '', ops: [edit(1, epoch, 1, ['T'])] };
	await saveResponses(doors.store, header, asked, Date.now());
}

// Heartbeats were comments, of which a browser's script learns nothing: what came through a proxy that holds streams
// back was "live" for ever, with the rows of an hour ago.
test('a stream held back after its beginning: the page notices, asks by itself and says so', async () => {
	proxy.holds = 'through';
	const page = await duty();
	await page.goto(`${proxy.url}${board}?unit=1`);
	await says(page, t.live);
	// A quiet stream stays live, and the page knows as of when: the heartbeat says so. In full, without a wound clock.
	const before = await asOf(page);
	await expect.poll(() => asOf(page), { timeout: 40_000 }).not.toBe(before);
	expect(await line(page).textContent()).toBe(t.live);

	proxy.holds = 'answers';
	await answers(1);
	await says(page, t.polling);
	await row(page, '张1').getByText('1/10').waitFor();
	const polled = await asOf(page);
	await expect.poll(() => asOf(page), { timeout: 40_000 }).not.toBe(polled);

	// Once the proxy lets streams through, the page finds it out.
	proxy.holds = 'through';
	await page.clock.fastForward(61_000);
	await says(page, t.live);
	await page.context().close();
});

test('a stream that never comes is not waited for, and asking goes on while it is tried again', async () => {
	proxy.holds = 'all';
	const page = await duty();
	await page.goto(`${proxy.url}${board}?unit=1`);
	await says(page, t.polling);
	await answers(2);
	await page.clock.fastForward(10_000);
	await row(page, '张2').getByText('1/10').waitFor({ timeout: 40_000 });
	// The stream is given up, and a minute later tried anew.
	await page.clock.fastForward(27_000);
	const again = page.waitForRequest((request) => request.headers()['accept'] === 'text/event-stream');
	await page.clock.fastForward(62_000);
	await again;
	expect(await line(page).textContent()).toBe(t.polling);
	proxy.holds = 'through';
	await page.context().close();
});

test('streams refused: the page asks; the server out of reach: it says so, and as of when its rows stand', async () => {
	const page = await duty();
	let reachable = true;
	await page.route(`${proxy.url}${board}/live**`, (route) =>
		reachable && route.request().headers()['accept'] !== 'text/event-stream' ? route.continue() : route.abort()
	);
	await page.goto(`${proxy.url}${board}?unit=1`);
	await says(page, t.polling);
	await answers(3);
	await page.clock.fastForward(10_000);
	await row(page, '张3').getByText('1/10').waitFor({ timeout: 40_000 });
	reachable = false;
	await page.clock.fastForward(10_000);
	await says(page, t.reconnecting);
	const stood = await asOf(page);
	await page.clock.fastForward(20_000);
	expect(await asOf(page)).toBe(stood);
	expect(await line(page).textContent()).toBe(t.reconnecting);
	reachable = true;
	await page.clock.fastForward(10_000);
	await says(page, t.polling);
	await page.context().close();
});

test('nobody there for half an hour: the page asks no more and says so; one click, and it goes on', async () => {
	const page = await duty();
	const asked: string[] = [];
	await page.route(`${proxy.url}${board}/live**`, (route) => {
		if (route.request().headers()['accept'] === 'text/event-stream') return route.abort();
		asked.push(route.request().url());
		return route.continue();
	});
	await page.goto(`${proxy.url}${board}?unit=1`);
	await says(page, t.polling);
	await page.clock.fastForward(20 * 60_000);
	expect(await line(page).textContent()).toBe(t.polling);
	await page.clock.fastForward(11 * 60_000);
	await says(page, t.paused);
	const before = asked.length;
	await page.clock.fastForward(5 * 60_000);
	expect(asked.length).toBe(before);
	await page.getByRole('button', { name: t.resume }).click();
	await says(page, t.polling);
	await page.context().close();
});
