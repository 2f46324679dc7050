import type { Locale } from '#i18n/area.ts';
import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { account } from '#i18n/account.ts';
import { amending } from '#i18n/amending.ts';
import { directory } from '#i18n/directory.ts';
import { enrolment } from '#i18n/enrolment.ts';
import { plan } from '#i18n/plan.ts';
import { publishing } from '#i18n/publishing.ts';
import { results } from '#i18n/results.ts';
import { roleNames } from '#i18n/roles.ts';
import { roster } from '#i18n/roster.ts';
import { time } from '#i18n/time.ts';
import { submitAttempt } from '#lib/exam/attempt/submit.server.ts';
import { makeAccount } from '../doors/people.ts';
import { openDoors } from '../doors/server.ts';
import { attemptExam, edit, minute, sit } from '../stories/attempt-exam.ts';
import { launchChromium } from './chromium.ts';
import { answered, csv, desks, walkedIn } from './desk.ts';
import { choose, fill, press, reach, tick, upload, walk } from './keyboard.ts';
import { open } from './ready.ts';

const officer = 'exam-officer';
const admin = 'system-admin';

/** An exam whose window is over, three people of whom two handed in, and the bureau's accounts. */
const doors = await openDoors(async (store) => {
	const now = Date.now();
	const window = { opensAt: now - 240 * minute, closesAt: now - 60 * minute };
	const fixture = await attemptExam(store, {}, { people: 3, ...window });
	for (const personId of fixture.people.slice(0, 2)) {
		const { header, epoch } = await sit(store, fixture, now - 180 * minute, personId);
		const ops = [edit(1, epoch, 1, ['T']), edit(4, epoch, 1, ['A'])];
		await submitAttempt(store, header, { epoch, batch: 'b', ops }, now - 170 * minute);
	}
	await makeAccount(store.db, { login: officer, roles: [{ role: 'examOfficer', unitId: null }] });
	await makeAccount(store.db, { login: admin, roles: [{ role: 'systemAdmin', unitId: null }] });
	for (const locale of ['zh', 'en']) await makeAccount(store.db, { login: `clerk-${locale}`, name: `职员${locale}` });
});
let browser: Browser;
beforeAll(async () => {
	browser = await launchChromium();
});
afterAll(() => browser.close());
const desk = desks(doors, () => browser);

const exam = `${doors.url}/bureau/exams/1`;
const contains = (page: Page, words: string) => expect.poll(() => page.textContent('main')).toContain(words);

describe.each(walkedIn<readonly [Locale, number]>(['en', 1280], ['zh', 360]))(
	'the bureau by keyboard alone, %s at %i px',
	(locale, width) => {
		test('a list of units is imported and taken back', async () => {
			const page = await desk(officer, locale, width);
			const t = directory(locale);
			const r = roster(locale);
			await open(page, `${doors.url}/bureau/units`);
			const rows = [`新区${locale},新区${locale},镇,7`, `新区${locale}二所,,镇,8`];
			await upload(page, t.file, 'units.csv', csv('单位名称,简称,类别,排序', ...rows));
			await press(page, t.upload);
			await press(page, t.confirmUnits(2));
			await answered(page, r.written);
			await press(page, r.undo);
			await answered(page, r.undoneDone(2));
		});

		test('more time is given to a person and to everyone', async () => {
			const page = await desk(officer, locale, width);
			const t = enrolment(locale);
			await open(page, `${exam}/windows`);
			await fill(page, t.grantPerson, 'S3');
			await fill(page, t.extraMinutes, '15');
			await fill(page, t.reason, `视力障碍${locale}`);
			await press(page, t.grantDo);
			await answered(page, t.changeDone);
			await choose(page, t.grantUnit, time(locale).everyone);
			await fill(page, t.extraMinutes, '5');
			await fill(page, t.reason, `停电${locale}`);
			await press(page, t.grantDo);
			await answered(page, t.changeDone);
			await contains(page, `+${plan(locale).minutesOf(5)}`);
		});

		test('a role is granted and revoked', async () => {
			const page = await desk(admin, locale, width);
			const t = account(locale);
			const editor = roleNames(locale).itemEditor;
			await open(page, `${doors.url}/bureau/accounts`);
			await fill(page, t.find, `clerk-${locale}`);
			await press(page, t.search);
			await press(page, t.open1(`职员${locale}`));
			await choose(page, t.role, editor);
			await press(page, t.grant);
			await answered(page, t.done);
			await press(page, t.revokeRole(editor));
			await answered(page, t.done);
			await contains(page, t.noRole);
		});
	}
);

async function scoreAndPublish(page: Page, locale: 'zh' | 'en', no: number): Promise<void> {
	const t = publishing(locale);
	await open(page, `${exam}/results/publish`);
	await fill(page, t.reason, `计分${no}`);
	await press(page, t.scoreButton);
	await answered(page, t.scored(no, 2));
	await choose(page, t.blankQuestion, t.blankNotSat);
	await fill(page, t.reason, `公布${no}`);
	await tick(page, t.confirm);
	await press(page, t.publishButton(no));
	await answered(page, t.published(no));
}

async function download(page: Page, name: string): Promise<string> {
	await reach(page, name);
	const [file] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
	return readFileSync(await file.path(), 'utf8');
}

test('results by keyboard alone: scored, published, exported; a key amended, and published anew', async () => {
	const chinese = await desk(officer, 'zh', 360);
	await scoreAndPublish(chinese, 'zh', 1);
	await press(chinese, publishing('zh').published(1));
	expect(await download(chinese, results('zh').exportCsv)).toContain('城关镇');

	const english = await desk(officer, 'en', 1280);
	const t = amending('en');
	await open(english, `${exam}/results/publish`);
	await press(english, publishing('en').amendments);
	await fill(english, t.searchHint, '判断题干2');
	await press(english, 'Search');
	// The summary that opens the form; Enter presses it as it presses a button.
	await reach(english, t.decide);
	await english.keyboard.press('Enter');
	await choose(english, t.kind, t.fullCredit);
	await fill(english, t.reason, 'ambiguous');
	await press(english, t.decide);
	await answered(english, t.done);
	await scoreAndPublish(english, 'en', 2);
	await press(english, publishing('en').published(2));
	expect((await download(english, results('en').exportXlsx)).slice(0, 2)).toBe('PK');
});

test('Tab reaches every control of the exam’s pages, can be seen, and comes round', async () => {
	const page = await desk(officer, 'zh', 360);
	const faults: string[] = [];
	for (const path of ['', '/windows', '/board', '/late', '/rescue', '/results', '/results/publish', '/results/amend']) {
		await open(page, exam + path);
		for (const fault of await walk(page)) faults.push(`${path}: ${fault}`);
	}
	expect(faults).toEqual([]);
});
