import { expect, test } from 'vitest';
import { asId } from '#lib/base/core/ids.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { startAttempt } from '#lib/exam/attempt/start.server.ts';
import type { Eligibility } from '#lib/exam/plan/eligibility.ts';
import { createFromFile } from '#lib/exam/plan/create-file.server.ts';
import { findExam } from '#lib/exam/plan/exam.server.ts';
import { recommended } from '#lib/exam/plan/presets.ts';
import { createPlan, publishPlan, saveMonths } from '#lib/study/month/plan.server.ts';
import type { MonthDraft } from '#lib/study/month/plan.ts';
import { openSet } from '#lib/study/practice/set.server.ts';
import { eligibilityOf } from '#lib/study/record/eligibility.server.ts';
import { cancelSession, holdSession } from '#lib/study/session/state.server.ts';
import { markPeople, present } from '#lib/study/session/mark.server.ts';
import { rehearsalFile } from '../../src/cli/rehearsal/exam.ts';
import { examInput, now as noon, officer } from './plan-district.ts';
import { answerNext, finish, one, studyStore } from './practice-desk.ts';
import { rowOf } from './session-desk.ts';
import { caughtUp, session } from './session-district.ts';

const two = asId<'person'>(2);
const hour = 3_600_000;
/** 2027-03-01 10:00 in the district. */
const now = Date.parse('2027-03-01T02:00:00Z');

const draft = (month: number, law: string): MonthDraft => {
	return { month, theme: '', presenter: '', mode: 'collective', note: '', laws: [law] };
};

/** A district whose plan of 2027 has three months; of the law of the last there is no question. */
async function planned(published = true) {
	const store = await studyStore(now);
	const { db } = store;
	await db
		.insertInto('law')
		.values({ id: 9001, title: '没有题的法', shortTitle: '没有题的法', kind: 'statute' })
		.execute();
	await createPlan(db, officer, 2027, '2027 年计划', now);
	await saveMonths(db, officer, 2027, [draft(3, '宪法'), draft(4, '民法典'), draft(5, '没有题的法')], now);
	if (published) await publishPlan(db, officer, 2027, true, now);
	return store;
}

const asking = (eligibility: Eligibility) => ({ scheme: { ...recommended, eligibility }, opensAt: now });
const standing = (db: Db, eligibility: Eligibility, personId = one) =>
	eligibilityOf(db, asking(eligibility), personId, now);

async function monthSet(db: Db, month: number, personId = one): Promise<string> {
	const { id } = await db
		.selectFrom('planMonth')
		.select('id')
		.where('month', '=', month)
		.where('year', '=', 2027)
		.executeTakeFirstOrThrow();
	const laws = await db.selectFrom('planLaw').select('lawId').where('planMonthId', '=', id).execute();
	const opened = await openSet(
		db,
		personId,
		{ kind: 'month', planMonthId: id, lawIds: laws.map(({ lawId }) => lawId) },
		now
	);
	if (!opened.ok) throw new Error(opened.reason);
	return opened.value;
}

test('months: not begun, begun, finished; one month open is not eligible; what another person did is not mine', async () => {
	const { db } = await planned();
	const months: Eligibility = { kind: 'months', months: ['2027-03', '2027-04'] };
	const states = async (personId = one) => {
		const found = await standing(db, months, personId);
		if (found.kind !== 'months') throw new Error(found.kind);
		return [found.eligible, ...found.months.map(({ state }) => state)];
	};
	expect(await states()).toEqual([false, 'notBegun', 'notBegun']);
	const march = await monthSet(db, 3);
	await answerNext(db, one, march, true, now);
	expect(await states()).toEqual([false, 'begun', 'notBegun']);
	await finish(db, one, march, now);
	expect(await states()).toEqual([false, 'finished', 'notBegun']);
	await finish(db, one, await monthSet(db, 4), now);
	expect(await states()).toEqual([true, 'finished', 'finished']);
	expect(await states(two)).toEqual([false, 'notBegun', 'notBegun']);
	// What is done stays done when the plan is taken back; what is not done cannot be.
	await publishPlan(db, officer, 2027, false, now);
	expect(await states()).toEqual([true, 'finished', 'finished']);
	expect(await states(two)).toEqual([false, 'notPlanned', 'notPlanned']);
});

