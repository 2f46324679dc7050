import { describe, expect, test } from 'vitest';
import { asId } from '#lib/base/core/ids.ts';
import { attemptState, findAttemptByCode, shownResponses } from '#lib/exam/attempt/attempt.server.ts';
import { verifyAttempt } from '#lib/exam/attempt/record.server.ts';
import { readForm } from '#lib/exam/attempt/form.ts';
import { saveForm } from '#lib/exam/attempt/form.server.ts';
import { openAttempt, saveResponses } from '#lib/exam/attempt/save.server.ts';
import { startAttempt } from '#lib/exam/attempt/start.server.ts';
import { closeOverdue, submitAttempt } from '#lib/exam/attempt/submit.server.ts';
import { attemptExam, closesAt, edit, minute, opensAt, sit } from './attempt-exam.ts';
import { freshStore } from './fresh.ts';

const begin = { shortTimeAccepted: false };

describe('starting', () => {
	test('two hundred starts at once make one attempt, and all are given it', async () => {
		const store = await freshStore();
		const { examId, people } = await attemptExam(store);
		const [personId = asId<'person'>(0)] = people;
		const starts = await Promise.all(
			Array.from({ length: 200 }, () => startAttempt(store, { examId, personId, ...begin }, opensAt))
		);
		expect(new Set(starts.map((start) => (start.ok ? start.value.code : start.reason))).size).toBe(1);
		expect(starts.filter((start) => start.ok && start.value.fresh)).toHaveLength(1);
		expect(await store.db.selectFrom('attempt').selectAll().execute()).toHaveLength(1);
		expect(await store.db.selectFrom('attemptEvent').selectAll().execute()).toHaveLength(1);
	});

	test.each([
		['before the window', opensAt - 1, 'early'],
		['too late to have the whole time', closesAt - 60 * minute + 1, 'tooLate'],
		['after the window', closesAt, 'closed']
	])('%s is refused', async (_, now, reason) => {
		const store = await freshStore();
		const { examId } = await attemptExam(store);
		expect(await startAttempt(store, { examId, personId: asId(1), ...begin }, now)).toMatchObject({
			ok: false,
			reason
		});
	});

	test('less than the whole time must be accepted in words', async () => {
		const store = await freshStore();
		const { examId } = await attemptExam(store, { latestEntryMs: 170 * minute });
		const request = { examId, personId: asId<'person'>(1) };
		const now = opensAt + 150 * minute;
		expect(await startAttempt(store, { ...request, ...begin }, now)).toMatchObject({ reason: 'shortTime' });
		const started = await startAttempt(store, { ...request, shortTimeAccepted: true }, now);
		expect(started.ok).toBe(true);
		const state = await store.db.selectFrom('attemptState').select('deadlineAt').executeTakeFirstOrThrow();
		expect(state.deadlineAt).toBe(closesAt);
	});

	test('people off the list, exempt people and used-up attempts are refused', async () => {
		const store = await freshStore();
		const fixture = await attemptExam(store, {}, { people: 2 });
		const { examId } = fixture;
		expect(await startAttempt(store, { examId, personId: asId(99), ...begin }, opensAt)).toMatchObject({
			reason: 'notEnrolled'
		});
		await store.db
			.updateTable('enrolment')
			.set({ status: 'exempt' })
			.where('personId', '=', asId<'person'>(2))
			.execute();
		expect(await startAttempt(store, { examId, personId: asId(2), ...begin }, opensAt)).toMatchObject({
			reason: 'exempt'
		});
		const { header } = await sit(store, fixture, opensAt);
		await submitAttempt(store, header, null, opensAt + 1);
		expect(await startAttempt(store, { examId, personId: asId(1), ...begin }, opensAt + 2)).toMatchObject({
			reason: 'noAttemptsLeft'
		});
	});

	test('a foreign code and an unknown code look the same', async () => {
		const store = await freshStore();
		const fixture = await attemptExam(store, {}, { people: 2 });
		const { header } = await sit(store, fixture, opensAt);
		expect(await findAttemptByCode(store.db, header.code, asId(2))).toBeUndefined();
		expect(await findAttemptByCode(store.db, 'A'.repeat(26), asId(1))).toBeUndefined();
		expect(await findAttemptByCode(store.db, header.code, asId(1))).toBeDefined();
	});
});

