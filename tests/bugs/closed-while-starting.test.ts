import { expect, test } from 'vitest';
import { asId } from '#lib/base/core/ids.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { attemptState } from '#lib/exam/attempt/attempt.server.ts';
import { reopenAttempt } from '#lib/exam/attempt/officer.server.ts';
import { startAttempt } from '#lib/exam/attempt/start.server.ts';
import { submitAttempt } from '#lib/exam/attempt/submit.server.ts';
import { closeExam } from '#lib/exam/plan/publish.server.ts';
import { runScoring } from '#lib/exam/scoring/run.server.ts';
import { publishResults } from '#lib/results/ranking/publish.server.ts';
import { attemptExam, closesAt, minute, opensAt, sit } from '../stories/attempt-exam.ts';
import { about, officer } from '../stories/board-duty.ts';
import { freshStore } from '../stories/fresh.ts';

/** The next act has read everything and comes to its commit: there somebody else is first. */
function firstComes(store: Store, other: () => Promise<unknown>): void {
	const { saves } = store;
	const push = saves.push.bind(saves);
	saves.push = async (work) => {
		saves.push = push;
		expect(await other()).toMatchObject({ ok: true });
		return push(work);
	};
}

const early = { early: true, reason: '全员已交卷' };

/** Somebody sat in an exam that was closed, with nobody who could give more time; closing is refused while anybody sits. */
test('nobody starts in an exam that is closed while they are starting', async () => {
	const store = await freshStore();
	const { examId } = await attemptExam(store);
	firstComes(store, () => closeExam(store.db, officer, examId, early, opensAt));
	const request = { examId, personId: asId<'person'>(1), shortTimeAccepted: true };
	expect(await startAttempt(store, request, opensAt)).toEqual({ ok: false, reason: 'closed' });
	expect(await store.db.selectFrom('attempt').select('id').execute()).toEqual([]);
});

/** The same with the acts of two officers: one opened an attempt again whose exam the other had just ended. */
test('no attempt is opened again after the exam was closed, or its results published, in the same moment', async () => {
	const store = await freshStore();
	const fixture = await attemptExam(store, {}, { people: 1 });
	const { header } = await sit(store, fixture, opensAt);
	await submitAttempt(store, header, null, opensAt + minute);
	const reopen = (now: number) => reopenAttempt(store, officer, { ...about(fixture, 1), minutes: 10 }, now);
	const publish = async () => {
		const run = await runScoring(store.db, officer, fixture.examId, '首次', closesAt);
		if (!run.ok) throw new Error(run.reason);
		const request = { runId: run.value.id, reason: '首次', blank: 'sat' as const };
		return publishResults(store.db, officer, fixture.examId, request, closesAt + minute);
	};
	firstComes(store, publish);
	expect(await reopen(closesAt + minute)).toEqual({ ok: false, reason: 'resultsOut' });
	expect(attemptState(store, header.id).status).toBe('submitted');

	const other = await freshStore();
	const second = await attemptExam(other, {}, { people: 1 });
	const sat = await sit(other, second, opensAt);
	await submitAttempt(other, sat.header, null, opensAt + minute);
	firstComes(other, () => closeExam(other.db, officer, second.examId, early, opensAt + 2 * minute));
	expect(await reopenAttempt(other, officer, { ...about(second, 1), minutes: 10 }, opensAt + 2 * minute)).toEqual({
		ok: false,
		reason: 'closed'
	});
	expect(attemptState(other, sat.header.id).status).toBe('submitted');
});
