import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { verifyChain } from '#lib/base/audit/audit.server.ts';
import { asId, type SessionId } from '#lib/base/core/ids.ts';
import { importSheet } from '#lib/study/session/batch.server.ts';
import { levelFigures } from '#lib/study/session/counts.ts';
import { holdSession } from '#lib/study/session/state.server.ts';
import { readSheetFile } from '#lib/study/session/upload.server.ts';
import { sessionYear } from '#lib/study/session/year.server.ts';
import { studyVerb } from '../../src/cli/study.ts';
import type { Verb } from '../../src/cli/verb.ts';
import { gb18030 } from '../rules/gb18030.ts';
import { freshStore } from './fresh.ts';
import { at, caughtUp, laySessions, nameOf, officer, session, viewer } from './session-district.ts';

const units = 40;
const peopleOf = (unit: number) => 3 + (unit % 4);
const hour = 3_600_000;

/** What became of person n of a unit at session k: told apart by arithmetic, so that it can be counted by hand again. */
function fate(k: number, unit: number, n: number): 'present' | 'leave' | 'absent' {
	const roll = (k * 7 + unit * 3 + n * 5) % 11;
	return roll === 0 ? 'absent' : roll <= 2 ? 'leave' : 'present';
}

const words = { present: '实到', leave: '病假', absent: '缺席' };

/** The paper list of a unit, typed by its office: other columns, other headers, other encodings from unit to unit. */
function sheet(k: number, unit: number): Uint8Array {
	const rows = Array.from({ length: peopleOf(unit) }, (_, index) => index + 1).map((n) => {
		const status = words[fate(k, unit, n)];
		return unit % 3 === 0 ? `${n},S${unit}-${n},${status}` : `${n},${nameOf(unit, n)},第${unit}单位,${status}`;
	});
	const head = unit % 3 === 0 ? '序号,工号,出勤' : '序号,姓名,单位,签到情况';
	const text = [`第${unit}单位集中学法签到表,,,`, head, ...rows, '合计,,,'].join('\r\n');
	return unit % 2 === 0 ? gb18030(text) : new TextEncoder().encode(text);
}

async function enter(db: Parameters<typeof importSheet>[0], id: SessionId, k: number, unit: number, now: number) {
	const file = await readSheetFile({ source: { bytes: sheet(k, unit) }, fileName: `${unit}.csv` });
	if (!file.ok) throw new Error(file.reason);
	const choices = { unitId: null, fillUnits: false };
	const order = { acceptClean: false, fingerprint: null, uploadId: null };
	const by = unit % 4 === 0 ? viewer('unitAdmin', unit) : officer;
	const done = await importSheet(db, by, id, file.value, choices, order, now);
	if (!done.ok && done.reason !== 'nothing') throw new Error(`${unit}: ${done.reason}`);
}

async function run(verb: Verb, words: string[], flags: Record<string, string | true> = {}) {
	const written = { out: '', err: '' };
	const spies = [
		vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((written.out += String(text)), true)),
		vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((written.err += String(text)), true))
	];
	try {
		return { code: await verb.run({ words, flags, json: flags.json === true }), ...written };
	} finally {
		for (const spy of spies) spy.mockRestore();
	}
}