describe('a sitting from start to receipt', () => {
	test('saves, another device, submit twice, late answers', async () => {
		const store = await freshStore();
		const fixture = await attemptExam(store);
		const { header, epoch } = await sit(store, fixture, opensAt);
		const first = await saveResponses(
			store,
			header,
			{ epoch, batch: 'b1', ops: [edit(1, epoch, 1, ['T']), edit(5, epoch, 1, ['C'], true), edit(7, epoch, 1, ['Z'])] },
			opensAt + 1000
		);
		expect(first).toMatchObject({ durable: true, batch: 'b1', lease: 'held', answered: 2, state: 'open' });
		expect(first.acks.map((ack) => ack.status)).toEqual(['applied', 'applied', 'rejected']);
		const again = await saveResponses(
			store,
			header,
			{ epoch, batch: 'b2', ops: [edit(1, epoch, 1, ['T'])] },
			opensAt + 2000
		);
		expect(again.acks[0]?.status).toBe('dup');
		expect(again.head.n).toBe(first.head.n);

		const opened = await openAttempt(store, header, 'phone', opensAt + 3000);
		const newer = opened?.epoch ?? 0;
		expect(newer).toBe(epoch + 1);
		await saveResponses(store, header, { epoch: newer, batch: 'b3', ops: [edit(1, newer, 1, ['F'])] }, opensAt + 4000);
		const old = await saveResponses(
			store,
			header,
			{ epoch, batch: 'b4', ops: [edit(1, epoch, 9, ['T']), edit(2, epoch, 2, ['F'])] },
			opensAt + 5000
		);
		expect(old.lease).toBe('lost');
		expect(old.acks.map((ack) => ack.status)).toEqual(['stale', 'applied']);
		expect(old.acks[0]?.current?.answer).toEqual(['F']);

		const shown = shownResponses(store, header);
		expect(shown.map(({ number, answer, marked }) => [number, answer, marked])).toEqual([
			[1, ['F'], false],
			[2, ['F'], false],
			[5, ['C'], true]
		]);

		const receipts = await Promise.all(
			Array.from({ length: 50 }, () => submitAttempt(store, header, null, opensAt + 6000))
		);
		expect(new Set(receipts.map(({ receipt }) => JSON.stringify(receipt))).size).toBe(1);
		expect(receipts[0]?.receipt).toMatchObject({
			answered: 3,
			total: 10,
			submittedBy: 'candidate',
			submittedAt: opensAt + 6000
		});
		expect(receipts[0]?.receipt?.receipt).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/);

		const after = { epoch: newer, batch: 'b5', ops: [edit(3, newer, 1, ['T'])] };
		for (let time = 0; time < 3; time++)
			expect((await saveResponses(store, header, after, opensAt + 7000)).acks[0]?.status).toBe('closed');
		expect(shownResponses(store, header)).toEqual(shown);
		const events = await store.db.selectFrom('attemptEvent').select('kind').execute();
		expect(events.filter(({ kind }) => kind === 'submitted')).toHaveLength(1);
		expect(events.filter(({ kind }) => kind === 'late')).toHaveLength(1);
		expect((await verifyAttempt(store, header.id)).faults).toEqual([]);
	});

	test('the last millisecond of grace counts, the next is kept as late', async () => {
		const store = await freshStore();
		const fixture = await attemptExam(store);
		const { header, epoch } = await sit(store, fixture, opensAt);
		const end = opensAt + 60 * minute + 30_000;
		const save = (number: number, at: number) =>
			saveResponses(store, header, { epoch, batch: '', ops: [edit(number, epoch, 1, ['T'])] }, at);
		expect((await save(1, end)).acks[0]?.status).toBe('applied');
		expect((await save(2, end + 1)).acks[0]?.status).toBe('late');
		// Handed in too late: the clock closes, once all that came in time has come through.
		expect((await submitAttempt(store, header, null, end + 2)).receipt).toBeNull();
		const { receipt } = await submitAttempt(store, header, null, end + 3001);
		expect(receipt).toMatchObject({ submittedBy: 'clock', submittedAt: opensAt + 60 * minute, answered: 1 });
	});

	test('the sweeper closes what is overdue, once, and leaves the rest', async () => {
		const store = await freshStore();
		const fixture = await attemptExam(store, {}, { people: 3 });
		const headers = [];
		for (const [index, personId] of fixture.people.entries())
			headers.push((await sit(store, fixture, opensAt + index * 10 * minute, personId)).header);
		const due = opensAt + 60 * minute + 30_000 + 3_000;
		expect(await closeOverdue(store, due)).toBe(0);
		const [swept, submitted] = await Promise.all([
			closeOverdue(store, due + 1),
			submitAttempt(store, headers[0] ?? ({} as never), null, due + 1)
		]);
		expect(swept).toBeLessThanOrEqual(1);
		expect(submitted.receipt).toMatchObject({ submittedBy: 'clock', submittedAt: opensAt + 60 * minute });
		expect(await closeOverdue(store, due + 2)).toBe(0);
		const open = await store.db.selectFrom('attemptState').select('status').where('status', '=', 'open').execute();
		expect(open).toHaveLength(2);
	});
});

