import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDoors } from '../doors/server.ts';
import { password } from '../doors/people.ts';
import { launchChromium } from './chromium.ts';
import { open, ready } from './ready.ts';
import { openExam } from './sitting-fixture.ts';

const doors = await openDoors(async (store) => {
	await openExam(store, 3);
});
let browser: Browser;
beforeAll(async () => {
	browser = await launchChromium();
});
afterAll(() => browser.close());

async function signedIn(n: number): Promise<{ context: BrowserContext; page: Page }> {
	const context = await browser.newContext({ viewport: { width: 360, height: 800 } });
	const page = await context.newPage();
	await open(page, `${doors.url}/login`);
	await page.fill('input[name=login]', `S${n}`);
	await page.fill('input[name=password]', password);
	await page.click('main form button');
	await page.waitForURL(`${doors.url}/`);
	return { context, page };
}

/** The address of a sitting that has begun. */
async function begin(page: Page): Promise<string> {
	await page.goto(`${doors.url}/exams/1`);
	await page.check('input[name=pledge]');
	await page.click('form.card button');
	await page.waitForSelector('[role=timer]');
	return page.url();
}

test('what is typed before the script arrives stays, and the console is silent afterwards', async () => {
	const context = await browser.newContext();
	const page = await context.newPage();
	const said: string[] = [];
	page.on('console', (message) => said.push(message.text()));
	let held = true;
	await page.route('**/*.js', async (route) => {
		while (held) await new Promise((later) => setTimeout(later, 20));
		await route.continue();
	});
	await page.goto(`${doors.url}/login`, { waitUntil: 'commit' });
	await page.fill('input[name=login]', 'S1');
	held = false;
	// Kit's announcer stands once the script has taken over; it is for screen readers alone.
	const announcer = await page.waitForSelector('#svelte-announcer', { state: 'attached' });
	expect(await page.inputValue('input[name=login]')).toBe('S1');
	expect((await announcer.boundingBox())?.width).toBe(1);
	expect(said).toEqual([]);
	await context.close();
});

test('what is typed and ticked on a page of a desk before the script arrives stays', async () => {
	const { context, page } = await signedIn(1);
	let held = true;
	await page.route(/\/entry\/start/, async (route) => {
		while (held) await new Promise((later) => setTimeout(later, 50));
		await route.continue();
	});
	await page.goto(`${doors.url}/laws?q=${encodeURIComponent('宪法')}`, { waitUntil: 'commit' });
	await page.fill('input[name=q]', '复议');
	held = false;
	await ready(page);
	expect(await page.inputValue('input[name=q]')).toBe('复议');
	await context.close();
});

test('whichever script does not arrive, the sitting stays a whole page that can be answered and saved', async () => {
	const { context, page } = await signedIn(1);
	const address = await begin(page);
	const scripts = new Set<string>();
	page.on('response', (response) => {
		// The doors of the script and the parts that the pages name; what they share is behind them.
		if (/\/(entry|nodes)\/.*\.js$/.test(response.url())) scripts.add(response.url());
	});
	await page.reload({ waitUntil: 'networkidle' });
	const state = await context.storageState();
	const plain: string[] = [];
	for (const script of scripts) {
		const other = await browser.newContext({ storageState: state });
		const again = await other.newPage();
		await again.route(script, (route) => route.abort());
		await again.goto(address, { waitUntil: 'networkidle' });
		expect(await again.locator('fieldset.question').count(), script).toBe(
			await page.locator('fieldset.question').count()
		);
		if ((await again.locator('[role=timer]').count()) === 0) {
			plain.push(script);
			await again.click('#q1 .choices label >> nth=0');
			await again.click('.bottom button[formaction="?/save"]');
			await again.waitForURL(/saved=/);
		}
		await other.close();
	}
	expect(plain.length).toBeGreaterThan(2);
	await context.close();
});

test('a browser that reads the script but lacks what it uses keeps the plain page', async () => {
	const { context, page } = await signedIn(2);
	const address = await begin(page);
	const state = await context.storageState();
	await context.close();
	for (const lack of ['SubmitEvent.prototype.submitter', 'window.SubmitEvent', 'String.prototype.replaceAll']) {
		const other = await browser.newContext({ storageState: state });
		await other.addInitScript(`delete ${lack}`);
		const again = await other.newPage();
		await again.goto(address, { waitUntil: 'networkidle' });
		expect(await again.locator('[role=timer]').count(), lack).toBe(0);
		await again.click('#q2 .choices label >> nth=0');
		await again.click('.bottom button[formaction="?/submit"]');
		await again.waitForURL(/\/submit/);
		await other.close();
	}
});

test('the keyboard never puts the focus under one of the two bars', async () => {
	const { context, page } = await signedIn(3);
	await begin(page);
	const covered: string[] = [];
	for (let time = 0; time < 45; time++) {
		await page.keyboard.press('Tab');
		const [name, free] = await page.evaluate(() => {
			const field = document.activeElement;
			const box = field?.getBoundingClientRect();
			const top = box && document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
			const own = field?.closest('label') ?? field;
			// Past the last one the focus leaves the page.
			if (field === document.body) return ['', true];
			return [field?.outerHTML.slice(0, 80), own && top && (own.contains(top) || top.contains(own))];
		});
		if (!free) covered.push(String(name));
	}
	expect(covered).toEqual([]);
	await page.click('.card-link');
	expect(await page.evaluate(() => document.activeElement?.id)).toBe('card');
	await page.keyboard.press('Escape');
	expect(await page.locator('.panel.open').count()).toBe(0);
	expect(await page.evaluate(() => document.activeElement?.classList.contains('card-link'))).toBe(true);
	await context.close();
});