test('months: none of the plan bars everybody, one without questions asks nothing', async () => {
	const { db } = await planned();
	const found = await standing(db, { kind: 'months', months: ['2027-05', '2027-06', '2031-01'] });
	expect(found).toMatchObject({
		eligible: false,
		months: [{ state: 'nothingAsked', laws: ['没有题的法'] }, { state: 'notPlanned' }, { state: 'notPlanned' }]
	});
	expect((await standing(db, { kind: 'months', months: ['2027-05'] })).eligible).toBe(true);
});

test('credits: sessions attended or made up for, and month quizzes, of the calendar year of the opening', async () => {
	const { db } = await planned();
	const have = async (opensAt = now) => {
		const found = await eligibilityOf(db, { ...asking({ kind: 'credits', least: 30 }), opensAt }, one, now);
		return found.kind === 'credits' ? [found.eligible, found.have, found.credited] : [];
	};
	expect(await have()).toEqual([false, 0, { monthQuizzes: 0, sessions: 0 }]);
	const lawId = (await db.selectFrom('law').select('id').where('shortTitle', '=', '宪法').executeTakeFirstOrThrow()).id;
	const at = (day: string) => Date.parse(`${day}T01:00:00Z`);
	const come = async (startsAt: number, there: boolean, held = true) => {
		const id = await session(db, startsAt, { laws: [lawId] });
		const row = await rowOf(db, officer, id, 1);
		if (there) await markPeople(db, officer, id, [{ id: row.id, was: null, to: present }], startsAt + hour);
		if (held) await holdSession(db, officer, id, { early: false }, startsAt + 5 * hour);
		return id;
	};
	const waiting = await come(at('2027-01-10'), true, false);
	expect(await have(), 'attended, but not closed yet').toEqual([false, 0, { monthQuizzes: 0, sessions: 0 }]);
	await holdSession(db, officer, waiting, { early: false }, at('2027-01-12'));
	expect(await have()).toEqual([false, 10, { monthQuizzes: 0, sessions: 1 }]);
	const missed = await come(at('2027-02-10'), false);
	expect((await have())[1], 'missed').toBe(10);
	await caughtUp(db, missed, 1, null);
	expect((await have())[1], 'begun to make up for it').toBe(10);
	await db.updateTable('practiceSet').set({ finishedAt: now }).where('sessionId', '=', missed).execute();
	expect(await have()).toEqual([false, 20, { monthQuizzes: 0, sessions: 2 }]);
	await come(at('2026-12-20'), true);
	const cancelled = await come(at('2027-02-20'), true, false);
	await cancelSession(db, officer, cancelled, '改期', at('2027-02-21'));
	expect((await have())[1], 'of another year, or cancelled').toBe(20);
	await monthSet(db, 4);
	expect((await have())[1], 'a quiz that is only begun').toBe(20);
	await finish(db, one, await monthSet(db, 4), now);
	expect(await have()).toEqual([true, 30, { monthQuizzes: 1, sessions: 2 }]);
	expect((await have(Date.parse('2026-12-31T15:59:59Z')))[1], 'the last second of 2026 in the district').toBe(10);
	expect((await have(Date.parse('2026-12-31T16:00:00Z')))[1], 'the first of 2027').toBe(30);
});

