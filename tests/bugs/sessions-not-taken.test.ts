import { expect, test } from 'vitest';
import { asId } from '#lib/base/core/ids.ts';
import { changeStanding } from '#lib/exam/plan/standing.server.ts';
import { grantOverride } from '#lib/exam/plan/override.server.ts';
import { grantSessions } from '#lib/exam/plan/sessions.server.ts';
import { crowdOf } from '#lib/exam/rehearsal/basis.server.ts';
import { sessionsOf } from '#lib/exam/rehearsal/slots.ts';
import { rehearsalStanding } from '#lib/exam/rehearsal/standing.server.ts';
import { now, officer } from '../stories/plan-district.ts';
import { draft, keep, program, secret } from '../stories/rehearsal-place.ts';

// "Go, in sessions" counted as fresh whether or not anybody had taken the sessions: nothing warned before publication,
// and after it windows only widen.
test('a verdict that asks for sessions is worth a warning until they are taken, and again when they are widened', async () => {
	const place = await draft();
	const { db, exam } = place;
	const state = async () => (await rehearsalStanding(db, secret, exam, program)).state;
	const { decision, slots } = await keep(place, 4);
	expect([decision, await state()]).toEqual(['slots', 'crowded']);
	await grantSessions(db, officer, exam.id, { sessions: sessionsOf(slots), reason: '演练' }, now);
	expect(await state()).toBe('fresh');
	const { opensAt, closesAt } = exam;
	for (const unitId of [2, 4]) {
		const grant = { unitId: asId<'unit'>(unitId), personId: null, opensAt, closesAt, extraMs: 0, reason: '放宽' };
		expect((await grantOverride(db, officer, exam.id, grant, now)).ok).toBe(true);
	}
	expect(await state()).toBe('crowded');
});

test('who is deferred does not come, and fills no session', async () => {
	const { db, exam } = await draft();
	const { id } = await db
		.selectFrom('enrolment')
		.select('id')
		.where('personId', '=', asId<'person'>(1))
		.executeTakeFirstOrThrow();
	const deferred = { status: 'deferred', reason: '病假', documentNo: '1号' } as const;
	expect((await changeStanding(db, officer, id, deferred, now)).ok).toBe(true);
	expect((await crowdOf(db, exam))?.heads).toBe(5);
});