describe('the plain form', () => {
	const post = (epoch: number, fields: [string, string][]) =>
		[['epoch', String(epoch)], ['questions', '10'], ...fields] as const;

	test('a posted page saves what was changed on it, and an older tab overwrites nothing newer', async () => {
		const store = await freshStore();
		const fixture = await attemptExam(store);
		const { header, epoch: old } = await sit(store, fixture, opensAt);
		const form = (epoch: number, fields: [string, string][]) => {
			const read = readForm(header.sheet, post(epoch, fields) as Iterable<[string, string]>);
			if (!read) throw new Error('unreadable form');
			return read;
		};
		const first = await saveForm(
			store,
			header,
			form(old, [
				['q1', 'T'],
				['q4', 'B']
			]),
			opensAt + 1
		);
		expect(first.numbers.applied).toEqual([1, 4]);
		const events = async () => attemptState(store, header.id).n;
		const before = await events();
		await saveForm(
			store,
			header,
			form(old, [
				['q1', 'T'],
				['q4', 'B']
			]),
			opensAt + 2
		);
		expect(await events()).toBe(before);

		const opened = await openAttempt(store, header, 'tab', opensAt + 3);
		const newer = opened?.epoch ?? 0;
		await saveForm(
			store,
			header,
			form(newer, [
				['q1', 'F'],
				['q4', 'B'],
				['q7', 'A'],
				['q7', 'B']
			]),
			opensAt + 4
		);
		// The old tab still shows q1 = T and q4 = B; its candidate changes q4 and q2 there.
		const late = await saveForm(
			store,
			header,
			form(old, [
				['q1', 'T'],
				['q4', 'C'],
				['q2', 'F']
			]),
			opensAt + 5
		);
		expect(late.numbers.applied).toEqual([2, 4]);
		expect(late.numbers.stale).toEqual([]);
		// Here q1 is changed on the old tab although the new one holds a newer answer: kept out, and said.
		const stale = await saveForm(
			store,
			header,
			form(old, [
				['q1', ''],
				['q4', 'C'],
				['q2', 'F']
			]),
			opensAt + 6
		);
		expect(stale.numbers.stale).toEqual([1]);
		const shown = shownResponses(store, header);
		expect(
			shown.filter(({ answer }) => answer.length > 0).map(({ number, answer }) => [number, answer.join('')])
		).toEqual([
			[1, 'F'],
			[2, 'F'],
			[4, 'C'],
			[7, 'AB']
		]);
		expect((await verifyAttempt(store, header.id)).faults).toEqual([]);
	});

	test('a form that is cut off clears nothing; a question left open on a whole page is cleared', async () => {
		const store = await freshStore();
		const fixture = await attemptExam(store);
		const { header, epoch } = await sit(store, fixture, opensAt);
		const read = (fields: [string, string][]) => readForm(header.sheet, fields);
		const save = async (fields: [string, string][]) => {
			const form = read(fields);
			if (form) await saveForm(store, header, form, opensAt + 1);
			return attemptState(store, header.id).answered;
		};
		const page: [string, string] = ['epoch', String(epoch)];
		expect(await save([page, ['questions', '10'], ['q1', 'T'], ['q2', 'T']])).toBe(2);
		expect(await save([page, ['q3', 'T']])).toBe(3);
		expect(await save([page, ['questions', '10'], ['q2', 'T'], ['q3', 'T']])).toBe(2);
		expect(await save([page, ['questions', '10'], ['q2', 'T'], ['q3', 'T'], ['clear', '3']])).toBe(1);
		expect(read([['q1', 'T']])).toBeUndefined();
	});
});
