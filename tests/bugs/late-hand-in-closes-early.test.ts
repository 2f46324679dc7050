import { expect, test } from 'vitest';
import { attemptState } from '#lib/exam/attempt/attempt.server.ts';
import { saveResponses } from '#lib/exam/attempt/save.server.ts';
import { closeOverdue, submitAttempt } from '#lib/exam/attempt/submit.server.ts';
import { attemptExam, edit, minute, opensAt, sit } from '../stories/attempt-exam.ts';
import { freshStore } from '../stories/fresh.ts';

/**
 * The sweeper waits three seconds for what arrived in time and is still being read, but a hand-in after the grace closed
 * at once: an answer of another page of the same candidate, received in time, then found the attempt closed.
 */
test('a hand-in that comes too late closes nothing before the margin has passed', async () => {
	const store = await freshStore();
	const fixture = await attemptExam(store);
	const { header, epoch } = await sit(store, fixture, opensAt);
	const end = opensAt + 60 * minute + 30_000;
	expect((await submitAttempt(store, header, null, end + 1)).receipt).toBeNull();
	expect(attemptState(store, header.id).status).toBe('open');
	const ops = [edit(1, epoch, 1, ['T'])];
	const saved = await saveResponses(store, header, { epoch, batch: '', ops }, end);
	expect(saved.acks[0]?.status).toBe('applied');
	expect(await closeOverdue(store, end + 3001)).toBe(1);
	const { receipt } = await submitAttempt(store, header, null, end + 4000);
	expect(receipt).toMatchObject({ submittedBy: 'clock', submittedAt: opensAt + 60 * minute, answered: 1 });
});
