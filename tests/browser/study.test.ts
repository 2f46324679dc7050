import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { password } from '../doors/people.ts';
import { openDoors } from '../doors/server.ts';
import { layStudy, personOf, thisMonth } from '../doors/study-world.ts';
import { filled, waiting } from '../stories/practice-desk.ts';
import { seriousFindings } from './axe.ts';
import { launchChromium } from './chromium.ts';
import { ready } from './ready.ts';

const doors = await openDoors(layStudy);
const { db } = doors.store;
let browser: Browser;
beforeAll(async () => {
	browser = await launchChromium();
});
afterAll(() => browser.close());

async function signedIn(login: string, javaScriptEnabled: boolean, locale = 'zh'): Promise<Page> {
	const context = await browser.newContext({ viewport: { width: 360, height: 740 }, javaScriptEnabled });
	await context.addCookies([{ name: 'locale', value: locale, url: doors.url }]);
	const page = await context.newPage();
	await page.goto(`${doors.url}/login`);
	await page.fill('input[name=login]', login);
	await page.fill('input[name=password]', password);
	await page.click('main button');
	await page.waitForURL((url) => url.pathname !== '/login');
	return page;
}

const go = (page: Page, what: string) => Promise.all([page.waitForEvent('load'), page.click(what)]);
const text = (page: Page) => page.locator('main').innerText();

/** The values to choose for the question in sight. */
async function choices(page: Page, login: string, right: boolean): Promise<string[]> {
	const code = new URL(page.url()).pathname.split('/').at(-1) ?? '';
	const ask = await waiting(db, await personOf(doors.store, login), code);
	if (!ask) return [];
	return [...(await filled(db, ask, right)).values()].flat();
}

// By forms alone, on a phone: what works without script and in 360 px works everywhere.
test('a first-time user finishes a month without being told how; one missed question comes back', async () => {
	const page = await signedIn('L1', false);
	await go(page, 'nav >> text=一月一法');
	expect(await text(page)).toContain('本月');
	await go(page, 'text=去学习');
	expect(await text(page)).toContain('十条要点');
	await go(page, 'text=开始答题 >> nth=0');
	let asked = 0;
	let missed = '';
	for (; asked < 20 && (await page.locator('input[name=token]').count()) > 0; asked++) {
		const stem = await page.locator('fieldset').first().innerText();
		if (missed !== '' && stem.slice(0, 40) === missed) expect(await text(page)).toContain('再答一次');
		for (const value of await choices(page, 'L1', asked !== 2)) await page.check(`input[value="${value}"]`);
		if (asked === 2) missed = stem.slice(0, 40);
		await go(page, 'text=提交答案');
		expect(await text(page)).toContain(asked === 2 ? '答错了' : '答对了');
		expect(await text(page)).toContain('解析');
		if (asked === 1) {
			// Leaving and coming back goes on where it was.
			await page.goto(`${doors.url}/study/${thisMonth()}`);
			expect(await text(page)).toContain('已答对 2/8 题');
			await go(page, 'text=接着答题 >> nth=0');
		} else await go(page, 'a.wide');
	}
	expect(asked).toBe(9);
	expect(await text(page)).toContain('本月学完了');
	expect(await text(page)).toContain('共 8 题，其中 7 题一次答对');
	await go(page, 'text=返回本月 >> nth=-1');
	expect(await text(page)).toContain('本月已学完');
	await page.goto(`${doors.url}/practice/wrong`);
	expect(await text(page)).toContain('答错');
	expect(await page.locator('section.card').count()).toBe(1);
	await page.context().close();
});

test('an answer left open is pointed out, and nothing is lost', async () => {
	const page = await signedIn('L1', false);
	await page.goto(`${doors.url}/practice`);
	await go(page, 'button >> text=练习 >> nth=0');
	await go(page, 'text=提交答案');
	expect(await text(page)).toContain('还没有选答案');
	expect(await page.locator('input[name=token]').count()).toBe(1);
	await page.context().close();
});

test('by keyboard alone, in English: from the start page to the end of a round', async () => {
	const page = await signedIn('L2', true, 'en');
	const press = async (key: string, times = 1) => {
		for (let n = 0; n < times; n++) await page.keyboard.press(key);
	};
	/** Tab until the element in focus reads so. */
	const reach = async (wanted: string) => {
		for (let n = 0; n < 80; n++) {
			const found = await page.evaluate(() => document.activeElement?.textContent.trim() ?? '');
			if (found.startsWith(wanted)) return;
			await press('Tab');
		}
		throw new Error(`${wanted} cannot be reached`);
	};
	const enter = async () => {
		await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
		await ready(page);
	};
	await page.goto(`${doors.url}/practice`);
	await ready(page);
	await reach('Practise');
	await enter();
	let asked = 0;
	for (; asked < 12 && (await page.locator('input[name=token]').count()) > 0; asked++) {
		for (const value of await choices(page, 'L2', true)) {
			await page.locator(`input[value="${value}"]`).focus();
			await press('Space');
			expect(await page.locator(`input[value="${value}"]`).isChecked()).toBe(true);
		}
		if (asked === 0) expect(await seriousFindings(page)).toEqual([]);
		await reach('Answer');
		await enter();
		expect(await text(page)).toContain('Right');
		if (asked === 0) expect(await seriousFindings(page)).toEqual([]);
		await page.locator('a.wide').focus();
		// A link in the page: followed by script or anew.
		await press('Enter');
		await page.waitForFunction(() => document.querySelector('input[name=token], h2') !== null);
		await ready(page);
		await page.waitForFunction(() => !location.search.includes('n='));
	}
	expect(asked).toBe(10);
	expect(await text(page)).toContain('This set is done');
	await page.context().close();
});

test('the bureau plans a month, attaches a file and publishes; learners get it', async () => {
	const page = await signedIn('officer', false);
	await page.goto(`${doors.url}/bureau/study`);
	await page.fill('#year', '2031');
	await go(page, 'form.card button, section.card form button');
	expect(page.url()).toContain('/bureau/study/2031');
	await go(page, 'a.button:has-text("安排") >> nth=4');
	await page.selectOption('#law0', { label: '民法典' });
	await page.fill('#theme', '婚姻家庭');
	await go(page, 'button:has-text("保存")');
	expect(await text(page)).toContain('已保存');
	const pdf = { name: '讲稿.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\n') };
	await page.setInputFiles('#file', pdf);
	await go(page, 'form:has(#file) button');
	expect(await text(page)).toContain('讲稿.pdf');
	await page.setInputFiles('#file', { ...pdf, name: '讲稿.docx' });
	await go(page, 'form:has(#file) button');
	expect(await text(page)).toContain('与扩展名不符');
	await page.goto(`${doors.url}/bureau/study/2031`);
	await go(page, 'button:has-text("发布")');
	const learner = await signedIn('L1', false);
	await learner.goto(`${doors.url}/study/2031-05`);
	expect(await text(learner)).toContain('婚姻家庭');
	expect(await text(learner)).toContain('讲稿.pdf');
	await page.context().close();
	await learner.context().close();
});
