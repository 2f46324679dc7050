import { expect, test } from 'vitest';
import { asId } from '#lib/base/core/ids.ts';
import { decideAdoption, proposeAdoption } from '#lib/exam/attempt/adoption.server.ts';
import { shownResponses } from '#lib/exam/attempt/attempt.server.ts';
import { saveForm } from '#lib/exam/attempt/form.server.ts';
import { reopenAttempt } from '#lib/exam/attempt/officer.server.ts';
import { openAttempt, saveResponses } from '#lib/exam/attempt/save.server.ts';
import { submitAttempt } from '#lib/exam/attempt/submit.server.ts';
import { makeAccount } from '../doors/people.ts';
import { attemptExam, edit, opensAt, sit } from '../stories/attempt-exam.ts';
import { about, officer } from '../stories/board-duty.ts';
import { freshStore } from '../stories/fresh.ts';

/**
 * A page without script that was opened after a late answer had been adopted showed that answer; going back from it to the
 * one before was taken for no change, because what the page had shown was made out without adoptions.
 */
test('on a page that shows an adopted answer, going back to the one before is a change', async () => {
	const store = await freshStore();
	const fixture = await attemptExam(store);
	const { header, epoch } = await sit(store, fixture, opensAt);
	const late = async (rev: number, letter: string, at: number) =>
		(await saveResponses(store, header, { epoch, batch: '', ops: [edit(4, epoch, rev, [letter])] }, at)).acks[0]
			?.status;
	expect(await late(1, 'A', opensAt + 1)).toBe('applied');
	await submitAttempt(store, header, null, opensAt + 2);
	expect(await late(2, 'C', opensAt + 3)).toBe('closed');

	const [proposer, decider] = await Promise.all(
		['proposer', 'decider'].map(async (login) => ({
			...officer,
			name: login,
			accountId: (await makeAccount(store.db, { login })).accountId
		}))
	);
	if (!proposer || !decider) throw new Error('two are needed');
	const about1 = { examId: fixture.examId, attemptId: header.id, reason: '网络中断' };
	const proposed = await proposeAdoption(store, proposer, about1, opensAt + 10);
	if (!proposed.ok) throw new Error(proposed.reason);
	const choice = { examId: asId<'exam'>(1), approve: true, note: '' };
	expect(await decideAdoption(store, decider, proposed.value, choice, opensAt + 20)).toEqual({ ok: true, value: 1 });
	expect(await reopenAttempt(store, officer, { ...about(fixture, 1), minutes: 0 }, opensAt + 30)).toMatchObject({
		ok: true
	});

	const opened = await openAttempt(store, header, 'session', opensAt + 40);
	const stands = () =>
		shownResponses(store, header)
			.find(({ number }) => number === 4)
			?.answer.join('');
	expect(stands()).toBe('C');
	const form = { epoch: opened?.epoch ?? 0, rev: 0, answers: new Map([[4, { answer: ['A'], marked: false }]]) };
	expect((await saveForm(store, header, form, opensAt + 50)).numbers.applied).toEqual([4]);
	expect(stands()).toBe('A');
});
