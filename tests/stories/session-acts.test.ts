import { expect, test } from 'vitest';
import { asId } from '#lib/base/core/ids.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { importSheet, undoBatch } from '#lib/study/session/batch.server.ts';
import { sessionCode } from '#lib/study/session/code.server.ts';
import { figuresOf } from '#lib/study/session/counts.ts';
import { nobodyExpected } from '#lib/study/session/expected.ts';
import { expectPeople, withdrawPerson } from '#lib/study/session/list.server.ts';
import { addWalkIn, markAllPresent, markPeople, present } from '#lib/study/session/mark.server.ts';
import { catchUpOf, sessionsOfPerson } from '#lib/study/session/person.server.ts';
import { markHistory, personRows } from '#lib/study/session/rows.server.ts';
import { findView } from '#lib/study/session/scope.server.ts';
import { editSession, makeSession, organiserOf } from '#lib/study/session/session.server.ts';
import { signIn, ticketFor } from '#lib/study/session/sign-in.server.ts';
import { cancelSession, holdSession, reopenSession } from '#lib/study/session/state.server.ts';
import { dropKept, findKept, keepSheet } from '#lib/study/session/upload.server.ts';
import { sessionYear } from '#lib/study/session/year.server.ts';
import type { Viewer } from '#lib/base/core/permit.ts';
import type { SessionId } from '#lib/base/core/ids.ts';
import { freshStore } from './fresh.ts';
import { addPerson, at, caughtUp, facts, laySessions, nameOf, officer, session, viewer } from './session-district.ts';

const startsAt = at('2027-03-15 09:00');
const during = startsAt + 3_600_000;
const after = startsAt + 3 * 3_600_000;
const unit1 = viewer('unitAdmin', 1);
const unit2 = viewer('unitAdmin', 2);
const auditor = viewer('auditor');
const leave = { status: 'leave' as const, leaveKind: 'sick' as const, documentNo: '假字1号' };
const nothing = { status: null, leaveKind: null, documentNo: '' };

async function fresh() {
	const { db } = await freshStore();
	await laySessions(db, 4);
	return { db, id: await session(db, startsAt) };
}

async function rowsFor(db: Db, by: Viewer, id: SessionId) {
	const view = await findView(db, by, id);
	return view ? personRows(db, view) : [];
}
const rowOf = async (db: Db, by: Viewer, id: SessionId, person: number) => {
	const row = (await rowsFor(db, by, id)).find(({ personId }) => personId === asId<'person'>(person));
	if (!row) throw new Error(`no row of ${person}`);
	return row;
};
const csv = (...lines: string[]) => new TextEncoder().encode(lines.join('\n'));
const file = (...lines: string[]) => ({ source: { bytes: csv(...lines) }, fileName: 'a.csv' });
const noChoices = { unitId: null, fillUnits: false };

test('a unit sees and marks its own people, and nobody else’s; the auditor reads', async () => {
	const { db, id } = await fresh();
	expect((await rowsFor(db, unit1, id)).map(({ ownUnitId }) => ownUnitId)).toEqual([1, 1, 1, 1, 500]);
	expect((await rowsFor(db, officer, id)).length).toBe(19);
	const foreign = await rowOf(db, officer, id, 201);
	const mark = { id: foreign.id, was: null, to: present };
	expect(await markPeople(db, unit1, id, [mark], during)).toMatchObject({ ok: false, reason: 'notFound' });
	expect(await markPeople(db, auditor, id, [mark], during)).toMatchObject({ ok: false, reason: 'forbidden' });
	expect(await markAllPresent(db, unit1, id, null, during)).toMatchObject({ value: { changed: 5, late: false } });
	expect((await rowsFor(db, officer, id)).filter(({ status }) => status === 'present').length).toBe(5);
	for (const refused of [
		await holdSession(db, unit1, id, { early: false }, after),
		await cancelSession(db, unit1, id, '不办了', after),
		await editSession(db, unit1, id, facts(startsAt, { topic: '别的' }), after),
		await expectPeople(db, unit1, id, { ...nobodyExpected, all: true }, 'add', after),
		await withdrawPerson(db, unit1, id, foreign.id, '错', after)
	])
		expect(refused).toMatchObject({ ok: false, reason: 'forbidden' });
	expect(await makeSession(db, unit1, organiserOf('district', null), facts(startsAt), during)).toMatchObject({
		reason: 'forbidden'
	});
	expect(await makeSession(db, unit1, organiserOf('unit', asId(2)), facts(startsAt), during)).toMatchObject({
		reason: 'forbidden'
	});
	const own = await session(db, startsAt, {}, 2);
	expect(await findView(db, unit1, own), 'another unit’s own session').toBeUndefined();
	expect(await holdSession(db, unit1, own, { early: true }, after)).toMatchObject({ reason: 'notFound' });
	expect((await sessionYear(db, unit1, 2027)).lines.map((line) => line.session.id)).toEqual([id]);
});

