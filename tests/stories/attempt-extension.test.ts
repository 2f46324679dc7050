import { expect, test } from 'vitest';
import { asId } from '#lib/base/core/ids.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { attemptState } from '#lib/exam/attempt/attempt.server.ts';
import { loadEvents, verifyAttempt } from '#lib/exam/attempt/record.server.ts';
import { candidateExams } from '#lib/exam/attempt/candidate.server.ts';
import { extendOpenAttempts, windowsMark } from '#lib/exam/attempt/extend.server.ts';
import { saveResponses } from '#lib/exam/attempt/save.server.ts';
import { closeOverdue, submitAttempt } from '#lib/exam/attempt/submit.server.ts';
import { startAttempt } from '#lib/exam/attempt/start.server.ts';
import { startSweeper } from '#lib/exam/attempt/sweeper.server.ts';
import { attemptExam, edit, minute, opensAt, sit } from './attempt-exam.ts';
import { freshStore } from './fresh.ts';

const grant = (store: Store, extraMs: number, who: { unitId: number } | { personId: number }) =>
	store.db
		.insertInto('windowOverride')
		.values({
			examId: asId<'exam'>(1),
			unitId: 'unitId' in who ? asId<'unit'>(who.unitId) : null,
			personId: 'personId' in who ? asId<'person'>(who.personId) : null,
			opensAt: null,
			closesAt: null,
			extraMs,
			reason: '停电',
			actor: '考务',
			at: 1
		})
		.execute();

test('time granted while people are writing reaches those it is for, and nobody else', async () => {
	const store = await freshStore();
	const fixture = await attemptExam(store, {}, { people: 2 });
	const [one, two] = fixture.people;
	const mine = await sit(store, fixture, opensAt, one);
	const theirs = await sit(store, fixture, opensAt, two);
	const before = await windowsMark(store);
	await grant(store, 10 * minute, { personId: 1 });
	expect(await windowsMark(store)).not.toBe(before);
	expect(await extendOpenAttempts(store, opensAt + 5)).toBe(1);
	expect(await extendOpenAttempts(store, opensAt + 6)).toBe(0);
	expect(attemptState(store, mine.header.id).deadlineAt).toBe(opensAt + 70 * minute);
	expect(attemptState(store, theirs.header.id).deadlineAt).toBe(opensAt + 60 * minute);
	const at = opensAt + 65 * minute;
	expect(await closeOverdue(store, at)).toBe(1);
	const saved = await saveResponses(
		store,
		mine.header,
		{ epoch: mine.epoch, batch: '', ops: [edit(1, mine.epoch, 1, ['T'])] },
		at
	);
	expect(saved).toMatchObject({ deadlineAt: opensAt + 70 * minute, acks: [{ status: 'applied' }] });
	expect((await loadEvents(store, mine.header.id)).map(({ kind }) => kind)).toEqual([
		'started',
		'opened',
		'extended',
		'responded'
	]);
	expect((await verifyAttempt(store, mine.header.id)).faults).toEqual([]);
});

test('the sweeper hands an extension on before it closes anybody', async () => {
	const store = await freshStore();
	const fixture = await attemptExam(store);
	const { header } = await sit(store, fixture, opensAt);
	await grant(store, 30 * minute, { unitId: 1 });
	const stop = startSweeper(store, () => opensAt + 61 * minute + 10_000);
	const deadline = () => attemptState(store, header.id).deadlineAt;
	await expect.poll(deadline, { timeout: 20_000 }).toBe(opensAt + 90 * minute);
	// Time for the rest of that pass, and for the next: neither closes the attempt.
	await new Promise((later) => setTimeout(later, 1500));
	stop();
	expect(attemptState(store, header.id)).toMatchObject({ status: 'open', deadlineAt: opensAt + 90 * minute });
});

test('what a person is told to do next follows the exam', async () => {
	const store = await freshStore();
	const fixture = await attemptExam(store, { attemptsAllowed: 2 });
	const step = async (at: number) => (await candidateExams(store, asId(1), at))[0]?.step;
	expect(await step(opensAt - 1)).toBe('upcoming');
	expect(await step(opensAt)).toBe('start');
	const { header } = await sit(store, fixture, opensAt);
	expect(await step(opensAt + 1)).toBe('continue');
	await submitAttempt(store, header, null, opensAt + 2);
	expect(await step(opensAt + 3)).toBe('again');
	const again = await sit(store, fixture, opensAt + 4);
	expect(again.header.no).toBe(2);
	// Looking after the end closes the second attempt: no browser is needed for it.
	expect(await step(opensAt + 62 * minute)).toBe('finished');
	expect(attemptState(store, again.header.id).submittedBy).toBe('clock');
});

test('an extension for all reaches each of two thousand attempts, though they are looked at piece by piece', async () => {
	const store = await freshStore();
	const { examId, people } = await attemptExam(store, {}, { people: 2100 });
	const given = { examId, shortTimeAccepted: false };
	await Promise.all(people.map((personId) => startAttempt(store, { ...given, personId }, opensAt)));
	await grant(store, 10 * minute, { unitId: 1 });
	let turns = 0;
	const counting = setInterval(() => turns++, 0);
	expect(await extendOpenAttempts(store, opensAt + 5)).toBe(2100);
	clearInterval(counting);
	expect(turns, 'others were let through in between').toBeGreaterThan(1);
	const ends = await store.db.selectFrom('attemptState').select('deadlineAt').distinct().execute();
	expect(ends).toEqual([{ deadlineAt: opensAt + 70 * minute }]);
});
