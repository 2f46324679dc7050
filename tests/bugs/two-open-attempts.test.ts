import { expect, test } from 'vitest';
import { asId } from '#lib/base/core/ids.ts';
import { reopenAttempt } from '#lib/exam/attempt/officer.server.ts';
import { startAttempt } from '#lib/exam/attempt/start.server.ts';
import { submitAttempt } from '#lib/exam/attempt/submit.server.ts';
import { attemptExam, minute, opensAt, sit } from '../stories/attempt-exam.ts';
import { about, officer } from '../stories/board-duty.ts';
import { freshStore } from '../stories/fresh.ts';

/** A start looked for an open attempt before its commit only: one reopened in between left two papers in one hand. */
test('an attempt reopened while its candidate starts another one is gone on with', async () => {
	const store = await freshStore();
	const fixture = await attemptExam(store, { attemptsAllowed: 2 });
	const { header } = await sit(store, fixture, opensAt);
	await submitAttempt(store, header, null, opensAt + minute);
	const now = opensAt + 2 * minute;
	const { saves } = store;
	const push = saves.push.bind(saves);
	// The start has read everything and comes to its commit: there the officer is first.
	saves.push = async (work) => {
		saves.push = push;
		expect(await reopenAttempt(store, officer, { ...about(fixture, 1), minutes: 0 }, now)).toMatchObject({ ok: true });
		return push(work);
	};
	const request = { examId: fixture.examId, personId: asId<'person'>(1), shortTimeAccepted: true };
	expect(await startAttempt(store, request, now)).toMatchObject({
		ok: true,
		value: { attemptId: header.id, fresh: false }
	});
	const { open } = await store.db
		.selectFrom('attemptState')
		.select((query) => query.fn.countAll<number>().as('open'))
		.where('status', '=', 'open')
		.executeTakeFirstOrThrow();
	expect(Number(open)).toBe(1);
});