test('why somebody was on leave is told to the own unit and the organiser alone', async () => {
	const { db, id } = await fresh();
	const row = await rowOf(db, unit1, id, 101);
	expect(
		await markPeople(db, unit1, id, [{ id: row.id, was: null, to: { ...leave, leaveKind: null } }], during)
	).toMatchObject({ reason: 'leaveKind' });
	await markPeople(db, unit1, id, [{ id: row.id, was: null, to: leave }], during);
	expect(await rowOf(db, unit1, id, 101)).toMatchObject({ status: 'leave', leaveKind: 'sick', documentNo: '假字1号' });
	expect(await rowOf(db, officer, id, 101)).toMatchObject({ leaveKind: 'sick' });
	expect(await rowOf(db, auditor, id, 101)).toMatchObject({ status: 'leave', leaveKind: null, documentNo: '' });
	const own = await session(db, startsAt, {}, 1);
	const ownRow = await rowOf(db, unit1, own, 101);
	await markPeople(db, unit1, own, [{ id: ownRow.id, was: null, to: leave }], during);
	expect(await rowOf(db, officer, own, 101), 'the bureau is not the organiser').toMatchObject({
		status: 'leave',
		leaveKind: null
	});
	const audited = await db.selectFrom('auditEntry').select('body').where('act', 'like', 'studySession.%').execute();
	expect(audited.some(({ body }) => body.includes('sick') || body.includes('假字'))).toBe(false);
});

test('closing, late entries, opening again: who and when stay on record', async () => {
	const { db, id } = await fresh();
	const [a, b] = [await rowOf(db, unit1, id, 101), await rowOf(db, unit1, id, 102)];
	await markPeople(db, unit1, id, [{ id: a.id, was: null, to: present }], during);
	expect(await holdSession(db, officer, id, { early: false }, startsAt - 1)).toMatchObject({ reason: 'notYet' });
	expect(await holdSession(db, officer, id, { early: false }, after)).toMatchObject({ ok: true });
	expect(await holdSession(db, officer, id, { early: false }, after)).toMatchObject({ reason: 'notPlanned' });
	expect(await rowOf(db, unit1, id, 102)).toMatchObject({ status: 'absent', late: false, marked: null });
	expect(await markPeople(db, unit1, id, [{ id: b.id, was: null, to: present }], after + 60_000)).toMatchObject({
		value: { changed: 1, late: true }
	});
	expect(await rowOf(db, officer, id, 102)).toMatchObject({
		status: 'present',
		late: true,
		markedBy: 'unitAdmin 1',
		markedAt: after + 60_000
	});
	// Two people at one list: the older page overwrites nothing.
	expect(await markPeople(db, officer, id, [{ id: b.id, was: null, to: nothing }], after + 90_000)).toMatchObject({
		value: { changed: 0, meanwhile: [] }
	});
	expect(await markPeople(db, officer, id, [{ id: b.id, was: 'absent', to: leave }], after + 90_000)).toMatchObject({
		value: { changed: 0, meanwhile: [nameOf(1, 2)] }
	});
	expect(await reopenSession(db, officer, id, ' ', after)).toMatchObject({ reason: 'reasonMissing' });
	expect(await reopenSession(db, officer, id, '漏登记', after)).toMatchObject({ ok: true });
	expect(await rowOf(db, unit1, id, 103)).toMatchObject({ status: 'unmarked' });
	const twoDaysOn = at('2027-03-17 00:00');
	const c = await rowOf(db, unit1, id, 103);
	await markPeople(db, unit1, id, [{ id: c.id, was: null, to: present }], twoDaysOn);
	expect(await rowOf(db, unit1, id, 103), 'later than the day after').toMatchObject({ late: true });
	await editSession(db, officer, id, facts(startsAt, { content: '补写记录' }), twoDaysOn);
	expect((await findView(db, officer, id))?.session).toMatchObject({
		lateAt: twoDaysOn,
		lateBy: 'examOfficer',
		content: '补写记录'
	});
	const view = await findView(db, officer, id);
	expect(view && (await markHistory(db, view, b.id)).map(({ status, late, actor }) => [status, late, actor])).toEqual([
		['present', true, 'unitAdmin 1']
	]);
	await expect(db.deleteFrom('sessionMark').execute()).rejects.toThrow(/append-only/);
	await expect(db.deleteFrom('studySession').execute()).rejects.toThrow(/never deleted/);
	await cancelSession(db, officer, id, '会议改期', after);
	expect(await markAllPresent(db, officer, id, null, after)).toMatchObject({ reason: 'cancelled' });
	expect((await sessionYear(db, officer, 2027)).lines).toHaveLength(1);
});