test('a year: ten district sessions with forty lists each, three of units, figures as counted by hand', async () => {
	const store = await freshStore();
	const { db } = store;
	await laySessions(db, units);
	const months = [1, 3, 4, 5, 6, 7, 8, 9, 10, 11];
	const ids: SessionId[] = [];
	for (const [index, month] of months.entries()) {
		const startsAt = at(`2027-${String(month).padStart(2, '0')}-15 09:00`);
		const kind = index === 9 ? ('trialObservation' as const) : ('collectiveStudy' as const);
		const id = await session(db, startsAt, { kind, subVenues: Array.from({ length: 40 }, (_, n) => `分会场${n + 1}`) });
		ids.push(id);
		for (let unit = 1; unit <= units; unit++) await enter(db, id, index, unit, startsAt + 3 * hour);
		expect(await holdSession(db, officer, id, { early: false }, startsAt + 5 * hour)).toEqual({
			ok: true,
			value: null
		});
	}
	const own: SessionId[] = [];
	for (const unit of [1, 2, 3]) {
		const startsAt = at(`2027-02-0${unit} 15:00`);
		const id = await session(db, startsAt, { kind: 'preMeetingStudy' }, unit);
		own.push(id);
		await enter(db, id, 20 + unit, unit, startsAt + hour);
		await holdSession(db, viewer('unitAdmin', unit), id, { early: false }, startsAt + 2 * hour);
	}
	// One more that was called off, and one that is still to come: neither counts.
	await session(db, at('2027-12-04 09:00'));

	// By hand, from the lists alone: the section below unit 1 has one person, who is on no list, so absent each time.
	const count = { present: 0, leave: 0, absent: 0 };
	const heads = new Set<string>();
	for (const [k] of months.entries()) {
		count.absent++;
		for (let unit = 1; unit <= units; unit++)
			for (let n = 1; n <= peopleOf(unit); n++) {
				const what = fate(k, unit, n);
				count[what]++;
				if (what === 'present') heads.add(`${unit}/${n}`);
			}
	}
	const { lines, rows } = await sessionYear(db, officer, 2027);
	const sessions = lines.map((line) => line.session);
	const district = levelFigures(sessions, rows, { level: 'district' });
	const all = (1 + Array.from({ length: units }, (_, index) => peopleOf(index + 1)).reduce((a, b) => a + b, 0)) * 10;
	expect(district).toMatchObject({
		...{ sessionCount: 10, attendances: count.present, headcount: heads.size, expected: all, leave: count.leave },
		...{ absent: count.absent, walkIns: 0, selfStudy: 0, backfilled: 0, unmarked: 0 }
	});
	const unitLevel = levelFigures(sessions, rows, { level: 'unit' });
	expect(unitLevel.sessionCount).toBe(3);
	const march = levelFigures(sessions, rows, { level: 'district', month: 3 });
	expect(march.sessionCount).toBe(1);
	expect(levelFigures(sessions, rows, { level: 'district', kind: 'trialObservation' }).sessionCount).toBe(1);
	// Rolled up: the section counts in unit 1.
	const first = levelFigures(sessions, rows, { level: 'district', unitId: asId<'unit'>(1) });
	expect(first.expected).toBe((peopleOf(1) + 1) * 10);

	// Two of those who were away make up for it; one who was there does the quiz for nothing; one has not finished.
	const [id = asId<'session'>(0)] = ids;
	const by = (what: string) => {
		for (let unit = 1; unit <= units; unit++)
			for (let n = 1; n <= peopleOf(unit); n++) if (fate(0, unit, n) === what) return unit * 100 + n;
		throw new Error(what);
	};
	await caughtUp(db, id, by('absent'), 5);
	await caughtUp(db, id, by('leave'), 6);
	await caughtUp(db, id, by('present'), 7);
	await caughtUp(db, ids[1] ?? id, by('absent'), null);
	const later = await sessionYear(db, officer, 2027);
	const again = levelFigures(
		later.lines.map((line) => line.session),
		later.rows,
		{ level: 'district' }
	);
	expect(again).toMatchObject({ selfStudy: 2, attendances: count.present, headcount: heads.size });

	// The command line says the same.
	vi.stubEnv('XUEFA_DATA', dirname(store.raw.name));
	onTestFinished(() => void vi.unstubAllEnvs());
	const list = JSON.parse((await run(studyVerb, ['sessions', 'list'], { year: '2027', json: true })).out) as {
		totals: Record<string, Record<string, unknown>>;
		sessions: unknown[];
	};
	expect(list.sessions).toHaveLength(14);
	expect(list.totals.district).toMatchObject({
		...{ sessionCount: 10, attendances: count.present, headcount: heads.size, expected: all, selfStudy: 2 },
		attendanceRate: { present: count.present, expected: all }
	});
	expect(list.totals.unit).toMatchObject({ sessionCount: 3 });
	expect((await verifyChain(db)).firstBroken).toBeNull();
}, 180_000);

