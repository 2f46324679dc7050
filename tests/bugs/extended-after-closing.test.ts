import { expect, test } from 'vitest';
import { attemptState } from '#lib/exam/attempt/attempt.server.ts';
import { extendPerson, reopenAttempt } from '#lib/exam/attempt/officer.server.ts';
import { closeOverdue } from '#lib/exam/attempt/submit.server.ts';
import { attemptExam, minute, opensAt, sit } from '../stories/attempt-exam.ts';
import { about, officer } from '../stories/board-duty.ts';
import { freshStore } from '../stories/fresh.ts';

/** The clock closed the attempt while the officer's grant was being written: "done", it said, to somebody who had no time. */
test('an extension that comes while the clock closes says that the attempt is over, and counts when it is opened again', async () => {
	const store = await freshStore();
	const fixture = await attemptExam(store);
	const { header } = await sit(store, fixture, opensAt);
	const now = opensAt + 60 * minute + 34_000;
	const asked = { ...about(fixture, 1), minutes: 10 };
	const [extended, closed] = await Promise.all([extendPerson(store, officer, asked, now), closeOverdue(store, now)]);
	expect(closed, 'the clock was first').toBe(1);
	expect(attemptState(store, header.id).status).toBe('submitted');
	expect(extended).toMatchObject({ ok: false, reason: 'notOpen' });
	const again = await reopenAttempt(store, officer, { ...about(fixture, 1), minutes: 1 }, now + minute);
	expect(again).toEqual({ ok: true, value: now + 12 * minute });
});