test('a sheet is kept for its own account, entered once, taken back whole or not at all', async () => {
	const { db, id } = await fresh();
	const kept = await keepSheet(
		db,
		unit1,
		id,
		file('姓名,状态', `${nameOf(1, 1)},实到`, `${nameOf(1, 2)},病假`, `${nameOf(2, 1)},实到`),
		noChoices,
		during
	);
	if (!kept.ok) throw new Error(kept.reason);
	expect(await findKept(db, unit2, id, kept.value)).toBeUndefined();
	expect(await findKept(db, officer, id, kept.value)).toBeUndefined();
	const mine = await findKept(db, unit1, id, kept.value);
	if (!mine) throw new Error('gone');
	const order = { acceptClean: true, fingerprint: null, uploadId: mine.id };
	expect(
		await importSheet(db, unit1, id, mine.file, mine.choices, { ...order, acceptClean: false }, during)
	).toMatchObject({ reason: 'undecided' });
	expect(
		await importSheet(db, unit1, id, mine.file, mine.choices, { ...order, fingerprint: 'x' }, during)
	).toMatchObject({ reason: 'changedMeanwhile' });
	const done = await importSheet(db, unit1, id, mine.file, mine.choices, order, during);
	expect(done).toMatchObject({ value: { counts: { marked: 2, refused: 1 }, entries: { present: 1, leave: 1 } } });
	expect(await findKept(db, unit1, id, kept.value), 'entered: not twice').toBeUndefined();
	const batch = done.ok ? done.value.batchId : 0;
	expect(await undoBatch(db, unit2, id, batch, during)).toMatchObject({ ok: false, reason: 'notFound' });
	const row = await rowOf(db, unit1, id, 101);
	await markPeople(db, unit1, id, [{ id: row.id, was: 'present', to: nothing }], during);
	expect(await undoBatch(db, unit1, id, batch, during)).toMatchObject({
		reason: 'touched',
		detail: { names: nameOf(1, 1) }
	});
	await markPeople(db, unit1, id, [{ id: row.id, was: null, to: present }], during);
	expect(await undoBatch(db, officer, id, batch, during), 'touched stays touched').toMatchObject({ reason: 'touched' });

	const second = await importSheet(
		db,
		officer,
		id,
		{
			fileName: 'b',
			fileHash: 'b',
			rows: [
				{ row: 1, cells: ['工号'] },
				{ row: 2, cells: ['S3-1'] }
			]
		},
		noChoices,
		order,
		during
	);
	expect(await undoBatch(db, officer, id, second.ok ? second.value.batchId : 0, during)).toMatchObject({
		value: { entries: 1 }
	});
	expect(await rowOf(db, officer, id, 301)).toMatchObject({ status: 'unmarked', route: null, markedBy: null });
	const another = await keepSheet(db, unit1, id, file('姓名', nameOf(1, 3)), noChoices, during);
	if (another.ok) await dropKept(db, unit2, another.value);
	expect(another.ok && (await findKept(db, unit1, id, another.value))).toBeTruthy();
});