test('starting: without the word of the door nobody starts; an attempt under way is not touched', async () => {
	const store = await planned();
	const { db } = store;
	const scheme = { attempts: 2, eligibility: { kind: 'months', months: ['2027-03'] } };
	const made = await createFromFile(
		db,
		officer,
		examInput({ scheme, window: { opensAt: 'now', closesAt: '+5d' } }),
		now
	);
	if (!made.ok) throw new Error(JSON.stringify(made));
	const { examId } = made.value;
	const start = (eligible?: boolean) =>
		startAttempt(
			store,
			{ examId, personId: one, shortTimeAccepted: true, ...(eligible === undefined ? {} : { eligible }) },
			now + 1
		);
	expect(await start()).toMatchObject({ reason: 'notEligible' });
	expect(await start(false)).toMatchObject({ reason: 'notEligible' });
	expect(await start(true)).toMatchObject({ value: { fresh: true } });
	expect(await start(false)).toMatchObject({ value: { fresh: false } });
	// A rehearsal of it asks for nothing: simulated people have studied nothing.
	const rehearsed = await createFromFile(db, officer, await rehearsalFile(db, examId, ['S1'], 'X'), now);
	if (!rehearsed.ok) throw new Error(JSON.stringify(rehearsed));
	expect((await findExam(db, rehearsed.value.examId))?.scheme.eligibility).toBeUndefined();
});

test('an exam file: months of no published plan and credits are warned of; faults are told all at once', async () => {
	const { db } = await planned(false);
	const create = (eligibility: unknown, more: Record<string, unknown> = {}) =>
		createFromFile(db, officer, examInput({ scheme: { eligibility, ...more } }), noon);
	const said = async (eligibility: unknown, more: Record<string, unknown> = {}) => {
		const created = await create(eligibility, more);
		const problems = created.ok ? created.value.problems : 'problems' in created ? created.problems : [];
		// The items of this district cite an edition without a day beside one in force, which is said too.
		const own = problems.filter(({ rule }) => rule !== 'itemsAmended');
		return [created.ok, ...own.map(({ path, rule, weight }) => `${weight} ${path} ${rule}`).sort()];
	};
	const at = 'scheme.eligibility';
	expect(await said({ kind: 'months', months: ['2027-03', '2027-04'] })).toEqual([
		true,
		`warn ${at}.months[0] monthNotPlanned`,
		`warn ${at}.months[1] monthNotPlanned`
	]);
	expect(await said({ kind: 'credits', least: 60 })).toEqual([true, `warn ${at} creditsAgainstRule`]);
	expect(await said({ kind: 'credits', least: 0 }, { minutes: 0 })).toEqual([
		false,
		`refuse ${at}.least outOfRange`,
		'refuse scheme.minutes outOfRange'
	]);
	expect(await said({ kind: 'credits', least: 60, months: ['2027-03'] })).toEqual([
		false,
		`refuse ${at}.months unknownField`
	]);
	expect(await said({ kind: 'points', least: 60 })).toEqual([false, `refuse ${at}.kind notOneOf`]);
	expect(await said({ least: 60 })).toEqual([false, `refuse ${at}.kind missing`]);
	expect(await said({ kind: 'months' })).toEqual([false, `refuse ${at}.months missing`]);
	for (const wrong of ['months', 5, null, ['2027-03']]) expect((await said(wrong))[0]).toBe(false);
	expect(
		await said(
			{ kind: 'months', months: ['2027-13', '2027-03', '2027-03', '三月'] },
			{ bands: { pass: 90, good: 80, excellent: 95 } }
		)
	).toEqual([
		false,
		'refuse scheme.bands bandOrder',
		`refuse ${at}.months[0] notAMonth`,
		`refuse ${at}.months[2] monthTwice`,
		`refuse ${at}.months[3] notAMonth`,
		`warn ${at}.months[1] monthNotPlanned`,
		`warn ${at}.months[2] monthNotPlanned`
	]);
	await publishPlan(db, officer, 2027, true, noon);
	expect(await said({ kind: 'months', months: ['2027-03', '2027-04'] })).toEqual([true]);
	expect(await said({ kind: 'months', months: ['2027-09'] })).toEqual([true, `warn ${at}.months[0] monthNotPlanned`]);
});
