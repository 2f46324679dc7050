import { expect, test } from 'vitest';
import { asId } from '#lib/base/core/ids.ts';
import { importSheet, undoBatch } from '#lib/study/session/batch.server.ts';
import { nobodyExpected } from '#lib/study/session/expected.ts';
import { expectPeople, withdrawPerson } from '#lib/study/session/list.server.ts';
import { markAllPresent, markPeople, present } from '#lib/study/session/mark.server.ts';
import { findView } from '#lib/study/session/scope.server.ts';
import { editSession, makeSession, organiserOf } from '#lib/study/session/session.server.ts';
import { cancelSession, holdSession, reopenSession } from '#lib/study/session/state.server.ts';
import { dropKept, findKept, keepSheet } from '#lib/study/session/upload.server.ts';
import { sessionYear } from '#lib/study/session/year.server.ts';
import { at, facts, nameOf, officer, session } from './session-district.ts';
import {
	after,
	auditor,
	during,
	file,
	fresh,
	leave,
	noChoices,
	nothing,
	rowOf,
	rowsFor,
	startsAt,
	unit1,
	unit2
} from './session-desk.ts';

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
	const marks = db.selectFrom('sessionMark').select(['status', 'late', 'actor']).where('sessionPersonId', '=', b.id);
	expect(await marks.execute()).toEqual([{ status: 'present', late: 1, actor: 'unitAdmin 1' }]);
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
