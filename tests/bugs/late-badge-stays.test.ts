import { expect, test } from 'vitest';
import { extendPerson, reopenAttempt } from '#lib/exam/attempt/officer.server.ts';
import { saveResponses } from '#lib/exam/attempt/save.server.ts';
import { submitAttempt } from '#lib/exam/attempt/submit.server.ts';
import { attemptExam, edit, minute, opensAt, sit } from '../stories/attempt-exam.ts';
import { about, officer, seatOf } from '../stories/board-duty.ts';
import { freshStore } from '../stories/fresh.ts';

/** The board went on naming late answers that an extension, or a reopening, had made timely. */
test('an answer that an extension has made timely is no late one on the board', async () => {
	const store = await freshStore();
	const fixture = await attemptExam(store);
	const { header, epoch } = await sit(store, fixture, opensAt);
	const save = (number: number, at: number) =>
		saveResponses(store, header, { epoch, batch: '', ops: [edit(number, epoch, number, ['T'])] }, at);
	// The deadline is at 60 minutes, with half a minute of grace.
	await save(1, opensAt + 61 * minute);
	await save(2, opensAt + 75 * minute);
	expect(await seatOf(store, fixture, 1, opensAt + 76 * minute)).toMatchObject({ late: 2 });
	await extendPerson(store, officer, { ...about(fixture, 1), minutes: 10 }, opensAt + 77 * minute);
	expect(await seatOf(store, fixture, 1, opensAt + 78 * minute)).toMatchObject({ late: 1, answered: 1 });
	await extendPerson(store, officer, { ...about(fixture, 1), minutes: 10 }, opensAt + 79 * minute);
	expect(await seatOf(store, fixture, 1, opensAt + 80 * minute)).toMatchObject({ late: 0, answered: 2 });
});

test('nor is one that came after handing in, once the attempt is open again', async () => {
	const store = await freshStore();
	const fixture = await attemptExam(store);
	const { header, epoch } = await sit(store, fixture, opensAt);
	await submitAttempt(store, header, null, opensAt + minute);
	const asked = { epoch, batch: '', ops: [edit(1, epoch, 1, ['T'])] };
	await saveResponses(store, header, asked, opensAt + 2 * minute);
	expect(await seatOf(store, fixture, 1, opensAt + 3 * minute)).toMatchObject({ late: 1 });
	await reopenAttempt(store, officer, { ...about(fixture, 1), minutes: 0 }, opensAt + 4 * minute);
	expect(await seatOf(store, fixture, 1, opensAt + 5 * minute)).toMatchObject({ late: 0, answered: 1 });
});
