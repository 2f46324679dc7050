import axe from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeAccount, password } from '../doors/people.ts';
import { openDoors } from '../doors/server.ts';
import { launchChromium } from './chromium.ts';
import { open } from './ready.ts';
import { openExam } from './sitting-fixture.ts';

const doors = await openDoors(async (store) => {
	await openExam(store, 4);
	await makeAccount(store.db, { login: 'officer', name: '值班', roles: [{ role: 'examOfficer', unitId: null }] });
});
let browser: Browser;
beforeAll(async () => {
	browser = await launchChromium();
});
afterAll(() => browser.close());

async function signedIn(login: string, script = true): Promise<{ context: BrowserContext; page: Page }> {
	const context = await browser.newContext({ viewport: { width: 360, height: 800 }, javaScriptEnabled: script });
	const page = await context.newPage();
	await (script ? open(page, `${doors.url}/login`) : page.goto(`${doors.url}/login`));
	await page.fill('input[name=login]', login);
	await page.fill('input[name=password]', password);
	await page.click('main form button');
	await page.waitForURL((url) => !url.pathname.startsWith('/login'));
	return { context, page };
}

async function sitting(n: number): Promise<{ context: BrowserContext; page: Page }> {
	const opened = await signedIn(`S${n}`);
	await opened.page.goto(`${doors.url}/exams/1`);
	await opened.page.check('input[name=pledge]');
	await opened.page.click('form.card button');
	await opened.page.waitForSelector('[role=timer]');
	return opened;
}

const board = '/bureau/exams/1/board';
const row = (page: Page, name: string) => page.locator('tbody tr', { hasText: name });

test('a save on another page shows on the open board by itself, and so does handing in', async () => {
	const duty = await signedIn('officer');
	// Where no stream comes the page asks by itself; here it must not need to.
	const polled: string[] = [];
	duty.page.on('request', (request) => request.resourceType() === 'fetch' && polled.push(request.url()));
	await duty.page.goto(`${doors.url}${board}?unit=1`);
	await duty.page.waitForSelector('.badge.good');
	const candidate = await sitting(1);
	await row(duty.page, '张1').getByText('0/10').waitFor();
	await candidate.page.click('#q1 .choices label:has(input[value="T"])');
	await row(duty.page, '张1').getByText('1/10').waitFor();
	await candidate.page.goto(candidate.page.url().replace(/[?#].*/, '') + '/submit');
	await candidate.page.click('main form button');
	await row(duty.page, '张1').locator('.badge', { hasText: '已交卷' }).waitFor();
	expect(polled, 'by the stream alone').toEqual([]);
	await duty.page.evaluate(axe.source);
	const { violations } = (await duty.page.evaluate('axe.run()')) as axe.AxeResults;
	expect(violations.map(({ id }) => id)).toEqual([]);
	await candidate.context.close();
	await duty.context.close();
});

test('the open board ends when the session does, and says where to sign in', async () => {
	const duty = await signedIn('officer');
	await duty.page.goto(`${doors.url}${board}`);
	await duty.page.waitForSelector('.badge.good');
	await doors.store.db.deleteFrom('session').execute();
	await duty.page.waitForSelector('.badge.bad', { timeout: 40_000 });
	expect(await duty.page.getAttribute('[role=status] a', 'href')).toContain('/login?next=');
	await duty.context.close();
});

test('a board whose session ended before its stream began says so, and goes on saying it', async () => {
	const duty = await signedIn('officer');
	await duty.page.route(`${doors.url}${board}**`, (route) => {
		const { accept = '' } = route.request().headers();
		return accept.includes('text/html') ? route.continue() : route.fulfill({ status: 401, body: '{}' });
	});
	await duty.page.goto(`${doors.url}${board}`);
	await duty.page.waitForSelector('[role=status] a[href*="/login?next="]', { timeout: 40_000 });
	await duty.page.waitForTimeout(1000);
	expect(await duty.page.isVisible('[role=status] a[href*="/login?next="]')).toBe(true);
	await duty.context.close();
});

test('without script: the page refreshes itself, and an act is done and told', async () => {
	const candidate = await sitting(2);
	const duty = await signedIn('officer', false);
	await duty.page.goto(`${doors.url}${board}?q=${encodeURIComponent('张2')}`);
	expect(await duty.page.locator('meta[http-equiv=refresh]').count()).toBe(1);
	await row(duty.page, '张2').getByRole('link').click();
	await duty.page.click('#extend summary');
	await duty.page.fill('#extend-minutes', '15');
	await duty.page.fill('#extend-reason', '停电');
	await duty.page.check('#extend input[type=checkbox]');
	await duty.page.click('#extend button');
	await duty.page.waitForURL(/\?done$/);
	expect(await duty.page.locator('.record li').last().textContent()).toContain('截止时间延到');
	await duty.page.click('#void summary');
	await duty.page.fill('#typedName', '张3');
	await duty.page.fill('#void-reason', '替考');
	await duty.page.check('#void input[type=checkbox]');
	await duty.page.click('#void button');
	expect(await duty.page.locator('#void [role=alert]').textContent()).toContain('没有作废');
	expect(await duty.page.inputValue('#void-reason')).toBe('替考');
	await candidate.context.close();
	await duty.context.close();
});
