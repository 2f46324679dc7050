import { expect, test } from 'vitest';
import { lookAtExam } from '#lib/exam/attempt/board.server.ts';
import { changeStanding } from '#lib/exam/plan/standing.server.ts';
import { attemptExam, minute, opensAt, sit } from '../stories/attempt-exam.ts';
import { enrolmentOf, officer } from '../stories/board-duty.ts';
import { freshStore } from '../stories/fresh.ts';

const at = opensAt + minute;
const standing = (status: 'exempt' | 'deferred' | 'required' | 'voluntary') => ({
	status,
	reason: '病假',
	documentNo: '3号'
});

/** A voluntary candidate could be exempted in the middle of writing, and was gone from the board while the clock ran. */
test('whoever writes stays on the list and on the board, the voluntary too', async () => {
	const store = await freshStore();
	const fixture = await attemptExam(store, {}, { people: 2 });
	await store.db.updateTable('enrolment').set({ status: 'voluntary' }).execute();
	await sit(store, fixture, opensAt);
	for (const status of ['exempt', 'deferred'] as const)
		expect(await changeStanding(store.db, officer, enrolmentOf(1), standing(status), at)).toMatchObject({
			reason: 'hasSat'
		});
	expect((await lookAtExam(store, fixture.examId, at)).people.map(({ enrolmentId }) => enrolmentId)).toContain(1);
	// Control: it is the attempt that forbids it; and another reason, or being required, takes nobody away.
	expect(await changeStanding(store.db, officer, enrolmentOf(2), standing('exempt'), at)).toMatchObject({ ok: true });
	expect(await changeStanding(store.db, officer, enrolmentOf(1), standing('voluntary'), at)).toMatchObject({
		ok: true
	});
	expect(await changeStanding(store.db, officer, enrolmentOf(1), standing('required'), at)).toMatchObject({ ok: true });
});
