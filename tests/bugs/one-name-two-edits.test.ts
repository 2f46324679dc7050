import { expect, test } from 'vitest';
import { loadEvents } from '#lib/exam/attempt/record.server.ts';
import { saveForm } from '#lib/exam/attempt/form.server.ts';
import { saveResponses } from '#lib/exam/attempt/save.server.ts';
import { attemptExam, edit, minute, opensAt, sit } from '../stories/attempt-exam.ts';
import { freshStore } from '../stories/fresh.ts';

/**
 * A page posts its form (language, type size), and the browser's back button brings it back as it was: its script goes
 * on counting at the rev that the form had been given. Its next edit was acknowledged as a repetition though another
 * answer stood: the page showed it as saved. After the deadline the same made the second of two edits vanish.
 */
test('another answer under the same name is not acknowledged as saved', async () => {
	const store = await freshStore();
	const fixture = await attemptExam(store);
	const { header, epoch } = await sit(store, fixture, opensAt);
	const form = (answer: readonly string[]) => ({ epoch, rev: 1, answers: new Map([[1, { answer, marked: false }]]) });
	expect((await saveForm(store, header, form(['T']), opensAt + 1)).numbers.applied).toEqual([1]);
	const save = (answer: readonly string[], marked = false) =>
		saveResponses(store, header, { epoch, batch: '', ops: [edit(1, epoch, 2, answer, marked)] }, opensAt + 2);
	expect((await save(['F'])).acks[0]).toMatchObject({ status: 'stale', current: { rev: 2, answer: ['T'] } });
	expect((await save(['T'], true)).acks[0]?.status).toBe('stale');
	expect((await save(['T'])).acks[0]?.status).toBe('dup');
});

test('two late edits under one name are both kept, a repetition is not', async () => {
	const store = await freshStore();
	const fixture = await attemptExam(store);
	const { header, epoch } = await sit(store, fixture, opensAt);
	const at = opensAt + 61 * minute;
	const form = (answer: readonly string[]) =>
		saveForm(store, header, { epoch, rev: 0, answers: new Map([[1, { answer, marked: false }]]) }, at);
	await form(['T']);
	await form(['F']);
	const late = async () =>
		(await loadEvents(store, header.id)).flatMap((event) => (event.kind === 'late' ? [event] : []));
	expect((await late()).map(({ rev, answer }) => [rev, answer])).toEqual([
		[1, ['T']],
		[2, ['F']]
	]);
	const save = (answer: readonly string[]) =>
		saveResponses(store, header, { epoch, batch: '', ops: [edit(1, epoch, 2, answer)] }, at);
	await save(['F']);
	expect(await late()).toHaveLength(2);
	await save(['T']);
	expect(await late()).toHaveLength(3);
});
