import { expect, test } from 'vitest';
import { asId } from '#lib/base/core/ids.ts';
import { startAttempt } from '#lib/exam/attempt/start.server.ts';
import { changeStanding } from '#lib/exam/plan/standing.server.ts';
import { attemptExam, opensAt } from '../stories/attempt-exam.ts';
import { officer } from '../stories/board-duty.ts';
import { freshStore } from '../stories/fresh.ts';

/** A start looked at the standing before its commit only: one excused in between sat unseen by the board. */
test('somebody excused while starting does not sit', async () => {
	const store = await freshStore();
	const { examId } = await attemptExam(store);
	const { saves } = store;
	const push = saves.push.bind(saves);
	// The start has read everything and comes to its commit: there the officer is first.
	saves.push = async (work) => {
		saves.push = push;
		const excused = { status: 'exempt' as const, reason: '援藏', documentNo: '人社函 7 号' };
		expect(await changeStanding(store.db, officer, asId(1), excused, opensAt)).toMatchObject({ ok: true });
		return push(work);
	};
	const request = { examId, personId: asId<'person'>(1), shortTimeAccepted: true };
	expect(await startAttempt(store, request, opensAt)).toEqual({ ok: false, reason: 'exempt' });
	expect(await store.db.selectFrom('attempt').select('id').execute()).toEqual([]);
	// The other way about the officer is refused.
	const again = await changeStanding(
		store.db,
		officer,
		asId(1),
		{ status: 'required', reason: '回来', documentNo: '' },
		1
	);
	expect(again).toMatchObject({ ok: true });
	expect(await startAttempt(store, request, opensAt)).toMatchObject({ ok: true });
	const late = { status: 'exempt' as const, reason: '援藏', documentNo: '人社函 7 号' };
	expect(await changeStanding(store.db, officer, asId(1), late, opensAt)).toMatchObject({ reason: 'hasSat' });
});