test('from the command line: make, enter, hold, enter late, take back, cancel', async () => {
	const store = await freshStore();
	const { db } = store;
	await laySessions(db, 4);
	const folder = dirname(store.raw.name);
	vi.stubEnv('XUEFA_DATA', folder);
	vi.useFakeTimers({ toFake: ['Date'], now: at('2027-03-15 08:00') });
	onTestFinished(() => {
		vi.unstubAllEnvs();
		vi.useRealTimers();
	});
	const study = async (words: string[], flags: Record<string, string | true> = {}) => {
		const { code, out, err } = await run(studyVerb, words, { json: true, ...flags });
		return { code, err, json: (out === '' ? null : JSON.parse(out)) as Record<string, unknown> };
	};
	const write = (name: string, text: string) => {
		writeFileSync(join(folder, name), text);
		return join(folder, name);
	};
	const faulty = write(
		'faulty.json',
		JSON.stringify({
			topic: '',
			startsAt: 'soon',
			place: '会议室',
			laws: ['刑法'],
			unit: 'U999',
			expected: { ranks: ['处级'] }
		})
	);
	const first = await study(['sessions', 'create', faulty]);
	expect(first.code).toBe(1);
	expect(JSON.stringify(first.json.problems)).toContain('topic');
	const wrong = write(
		'wrong.json',
		JSON.stringify({
			topic: '学习',
			startsAt: 'soon',
			place: '会议室',
			laws: ['刑法'],
			unit: 'U999',
			planMonth: '2027-03',
			expected: { ranks: ['处级'], units: ['无此单位'], persons: ['S9-9'] }
		})
	);
	const second = await study(['sessions', 'create', wrong]);
	expect((second.json.problems as { path: string }[]).map(({ path }) => path).sort()).toEqual(
		['expected.persons[0]', 'expected.ranks[0]', 'expected.units[0]', 'laws[0]', 'planMonth', 'startsAt', 'unit'].sort()
	);
	expect((await study(['sessions', 'list'])).json.sessions).toEqual([]);

	const right = write(
		'right.json',
		JSON.stringify({
			topic: '学习宪法',
			startsAt: '2027-03-15 09:00',
			place: '区会议中心',
			laws: ['宪法'],
			subVenues: ['甲', '乙'],
			expected: 'all'
		})
	);
	const made = await study(['sessions', 'create', right]);
	expect(made).toMatchObject({
		code: 0,
		json: { level: 'district', state: 'planned', laws: ['中华人民共和国宪法'], unmarked: 19 }
	});
	const csv = write(
		'unit.csv',
		`单位,姓名,状态,事由\n第1单位,${nameOf(1, 1)},实到,\n第1单位,${nameOf(1, 2)},请假,公务\n第1单位,王九,实到,\n`
	);
	const dry = await study(['attendance', 'import', '1', csv], { 'dry-run': true });
	expect(dry).toMatchObject({ code: 1, json: { imported: false, marked: 2, refused: 1 } });
	expect(await study(['attendance', 'import', '1', csv])).toMatchObject({ code: 1, json: { refusal: 'undecided' } });
	const entered = await study(['attendance', 'import', '1', csv], { 'accept-clean': true });
	expect(entered).toMatchObject({
		code: 0,
		json: { imported: true, batchId: 1, backfilled: false, entries: { present: 1, leave: 1 } }
	});
	vi.setSystemTime(at('2027-03-15 12:00'));
	expect(await study(['sessions', 'hold', '学习宪法'])).toMatchObject({
		code: 0,
		json: { state: 'held', present: 1, leave: 1, absent: 17, unmarked: 0, attendanceRate: { present: 1, expected: 19 } }
	});
	const late = write('late.csv', '工号\nS2-1\nS2-2\n');
	expect(await study(['attendance', 'import', '1', late])).toMatchObject({
		code: 0,
		json: { backfilled: true, batchId: 2 }
	});
	expect((await study(['sessions', 'show', '1'])).json).toMatchObject({ present: 3, absent: 15, backfilled: 2 });
	const people = (await study(['attendance', 'show', '1'])).json.people as Record<string, unknown>[];
	expect(people.find(({ staffNo }) => staffNo === 'S1-2')).toMatchObject({
		status: 'leave',
		leaveKind: 'official',
		backfilled: false
	});
	expect(people.find(({ staffNo }) => staffNo === 'S2-1')).toMatchObject({
		status: 'present',
		backfilled: true,
		markedBy: 'operator'
	});
	expect(await study(['attendance', 'undo', '1', '2'])).toMatchObject({ code: 0, json: { undone: 2 } });
	expect((await study(['attendance', 'undo', '1', '2'])).code).toBe(1);
	expect((await study(['sessions', 'show', '1'])).json).toMatchObject({ present: 1, absent: 17, backfilled: 0 });
	expect((await study(['sessions', 'cancel', '1'])).json).toEqual({ refused: 'reasonMissing' });
	expect(await study(['sessions', 'cancel', '1'], { reason: '登记错误' })).toMatchObject({
		code: 0,
		json: { state: 'cancelled' }
	});
	expect((await study(['sessions', 'list'])).json.totals).toMatchObject({
		district: { sessionCount: 0, attendances: 0 }
	});
	for (const wrongly of [
		[],
		['sessions'],
		['sessions', 'show'],
		['attendance', 'import', '1'],
		['attendance', 'what', '1']
	])
		expect((await run(studyVerb, wrongly)).code, wrongly.join(' ')).toBe(2);
	expect((await study(['sessions', 'show', '99'])).code).toBe(1);
});
