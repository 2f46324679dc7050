import type { Browser, Page } from 'playwright-core';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Locale } from '#i18n/area.ts';
import { enrolment } from '#i18n/enrolment.ts';
import { itemImport } from '#i18n/item-import.ts';
import { items } from '#i18n/items.ts';
import { papers } from '#i18n/papers.ts';
import { plan } from '#i18n/plan.ts';
import { roster } from '#i18n/roster.ts';
import { transfers } from '#i18n/transfers.ts';
import { syncShippedBanks } from '#lib/content/item/shipped.server.ts';
import { district, type District } from '../doors/district.ts';
import { makePerson, makeUnit } from '../doors/people.ts';
import { openDoors } from '../doors/server.ts';
import { launchChromium } from './chromium.ts';
import { answered, csv, desks, walkedIn } from './desk.ts';
import { choose, fill, press, reach, tick, upload, walk } from './keyboard.ts';
import { open as openPage } from './ready.ts';

let made: District;
const banks = join(import.meta.dirname, '..', '..', 'question-banks');
const doors = await openDoors(async (store) => {
	made = await district(store);
	const elsewhere = await makeUnit(store.db, 'elsewhere');
	for (const staffNo of ['TZH', 'TEN'])
		await makePerson(store.db, { name: `外单位${staffNo}`, staffNo, unitId: elsewhere });
	await syncShippedBanks(store.db, banks, Date.now());
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
describe.each(walkedIn<readonly [Locale, number]>(['zh', 360], ['en', 1280]))(
	'the desks by keyboard alone, %s at %i px',
	(locale, width) => {
		const r = roster(locale);

		test(
			'a unit imports a roster, asks for a transfer, takes an import back; the bureau decides and takes back',
			{ timeout: 120_000 },
			async () => {
				const unit = await desk('unitAdmin', locale, width);
				await open(unit, '/unit/roster');
				await upload(unit, r.file, 'a.csv', csv('姓名,单位,工号', `新来的${locale},城关镇,N1${locale}`));
				await press(unit, r.upload);
				await press(unit, r.confirmWrites(1));
				await answered(unit, r.written);
				await press(unit, r.undo);
				await answered(unit, r.undoneDone(2));
				const second = csv('姓名,单位,工号', `又来的${locale},城关镇,N2${locale}`, `外单位,城关镇,T${locale}`);
				await open(unit, '/unit/roster');
				await upload(unit, r.file, 'b.csv', second);
				await press(unit, r.upload);
				await choose(unit, `${r.decide} 3`, r.propose);
				await press(unit, r.saveDecisions);
				await press(unit, r.confirmWrites(2));
				await answered(unit, r.written);

				const bureau = await desk('examOfficer', locale, width);
				const t = transfers(locale);
				await open(bureau, '/bureau/people');
				await press(bureau, new RegExp(`^${t.title}`));
				await press(bureau, t.makeOf(`外单位T${locale.toUpperCase()}`, '城关镇'));
				await answered(bureau, t.doneMade);
				await open(bureau, '/bureau/roster');
				await press(bureau, /^\d{4}-\d\d-\d\d \d\d:\d\d$/);
				await press(bureau, r.undo);
				await answered(bureau, r.undoneDone(2));
			}
		);

		test.each(['csv', 'xlsx'] as const)('an editor uploads questions (.%s) and takes them back', async (format) => {
			const page = await desk('itemEditor', locale, width);
			const t = itemImport(locale);
			const b = items(locale);
			const file = await page.request.get(`${doors.url}/bureau/banks/template?format=${format}`);
			await open(page, '/bureau/banks');
			await fill(page, b.bankName, `题库${locale}${format}`);
			await fill(page, b.bankCode, `own-${locale}-${format}`);
			await press(page, b.create);
			await press(page, b.importItems);
			await upload(page, t.file, `questions.${format}`, await file.body());
			await press(page, t.read);
			await press(page, new RegExp(`^(${[1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => t.confirmAll(n)).join('|')})$`));
			await answered(page, t.done);
			await press(page, t.undo);
			await answered(page, t.undoneOn('').trim().split(' ')[0] ?? '');
		});

		test('an officer makes a blueprint and an exam of it, and publishes it', async () => {
			const page = await desk('examOfficer', locale, width);
			const words = papers(locale);
			const p = plan(locale);
			await open(page, '/bureau/papers');
			await fill(page, words.name, `方案${locale}`);
			await press(page, words.create);
			await press(page, words.useIt);
			await fill(page, p.titleLabel, `考试${locale}`);
			await fill(page, p.organiser, '司法局');
			await press(page, p.saveNext);
			await reach(page, /方案/);
			await press(page, p.saveNext);
			await tick(page, p.everybody);
			await press(page, p.takeList);
			await press(page, p.publish);
			await expect.poll(() => page.textContent('main')).toContain(p.publishedOn);
		});

		test('a unit applies for someone and takes it back', async () => {
			const page = await desk('unitAdmin', locale, width);
			const t = enrolment(locale);
			await open(page, `/unit/exams/${made.mine.exam}`);
			await press(page, t.applyTitle('张2'));
			await fill(page, t.reason, '产假');
			await fill(page, t.documentNo, '1号');
			await press(page, t.applyDo);
			await answered(page, t.askedDone);
			await press(page, t.withdrawOf('张2'));
			await answered(page, t.withdrawnDone);
		});
	}
);

test.each([
	['unitAdmin', ['/unit', '/unit/exams', '/unit/roster', '/unit/people', '/unit/people/new', '/unit/slips']],
	['examOfficer', ['/bureau', '/bureau/units', '/bureau/people/transfers', '/bureau/papers', '/bureau/exams/new']],
	['systemAdmin', ['/bureau/accounts', '/bureau/accounts/1']],
	['auditor', ['/bureau/audit']]
] as const)('Tab reaches every control of the pages of %s, can be seen, and comes round', async (persona, paths) => {
	const page = await desk(persona, 'en', 360);
	const faults: string[] = [];
	for (const path of paths) {
		await open(page, path);
		for (const fault of await walk(page)) faults.push(`${path}: ${fault}`);
	}
	expect(faults).toEqual([]);
});
