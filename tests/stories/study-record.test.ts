import { createHash } from 'node:crypto';
import Papa from 'papaparse';
import { expect, test } from 'vitest';
import { asId } from '#lib/base/core/ids.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { unpack } from '#lib/base/sheet/zip.server.ts';
import { syncShippedBanks } from '#lib/content/item/shipped.server.ts';
import { listLists, setListState } from '#lib/study/list/list.server.ts';
import { createPlan, findPlan, publishPlan, saveMonths } from '#lib/study/month/plan.server.ts';
import { openSet } from '#lib/study/practice/set.server.ts';
import { bundleOf } from '#lib/study/record/bundle.server.ts';
import { studyFile } from '#lib/study/record/person.server.ts';
import { annualSentence } from '#lib/study/record/sentence.ts';
import { figuresOfYear } from '#lib/study/record/year.ts';
import { studyYear } from '#lib/study/record/year.server.ts';
import { markAllPresent } from '#lib/study/session/mark.server.ts';
import { holdSession } from '#lib/study/session/state.server.ts';
import { freshStore } from './fresh.ts';
import { common, made } from './list-desk.ts';
import { banks, finish } from './practice-desk.ts';
import { at, laySessions, officer, session, viewer } from './session-district.ts';

const person = (unit: number, n: number) => asId<'person'>(unit * 100 + n);
const unitIds = (...ids: number[]) => new Set(ids.map((id) => asId<'unit'>(id)));

/** Six units; two district sessions (units 1 to 3, then 1 to 4, are there), one of unit 2, one catch-up, three quizzes. */
async function playYear(db: Db) {
	await laySessions(db, 6);
	await syncShippedBanks(db, banks, 1);
	await made(db, common, '宪法', '监察法');
	for (const { id } of await listLists(db)) await setListState(db, officer, id, 'active', at('2027-01-04 09:00'));
	await createPlan(db, officer, 2027, '2027年计划', 1);
	const draft = { theme: '', presenter: '', mode: 'collective' as const, note: '' };
	await saveMonths(db, officer, 2027, [{ ...draft, month: 3, laws: ['宪法'] }], 1);
	await publishPlan(db, officer, 2027, true, 1);
	const march = (await findPlan(db, 2027))!.months[0]!;
	const held = async (day: string, units: ReturnType<typeof unitIds>, unitId: number | null) => {
		const startsAt = at(`${day} 09:00`);
		const id = await session(db, startsAt, { topic: `学习<宪法>&${day}`, planMonthId: march.id }, unitId);
		const by = unitId === null ? officer : viewer('unitAdmin', unitId);
		await markAllPresent(db, by, id, units, startsAt + 1);
		await holdSession(db, by, id, { early: false }, startsAt + 2);
		return id;
	};
	const first = await held('2027-03-10', unitIds(1, 2, 3), null);
	await held('2027-04-10', unitIds(1, 2, 3, 4), null);
	await held('2027-05-10', unitIds(2), 2);
	const later = at('2027-04-20 10:00');
	const caught = await openSet(db, person(5, 1), { kind: 'catchUp', sessionId: first, lawIds: [1] }, later);
	if (!caught.ok) throw new Error(caught.reason);
	await finish(db, person(5, 1), caught.value, later);
	for (const who of [person(1, 1), person(2, 1), person(2, 2)]) {
		const set = await openSet(db, who, { kind: 'month', planMonthId: march.id, lawIds: [1] }, later);
		if (!set.ok) throw new Error(set.reason);
		await finish(db, who, set.value, later);
	}
}

const peopleOf = (unit: number) => 3 + (unit % 4);