test('walk-ins: by the organiser, by a unit where allowed; taken back with their sheet; the snapshot keeps the unit', async () => {
	const { db, id } = await fresh();
	await addPerson(db, 1, 9);
	await addPerson(db, 2, 9);
	expect(await addWalkIn(db, unit1, id, 'S1-9', during)).toMatchObject({ reason: 'notAllowed' });
	const rows = {
		fileName: 'a',
		fileHash: 'a',
		rows: [
			{ row: 1, cells: ['工号'] },
			{ row: 2, cells: ['S1-9'] }
		]
	};
	const order = { acceptClean: false, fingerprint: null, uploadId: null };
	const entered = await importSheet(db, officer, id, rows, noChoices, order, during);
	expect(entered).toMatchObject({ value: { counts: { added: 1 } } });
	expect(await rowOf(db, unit1, id, 109)).toMatchObject({ status: 'present', walkIn: true });
	expect(figuresOf(await rowsFor(db, officer, id))).toMatchObject({
		expected: 19,
		present: 1,
		walkIns: 1,
		attendanceRate: { present: 0, expected: 19 }
	});
	await undoBatch(db, officer, id, entered.ok ? entered.value.batchId : 0, during);
	await expect(rowOf(db, unit1, id, 109)).rejects.toThrow();
	await editSession(db, officer, id, facts(startsAt, { walkIns: true }), during);
	expect(await addWalkIn(db, unit1, id, 's1-9 ', during)).toMatchObject({ value: { late: false } });
	expect(await addWalkIn(db, unit1, id, 'S1-9', during)).toMatchObject({ reason: 'listed' });
	expect(await addWalkIn(db, unit1, id, 'S2-9', during), 'not of the own units').toMatchObject({
		reason: 'unknownPerson'
	});
	// Moving to another unit changes no session.
	await db.updateTable('membership').set({ toAt: during }).where('personId', '=', asId<'person'>(101)).execute();
	await db
		.insertInto('membership')
		.values({
			personId: asId<'person'>(101),
			unitId: asId<'unit'>(2),
			kind: 'establishment',
			fromAt: during,
			toAt: null
		})
		.execute();
	expect(await rowOf(db, unit1, id, 101)).toMatchObject({ ownUnitId: 1 });
	expect((await rowsFor(db, unit2, id)).map(({ personId }) => personId)).not.toContain(101);
});

test('the list: units, categories, ranks; seconded people count at home; withdrawn people count nowhere', async () => {
	const { db } = await freshStore();
	await laySessions(db, 10);
	await db
		.insertInto('membership')
		.values({ personId: asId<'person'>(101), unitId: asId<'unit'>(2), kind: 'seconded', fromAt: 1, toAt: null })
		.execute();
	const id = await session(db, startsAt);
	const listed = async (expected: Parameters<typeof expectPeople>[3], mode: 'replace' | 'add' = 'replace') => {
		const done = await expectPeople(db, officer, id, expected, mode, during);
		return done.ok ? done.value.people : done.reason;
	};
	expect(await listed({ ...nobodyExpected, categories: ['镇'] })).toBe(4 + 5 + 1);
	expect(await listed({ ...nobodyExpected, units: [asId(1)] }), 'with the section below').toBe(5);
	expect((await rowOf(db, unit1, id, 101)).ownUnitId).toBe(1);
	expect(await listed({ ...nobodyExpected, all: true, ranks: ['科级'], persons: [asId(201)] })).toBe(10 + 2 + 1);
	expect(await listed(nobodyExpected)).toBe('nobody');
	expect(await listed({ ...nobodyExpected, units: [asId(2)] }, 'add')).toBe(10 + 2 + 1 + 3);
	const row = await rowOf(db, officer, id, 201);
	await markPeople(db, officer, id, [{ id: row.id, was: null, to: present }], during);
	expect(await listed({ ...nobodyExpected, units: [asId(1)] }), 'who is marked stays').toBe(6);
	expect(await withdrawPerson(db, officer, id, row.id, '', during)).toMatchObject({ reason: 'reasonMissing' });
	expect(await withdrawPerson(db, officer, id, row.id, '选错了人', during)).toMatchObject({ ok: true });
	expect(figuresOf(await rowsFor(db, officer, id))).toMatchObject({ expected: 5, present: 0 });
	// A unit's own session takes its own subtree, whoever is asked for.
	const own = await session(db, startsAt, {}, 1);
	await expectPeople(db, unit1, own, { ...nobodyExpected, all: true, persons: [asId(301)] }, 'replace', during);
	expect((await rowsFor(db, unit1, own)).length).toBe(5);
});

