import { expect, test } from 'vitest';
import { asId } from '#lib/base/core/ids.ts';
import { openExam } from '../browser/sitting-fixture.ts';
import { makeAccount, password } from '../doors/people.ts';
import { openDoors } from '../doors/server.ts';
import { minute } from '../stories/attempt-exam.ts';

const now = Date.now();
const doors = await openDoors(async (store) => {
	await openExam(store, 2, {}, { opensAt: now - 240 * minute, closesAt: now - 10 * minute });
	await store.db
		.insertInto('windowOverride')
		.values({
			...{ examId: asId<'exam'>(1), unitId: asId<'unit'>(1), personId: null, extraMs: 0, reason: '分时段' },
			...{ opensAt: now - 5 * minute, closesAt: now + 180 * minute, actor: '考务', at: 1 }
		})
		.execute();
	await makeAccount(store.db, { login: 'unit', roles: [{ role: 'unitAdmin', unitId: asId(1) }] });
});

/** The page of a unit whose own session was running offered the form, and refused what it sent: "the exam is over". */
test('a unit may ask for an exemption as long as its page offers to', async () => {
	const client = doors.client();
	await client.signIn('unit', password);
	const page = '/unit/exams/1';
	expect((await client.get(`${page}?apply=1`)).text).toContain('?/apply');
	const asked = { enrolment: '1', status: 'exempt', reason: '住院', documentNo: '1号' };
	expect(await client.post(`${page}?/apply`, asked)).toMatchObject({ status: 303 });
	const rows = await doors.store.db.selectFrom('enrolmentRequest').select(['enrolmentId', 'decision']).execute();
	expect(rows).toEqual([{ enrolmentId: 1, decision: null }]);
});
