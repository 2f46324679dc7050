import { expect, test } from 'vitest';
import { asId } from '#lib/base/core/ids.ts';
import { adoptionsOf, decideAdoption, proposeAdoption } from '#lib/exam/attempt/adoption.server.ts';
import { lateAttempts } from '#lib/exam/attempt/late.server.ts';
import { reopenAttempt } from '#lib/exam/attempt/officer.server.ts';
import { saveResponses } from '#lib/exam/attempt/save.server.ts';
import { submitAttempt } from '#lib/exam/attempt/submit.server.ts';
import { makeAccount } from '../doors/people.ts';
import { attemptExam, edit, minute, opensAt, sit } from '../stories/attempt-exam.ts';
import { about, officer } from '../stories/board-duty.ts';
import { freshStore } from '../stories/fresh.ts';

/** Reopening had let them count before the decision, which changed nothing: the list said that it had adopted three. */
test('the late list tells how many answers an approval let count, not how many were proposed', async () => {
	const store = await freshStore();
	const fixture = await attemptExam(store);
	const [proposer, decider] = await Promise.all(
		['o1', 'o2'].map(async (login) => ({
			...officer,
			accountId: (await makeAccount(store.db, { login })).accountId
		}))
	);
	if (!proposer || !decider) throw new Error('two are needed');
	const { header, epoch } = await sit(store, fixture, opensAt);
	const at = (minutes: number) => opensAt + minutes * minute;
	const save = (rev: number, numbers: readonly number[], letter: string, when: number) =>
		saveResponses(store, header, { epoch, batch: '', ops: numbers.map((n) => edit(n, epoch, rev, [letter])) }, when);
	await submitAttempt(store, header, null, at(10));
	await save(1, [1, 2, 3], 'T', at(11));
	const asked = { examId: fixture.examId, attemptId: header.id, reason: '断网' };
	const proposed = await proposeAdoption(store, proposer, asked, at(12));
	if (!proposed.ok) throw new Error(proposed.reason);

	expect(await reopenAttempt(store, officer, { ...about(fixture, 1), minutes: 0 }, at(13))).toMatchObject({ ok: true });
	await submitAttempt(store, header, null, at(14));
	const decision = { examId: fixture.examId, approve: true, note: '' };
	const decided = await decideAdoption(store, decider, proposed.value, decision, at(16));
	expect(decided).toEqual({ ok: true, value: 0 });
	const [listed] = await lateAttempts(store.db, asId(1));
	expect(listed).toMatchObject({ late: 3, adopted: 0 });
	expect((await adoptionsOf(store.db, header.id)).map(({ adopted }) => adopted)).toEqual([0]);

	await save(2, [2], 'F', at(17));
	const again = await proposeAdoption(store, proposer, asked, at(18));
	if (!again.ok) throw new Error(again.reason);
	expect(await decideAdoption(store, decider, again.value, decision, at(19))).toEqual({ ok: true, value: 1 });
	expect((await lateAttempts(store.db, asId(1)))[0]).toMatchObject({ late: 4, adopted: 1 });
	expect((await adoptionsOf(store.db, header.id)).map(({ adopted }) => adopted)).toEqual([1, 0]);
});
