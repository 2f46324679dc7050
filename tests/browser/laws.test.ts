import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeAccount, makeUnit, password } from '../doors/people.ts';
import { openDoors } from '../doors/server.ts';
import { act, utf8 } from '../stories/law-files.ts';
import { launchChromium } from './chromium.ts';
import { ready } from './ready.ts';

const doors = await openDoors(async ({ db }) => {
	await makeAccount(db, { login: 'editor', roles: [{ role: 'itemEditor', unitId: null }] });
	await makeAccount(db, { login: 'P1', unitId: await makeUnit(db, 'A') });
});
let browser: Browser;
beforeAll(async () => {
	browser = await launchChromium();
});
afterAll(() => browser.close());

async function signedIn(login: string, javaScriptEnabled: boolean, width: number): Promise<Page> {
	const context = await browser.newContext({ viewport: { width, height: 800 }, javaScriptEnabled });
	const page = await context.newPage();
	await page.goto(`${doors.url}/login`);
	await page.fill('input[name=login]', login);
	await page.fill('input[name=password]', password);
	await page.click('main button');
	await page.waitForURL((url) => url.pathname !== '/login');
	return page;
}

const file = (name: string, bytes: Uint8Array) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(bytes) });
/** Clicks what leads to another page, or to the same one anew. */
const go = (page: Page, what: string) => Promise.all([page.waitForEvent('load'), page.click(what)]);
const text = (page: Page) => page.locator('main').innerText();

// By forms alone, on a phone: what works without script and in 360 px works everywhere.
test('an editor brings laws in, states a day, takes an import back; a candidate reads and searches them', async () => {
	const editor = await signedIn('editor', false, 360);
	await editor.goto(`${doors.url}/bureau/laws`);
	const old = act(2001, '放灯应当报告。').replace('本条例自2001年9月1日起施行', '本条例自公布之日起施行');
	await editor.setInputFiles('#file', [file('a.txt', utf8(old)), file('b.pdf', utf8('%PDF-1.7'))]);
	await go(editor, 'text=读取并预览');
	expect(await text(editor)).toMatch(/新增法律\s*1[\s\S]*不能导入\s*1/);
	expect(await text(editor)).toContain('可能是 2001-03-01');
	expect(await text(editor)).toContain('这是 PDF');
	await editor.click('summary');
	await editor.fill('input[name=inForceOn]', '2001-10-01');
	await go(editor, 'text=保存并重新预览');
	expect(await text(editor)).not.toContain('请填写；也可以以后补填');
	await go(editor, 'text=只导入其余 1 部');
	expect(await text(editor)).toContain('已导入');
	expect(await text(editor)).toMatch(/示例市河灯条例[\s\S]*2001年公布[\s\S]*施行中[\s\S]*2001-10-01/);
	await editor.setInputFiles('#file', [file('c.txt', utf8(act(2021, '放灯应当登记，二百盏以上的先听证。')))]);
	await go(editor, 'text=读取并预览');
	expect(await text(editor)).toMatch(/新增版本\s*1/);
	await go(editor, 'text=导入 1 部');
	expect(await text(editor)).toMatch(/2021年修订\s*施行中[\s\S]*2001年公布\s*旧版本/);

	const candidate = await signedIn('P1', false, 360);
	await candidate.goto(`${doors.url}/laws`);
	await candidate.fill('#q', '听证 登记');
	await go(candidate, 'main form button');
	expect(await candidate.locator('mark').allInnerTexts()).toEqual(['登记', '听证']);
	await go(candidate, 'article h2 a');
	expect(candidate.url()).toMatch(/\/laws\/\d+#a2$/);
	expect(await candidate.locator('#a2').innerText()).toMatch(/^第二条\s*放灯应当登记/);
	await go(candidate, 'text=2001年公布');
	expect(await text(candidate)).toContain('这是旧版本');
	expect(await text(candidate)).toContain('放灯应当报告');

	await go(editor, 'td button:has-text("撤销") >> nth=0');
	expect(await text(editor)).toContain('已撤销这次导入');
	await candidate.goto(candidate.url().replace(/\?.*/, ''));
	expect(await text(candidate)).toContain('放灯应当报告');
	await candidate.goto(`${doors.url}/laws?q=听证`);
	expect(await text(candidate)).toContain('没有条文含有');
	await editor.context().close();
	await candidate.context().close();
});

test('an editor states days later, and a day that is none is pointed out and kept in its field', async () => {
	const editor = await signedIn('editor', true, 1280);
	await editor.goto(`${doors.url}/bureau/laws`);
	await editor.click('text=2001年公布');
	await editor.waitForSelector('#repealedOn');
	await ready(editor);
	await editor.fill('#repealedOn', '明天');
	await editor.click('main button:has-text("保存")');
	await editor.waitForSelector('.notice.bad');
	await ready(editor);
	expect(await editor.inputValue('#repealedOn')).toBe('明天');
	await editor.fill('#repealedOn', '2020年1月1日');
	await editor.click('main button:has-text("保存")');
	await editor.waitForSelector('.notice.good');
	expect(await editor.inputValue('#repealedOn')).toBe('2020-01-01');
	expect(await text(editor)).toContain('已废止');
	await editor.context().close();
});