test('a year on record: figures, sentence and bundle say the same, and open to their rows', async () => {
	const { db } = await freshStore();
	await playYear(db);
	const record = (await studyYear(db, officer, 2027, at('2027-12-31 12:00')))!;
	const [one, two, three, four] = [1, 2, 3, 4].map(peopleOf) as [number, number, number, number];
	const values = Object.fromEntries(figuresOfYear(record).map(({ key, value }) => [key, value]));
	expect(values).toEqual({
		districtSessions: 2,
		districtAttendances: 2 * (one + two + three) + four,
		districtHeadcount: one + two + three + four,
		districtSelfStudy: 1,
		unitSessions: 1,
		unitAttendances: two,
		unitHeadcount: two,
		unitSelfStudy: 0,
		quizFinishes: 3,
		quizPersons: 3
	});
	expect(annualSentence(record, 'zh')).toBe(
		`2027年，澄湖区开展“一月一法”等集中学法活动2场次，参加${values.districtAttendances}人次（${values.districtHeadcount}人），缺席人员自学补课1人次；` +
			`各单位自行组织集中学法1场次，参加${two}人次（${two}人）；完成月度练习3人次（3人）。`
	);

	const bundle = await bundleOf(db, record);
	expect(bundle.name).toBe('澄湖区2027年学法台账.zip');
	const files = new Map<string, Buffer>();
	for await (const { name, bytes } of unpack({ bytes: bundle.bytes })) files.set(name, bytes);
	const sums = JSON.parse(files.get('校验.json')!.toString()) as { sha256: Record<string, string> };
	expect(Object.keys(sums.sha256).sort()).toEqual([...files.keys()].filter((name) => name !== '校验.json').sort());
	for (const [name, sum] of Object.entries(sums.sha256))
		expect(createHash('sha256').update(files.get(name)!).digest('hex'), name).toBe(sum);
	const table = (part: string) => {
		const [, bytes] = [...files].find(([name]) => name.endsWith(`${part}.csv`))!;
		return Papa.parse<Record<string, string>>(
			bytes
				.toString()
				.replace(/^\ufeff/, '')
				.trim(),
			{ header: true }
		).data;
	};
	const attendance = table('到场明细');
	const there = attendance.filter((row) => row['级别'] === '区级' && row['到场'] === '实到');
	expect(there.length).toBe(values.districtAttendances);
	expect(new Set(there.map((row) => `${row['单位']}${row['姓名']}`)).size).toBe(values.districtHeadcount);
	const sessions = table('集中学法');
	expect(sessions.map((row) => [row['级别'], row['状态'], row['实到']])).toEqual([
		['区级', '已举行', String(one + two + three)],
		['区级', '已举行', String(one + two + three + four)],
		['单位级', '已举行', String(two)]
	]);
	expect(table('自学补课')).toHaveLength(1);
	expect(table('月度练习')).toHaveLength(3);
	// Units 1 to 4 sat on the law of one of the two entries; somebody of unit 5 caught up with it.
	expect(table('应知应会清单覆盖').map((row) => [row['单位'], row['条目数'], row['已覆盖']])).toEqual(
		[1, 2, 3, 4, 5, 6].map((unit) => [`第${unit}单位`, '2', unit < 6 ? '1' : '0'])
	);
	expect(table('年度报告用语').map((row) => row['数值'])).toEqual(Object.values(values).map(String));
	const page = files.get('02 集中学法.html')!.toString();
	expect(page).toContain('学习&lt;宪法&gt;&amp;2027-03-10');
	expect(page).not.toMatch(/<script|https?:/);
});

test('a unit has its own people on record and nobody else; editors and strangers have none', async () => {
	const { db } = await freshStore();
	await playYear(db);
	const record = (await studyYear(db, viewer('unitAdmin', 2), 2027, at('2027-12-31 12:00')))!;
	const values = Object.fromEntries(figuresOfYear(record).map(({ key, value }) => [key, value]));
	expect(record.scope).toBe('第2单位');
	const there = 2 * peopleOf(2);
	expect(annualSentence(record, 'zh')).toBe(
		`2027年，第2单位参加区级集中学法活动2场次，到场${there}人次（${peopleOf(2)}人）；` +
			`自行组织集中学法1场次，参加${peopleOf(2)}人次（${peopleOf(2)}人）；完成月度练习2人次（2人）。`
	);
	expect(values).toMatchObject({ districtSessions: 2, districtAttendances: 2 * peopleOf(2), quizFinishes: 2 });
	expect(values).toMatchObject({ unitSessions: 1, districtSelfStudy: 0, quizPersons: 2 });
	const bundle = await bundleOf(db, record);
	for await (const { name, bytes } of unpack({ bytes: bundle.bytes }))
		expect(bytes.toString(), name).not.toContain('第5单位');
	expect(await studyYear(db, viewer('itemEditor'), 2027, 1)).toBeUndefined();
	const none = await studyYear(db, officer, 2026, 1);
	expect(annualSentence(none!, 'zh')).toBe('2026年，澄湖区没有区级集中学法活动的记录。');
});

test('a study file: what was finished, attended and made up for', async () => {
	const { db } = await freshStore();
	await playYear(db);
	const there = (await studyFile(db, person(2, 1), 2027))!;
	expect(there.months.map(({ key, laws }) => [key, laws])).toEqual([['2027-03', ['宪法']]]);
	expect(there.sessions.map(({ status }) => status)).toEqual(['present', 'present', 'present']);
	const away = (await studyFile(db, person(5, 1), 2027))!;
	expect(away.months).toEqual([]);
	expect(away.sessions.map(({ status, isSelfStudy }) => [status, isSelfStudy])).toEqual([
		['absent', false],
		['absent', true]
	]);
	expect((await studyFile(db, person(5, 1), 2026))?.sessions).toEqual([]);
});
