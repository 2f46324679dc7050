import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { account } from '#i18n/account.ts';
import type { Locale } from '#i18n/area.ts';
import { board } from '#i18n/board.ts';
import { common } from '#i18n/common.ts';
import { directory } from '#i18n/directory.ts';
import { enrolment } from '#i18n/enrolment.ts';
import { items, kindName } from '#i18n/items.ts';
import { slips } from '#i18n/slips.ts';
import { district, type District } from '../doors/district.ts';
import { password } from '../doors/people.ts';
import { openDoors } from '../doors/server.ts';
import { launchChromium } from './chromium.ts';
import { answered, desks, walkedIn } from './desk.ts';
import { choose, fill, press, reach, tick } from './keyboard.ts';
import { open as openPage } from './ready.ts';

/** A running exam that somebody sits, and everyone who has to do with it. */
let made: District;
const doors = await openDoors(async (store) => {
	made = await district(store);
});
let browser: Browser;
beforeAll(async () => {
	browser = await launchChromium();
});
afterAll(() => browser.close());

const deskOf = desks(doors, () => browser);
const desk = (persona: keyof District['logins'], locale: Locale, width: number) =>
	deskOf(made.logins[persona], locale, width);
const open = (page: Page, path: string) => openPage(page, doors.url + path);

/** Opens a folded part of the page; its summary is a stop of its own. */
async function unfold(page: Page, name: string): Promise<void> {
	await reach(page, name);
	await page.keyboard.press('Enter');
}

describe.each(walkedIn<readonly [Locale, number]>(['en', 360], ['zh', 1280]))(
	'the day of the exam by keyboard alone, %s at %i px',
	(locale, width) => {
		test('a unit adds somebody and prints the activation slip', async () => {
			const page = await desk('unitAdmin', locale, width);
			const t = directory(locale);
			const s = slips(locale);
			await open(page, '/unit/people');
			await press(page, t.addPerson);
			await fill(page, t.fullName, `新人${locale}`);
			await fill(page, t.staffNo, `NEW${locale}`);
			await press(page, t.save);
			await answered(page, t.saved);
			await open(page, '/unit/slips');
			await press(page, s.issueAll(1));
			await expect.poll(() => page.textContent('main')).toMatch(/[A-Z2-9]{5}-[A-Z2-9]{5}/);
			await reach(page, common(locale).print);
			const code = /[A-Z2-9]{5}-[A-Z2-9]{5}/.exec((await page.textContent('main')) ?? '')?.[0] ?? '';

			const candidate = await (await browser.newContext()).newPage();
			await open(candidate, '/activate');
			await reach(candidate, /账号|Account/);
			await candidate.keyboard.type(`NEW${locale}`);
			await reach(candidate, /激活码|code/);
			await candidate.keyboard.type(code);
			for (const field of ['password', 'again']) {
				await reach(candidate, field === 'password' ? /^(新密码|New password)$/ : /再输入|once more/);
				await candidate.keyboard.type('Tulip-7-garden');
			}
			await Promise.all([candidate.waitForURL(`${doors.url}/`), candidate.keyboard.press('Enter')]);
		});

		test('a unit applies for somebody, the bureau approves; the standing is changed back on the list', async () => {
			const unit = await desk('unitAdmin', locale, width);
			const t = enrolment(locale);
			await open(unit, `/unit/exams/${made.mine.exam}`);
			await press(unit, t.applyTitle('张2'));
			await fill(unit, t.reason, '产假');
			await fill(unit, t.documentNo, '1号');
			await press(unit, t.applyDo);
			await answered(unit, t.askedDone);

			const bureau = await desk('examOfficer', locale, width);
			await open(bureau, `/bureau/exams/${made.mine.exam}/requests`);
			await press(bureau, `${t.approve} 张2`);
			await answered(bureau, t.decidedDone);
			await open(bureau, `/bureau/exams/${made.mine.exam}/enrolment`);
			await press(bureau, `${t.change} 张2`);
			await choose(bureau, t.standing, t.required);
			await fill(bureau, t.reason, '已返岗');
			await press(bureau, t.changeDo);
			await answered(bureau, t.listDone);
		});

		test('an officer gives somebody who sits more time from the board', async () => {
			const page = await desk('examOfficer', locale, width);
			const t = board(locale);
			await open(page, `/bureau/exams/${made.mine.exam}/board`);
			await fill(page, t.find, 'S1');
			await press(page, t.filter);
			await press(page, '张1');
			await unfold(page, t.extend);
			await fill(page, t.minutes, '5');
			await fill(page, t.reason, `停电${locale}`);
			await tick(page, t.checked('张1'));
			await press(page, t.extendDo);
			await answered(page, t.done);
		});

		test('an editor writes a question by hand', async () => {
			const page = await desk('itemEditor', locale, width);
			const t = items(locale);
			await open(page, '/bureau/banks');
			await fill(page, t.bankName, `手写${locale}`);
			await fill(page, t.bankCode, `by-hand-${locale}`);
			await press(page, t.create);
			await press(page, t.addItem);
			await press(page, kindName(locale, 'single'));
			await fill(page, t.stem, `谁应当学法？${locale}`);
			for (const letter of ['A', 'B', 'C', 'D'] as const) {
				await fill(page, t.option(letter), `第${letter}项`);
				if (letter === 'A') await tick(page, t.isCorrect('A'));
			}
			await fill(page, t.explanation, '人人。');
			await press(page, t.saveItem);
			await answered(page, t.saved);
		});

		test('somebody signs another machine out', async () => {
			const page = await desk('auditor', locale, width);
			const other = await (await browser.newContext()).newPage();
			await open(other, '/login');
			await other.focus('input[name="login"]');
			await other.keyboard.type(made.logins.auditor);
			await other.keyboard.press('Tab');
			await other.keyboard.type(password);
			await Promise.all([other.waitForURL((url) => url.pathname !== '/login'), other.keyboard.press('Enter')]);
			await open(page, '/me');
			await press(page, account(locale).endOthers);
			await expect.poll(() => page.textContent('main')).toContain(account(locale).ended);
			await other.goto(`${doors.url}/me`);
			expect(new URL(other.url()).pathname).toBe('/login');
		});
	}
);