test('the code on the wall: for who is expected, in its time, against guessing, never over a leave', async () => {
	const { db } = await freshStore();
	await laySessions(db, 4);
	const secret = Buffer.alloc(32, 3);
	const id = await session(db, startsAt, { codes: true });
	await addPerson(db, 1, 9);
	const me = (person: number): Viewer => ({
		accountId: asId(person),
		personId: asId(person),
		name: `人${person}`,
		grants: []
	});
	const sign = (person: number, code: string, now = during, ticket = '') =>
		signIn(db, secret, me(person), id, { code, ticket }, now);
	const code = sessionCode(secret, id, during);
	expect(await sign(101, '000000')).toMatchObject({ reason: 'code' });
	expect(await sign(101, code, startsAt - 2 * 3_600_000)).toMatchObject({ reason: 'closed' });
	expect(await sign(109, code), 'not on the list').toMatchObject({ reason: 'notFound' });
	expect(await sign(101, code)).toMatchObject({ value: { walkIn: false, already: false } });
	expect(await sign(101, code)).toMatchObject({ value: { already: true } });
	expect(await rowOf(db, officer, id, 101)).toMatchObject({ status: 'present', route: 'code', markedBy: '人101' });
	const ticket = await ticketFor(db, secret, asId(102), id, code, during);
	expect(await sign(102, '', during + 200_000, ticket.ok ? ticket.value : '')).toMatchObject({ ok: true });
	expect(await sign(103, '', during, ticket.ok ? ticket.value : ''), 'the ticket of another').toMatchObject({
		reason: 'code'
	});
	for (let guess = 0; guess < 10; guess++) await sign(103, String(guess).padStart(6, '0'));
	expect(await sign(103, code), 'the right one after too many').toMatchObject({ reason: 'tries' });
	expect(await sign(104, code), 'nobody else is shut out').toMatchObject({ ok: true });
	const row = await rowOf(db, officer, id, 201);
	await markPeople(db, unit2, id, [{ id: row.id, was: null, to: leave }], during);
	expect(await sign(201, code)).toMatchObject({ reason: 'onLeave' });
	await editSession(db, officer, id, facts(startsAt, { codes: true, walkIns: true }), during);
	expect(await sign(109, code)).toMatchObject({ value: { walkIn: true } });
	await holdSession(db, officer, id, { early: false }, during + 1);
	expect(await sign(301, code, during + 2)).toMatchObject({ reason: 'closed' });
});

test('a person’s own sessions, and the quiz of those who were away', async () => {
	const { db, id } = await fresh();
	await markAllPresent(db, unit1, id, new Set([asId<'unit'>(500)]), during);
	const me = asId<'person'>(101);
	expect(await catchUpOf(db, me, id)).toMatchObject({ reason: 'notHeld' });
	await holdSession(db, officer, id, { early: false }, after);
	expect(await catchUpOf(db, me, id)).toMatchObject({
		value: { topic: '学习宪法', laws: [{ lawId: 1, shortTitle: '宪法' }], finishedAt: null }
	});
	expect(await catchUpOf(db, asId(50_001), id)).toMatchObject({ reason: 'notMissed' });
	expect(await catchUpOf(db, asId(999), id)).toMatchObject({ reason: 'notFound' });
	expect(await sessionsOfPerson(db, me, 2027)).toMatchObject([
		{ status: 'absent', mayCatchUp: true, isSelfStudy: false, unitName: '第1单位' }
	]);
	await caughtUp(db, id, 101, 77);
	expect(await sessionsOfPerson(db, me, 2027)).toMatchObject([
		{ status: 'absent', mayCatchUp: false, isSelfStudy: true, caughtUpAt: 77 }
	]);
	expect(await catchUpOf(db, me, id)).toMatchObject({ value: { finishedAt: 77 } });
	expect(await sessionsOfPerson(db, me, 2026)).toEqual([]);
	const row = await rowOf(db, unit1, id, 101);
	expect(row).toMatchObject({ caughtUp: true, status: 'absent' });
	await markPeople(db, unit1, id, [{ id: row.id, was: null, to: present }], after);
	expect(await sessionsOfPerson(db, me, 2027), 'there after all: an attendance, not self-study').toMatchObject([
		{ status: 'present', isSelfStudy: false, caughtUpAt: null, late: true }
	]);
});
