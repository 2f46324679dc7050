import { expect, test } from 'vitest';
import { asId } from '#lib/base/core/ids.ts';
import { loadEvents, verifyAttempt } from '#lib/exam/attempt/record.server.ts';
import { extendOpenAttempts } from '#lib/exam/attempt/extend.server.ts';
import { saveResponses } from '#lib/exam/attempt/save.server.ts';
import { attemptExam, edit, minute, opensAt, sit } from '../stories/attempt-exam.ts';
import { freshStore } from '../stories/fresh.ts';

/**
 * An answer that came just after the deadline stayed late for ever, though the deadline was then moved beyond it: an
 * extension, or the credit for an outage, that is recorded a moment after the answer took the answer from the candidate.
 */
test('what came before the deadline that stands in the end counts, also when it was recorded before the extension', async () => {
	const store = await freshStore();
	const fixture = await attemptExam(store);
	const { header, epoch } = await sit(store, fixture, opensAt);
	const save = (ops: Parameters<typeof saveResponses>[2]['ops'], at: number) =>
		saveResponses(store, header, { epoch, batch: '', ops }, at);
	await save([edit(1, epoch, 1, ['T'])], opensAt + 1);
	const lateAt = opensAt + 61 * minute;
	const late = await save([edit(1, epoch, 2, ['F']), edit(2, epoch, 3, ['T'])], lateAt);
	expect(late.acks.map(({ status }) => status)).toEqual(['late', 'late']);
	const never = await save([edit(3, epoch, 4, ['T']), edit(4, epoch, 5, ['A'])], opensAt + 75 * minute);
	expect(never.acks[0]?.status).toBe('late');
	// The same edit once more, which had arrived before that and was read slowly.
	await save([edit(4, epoch, 5, ['A'])], lateAt);
	await store.db
		.insertInto('windowOverride')
		.values({
			examId: fixture.examId,
			unitId: asId<'unit'>(1),
			personId: null,
			opensAt: null,
			closesAt: null,
			extraMs: 10 * minute,
			reason: '停电',
			actor: '考务',
			at: 1
		})
		.execute();
	expect(await extendOpenAttempts(store, opensAt + 61 * minute + 500)).toBe(1);
	const { attempt, faults } = await verifyAttempt(store, header.id);
	expect(faults).toEqual([]);
	const slot = (number: number) => header.sheet.question(number)?.slot ?? 0;
	expect(attempt?.registers.get(slot(1))).toMatchObject({ epoch, rev: 2, answer: ['F'], receivedAt: lateAt });
	expect(attempt?.registers.get(slot(2))).toMatchObject({ rev: 3, answer: ['T'] });
	expect(attempt?.registers.has(slot(3))).toBe(false);
	expect(attempt?.registers.get(slot(4))).toMatchObject({ rev: 5, receivedAt: lateAt });
	expect((await loadEvents(store, header.id)).slice(-4).map(({ kind }) => kind)).toEqual([
		'extended',
		'responded',
		'responded',
		'responded'
	]);
	// The page still holds them or sends them again: they stand.
	const again = await save([edit(1, epoch, 2, ['F'])], opensAt + 62 * minute);
	expect(again.acks[0]?.status).toBe('dup');
});
