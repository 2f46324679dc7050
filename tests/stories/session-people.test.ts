import { expect, test } from 'vitest';
import { asId } from '#lib/base/core/ids.ts';
import { importSheet, undoBatch } from '#lib/study/session/batch.server.ts';
import { sessionCode } from '#lib/study/session/code.server.ts';
import { figuresOf } from '#lib/study/session/counts.ts';
import { nobodyExpected } from '#lib/study/session/expected.ts';
import { expectPeople, withdrawPerson } from '#lib/study/session/list.server.ts';
import { addWalkIn, markAllPresent, markPeople, present } from '#lib/study/session/mark.server.ts';
import { catchUpOf, sessionsOfPerson } from '#lib/study/session/person.server.ts';
import { editSession } from '#lib/study/session/session.server.ts';
import { signIn, ticketFor } from '#lib/study/session/sign-in.server.ts';
import { holdSession } from '#lib/study/session/state.server.ts';
import type { Viewer } from '#lib/base/core/permit.ts';
import { freshStore } from './fresh.ts';
import { addPerson, caughtUp, facts, laySessions, officer, session } from './session-district.ts';
import { after, during, fresh, leave, noChoices, rowOf, rowsFor, startsAt, unit1, unit2 } from './session-desk.ts';

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
