import { expect, test } from 'vitest';
import { asId, type ExamId } from '#lib/base/core/ids.ts';
import { assembleAhead } from '#lib/exam/plan/ahead.server.ts';
import { grantOverride } from '#lib/exam/plan/override.server.ts';
import { closeExam, publishExam } from '#lib/exam/plan/publish.server.ts';
import { grantSessions } from '#lib/exam/plan/sessions.server.ts';
import { addPerson } from '#lib/exam/plan/standing.server.ts';
import { makeAccount, password } from '../doors/people.ts';
import { openDoors } from '../doors/server.ts';
import { addPersonTo, hour, layDistrict, officer } from '../stories/plan-district.ts';
import { draftIn } from '../stories/rehearsal-place.ts';

const doors = await openDoors(async ({ db }) => {
	await layDistrict(db);
	await makeAccount(db, { login: 'officer', roles: [{ role: 'examOfficer', unitId: null }] });
});
const { db } = doors.store;
const school = asId<'unit'>(3);

/** An exam whose own window ended an hour ago; the school sits from half an hour ago for four hours more. */
async function lastSession(): Promise<ExamId> {
	const now = Date.now();
	const begun = now - 12 * hour;
	const input = { window: { opensAt: '+1h', closesAt: '+10h' }, scheme: { assembly: 'drawn' } };
	const { exam } = await draftIn(db, input, begun);
	const sessions = [{ opensAt: now - hour / 2, closesAt: now + 4 * hour, unitIds: [school] }];
	expect((await grantSessions(db, officer, exam.id, { sessions, reason: '分时段' }, begun)).ok).toBe(true);
	expect((await publishExam(db, officer, exam.id, begun)).ok).toBe(true);
	return exam.id;
}

// Every desk asked for the end of the exam's own window: while the last session still ran it said "closed", the form of the
// rehearsal was gone, nobody could be added, and papers were drawn in the storm of starts.
test('an exam is open as long as anybody may start', async () => {
	const id = await lastSession();
	const client = doors.client();
	await client.signIn('officer', password);
	for (const page of ['', '/rehearsal', '/enrolment']) {
		const { text } = await client.get(`/bureau/exams/${id}${page}`);
		expect(text, page).toContain('>考试中<');
		expect(text, page).not.toContain('>已结束<');
	}
	expect((await client.get(`/bureau/exams/${id}/rehearsal`)).text).toContain('name="heads"');
	for (const page of ['/bureau', '/bureau/exams']) expect((await client.get(page)).text).not.toContain('>已结束<');

	await addPersonTo(db, 7, school);
	const standing = { status: 'required', reason: '补录', documentNo: '' } as const;
	expect(await addPerson(db, officer, id, asId<'person'>(7), standing, Date.now())).toMatchObject({ ok: true });
	// The server itself has begun with it.
	await assembleAhead(db, Date.now(), 100);
	expect(await db.selectFrom('paperAhead').select('enrolmentId').execute()).toHaveLength(7);
	expect(await closeExam(db, officer, id, { early: false, reason: '' }, Date.now())).toMatchObject({
		reason: 'windowOpen'
	});
});

test('control: after the last session it is closed on all of them', async () => {
	const id = await lastSession();
	const later = Date.now() + 5 * hour;
	expect(await assembleAhead(db, later, 100)).toBe(0);
	await addPersonTo(db, 8, school);
	const standing = { status: 'required', reason: '补录', documentNo: '' } as const;
	expect(await addPerson(db, officer, id, asId<'person'>(8), standing, later)).toMatchObject({ reason: 'closed' });
	expect(await closeExam(db, officer, id, { early: false, reason: '' }, later)).toMatchObject({ ok: true });
});

test('a session that was replaced by an earlier one keeps nothing open', async () => {
	const now = Date.now();
	const { exam } = await draftIn(db, { window: { opensAt: '+1h', closesAt: '+10h' } }, now);
	for (const opensAt of [now + 30 * hour, now + 20 * hour]) {
		const grant = {
			unitId: school,
			personId: null,
			opensAt,
			closesAt: opensAt + 3 * hour,
			extraMs: 0,
			reason: '分时段'
		};
		expect((await grantOverride(db, officer, exam.id, grant, now)).ok).toBe(true);
	}
	expect((await publishExam(db, officer, exam.id, now)).ok).toBe(true);
	const close = (at: number) => closeExam(db, officer, exam.id, { early: false, reason: '' }, at);
	expect(await close(now + 22 * hour)).toMatchObject({ reason: 'windowOpen' });
	expect(await close(now + 23 * hour)).toMatchObject({ ok: true });
});
