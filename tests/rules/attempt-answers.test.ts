import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	answeredIn,
	apply,
	type Attempt,
	type AttemptEvent,
	compareVersions,
	fold,
	type Op,
	type Register
} from '#lib/exam/attempt/attempt.ts';
import { type Gate, inTime, overdue, receive, respond, submit } from '#lib/exam/attempt/attempt-rules.ts';
import { fromRow, toRow } from '#lib/exam/attempt/event-row.ts';

const deadlineAt = 1000;
const graceMs = 50;
const started: AttemptEvent = {
	kind: 'started',
	n: 1,
	receivedAt: 0,
	clientAt: null,
	actor: 'candidate',
	layoutHash: 'x',
	limitMs: deadlineAt,
	deadlineAt,
	graceMs,
	total: 4
};
const opened = (n: number): AttemptEvent => ({
	kind: 'opened',
	n,
	receivedAt: 0,
	clientAt: null,
	actor: 'candidate',
	epoch: n - 1,
	session: 's'
});
/** Three pages have been opened: epochs 1 to 3 are issued. */
const open = fold([started, opened(2), opened(3), opened(4)]);

/** Edits as browsers make them: (slot, epoch, rev) names one edit, so the same triple always carries the same answer. */
const op: fc.Arbitrary<Op> = fc
	.record({
		slot: fc.integer({ min: 1, max: 4 }),
		epoch: fc.integer({ min: 1, max: 3 }),
		rev: fc.integer({ min: 1, max: 6 })
	})
	.map(({ slot, epoch, rev }) => {
		const mixed = slot * 31 + epoch * 7 + rev * 3;
		const answer = mixed % 4 === 0 ? [] : ['ABC'[mixed % 3] ?? 'A'];
		return { slot, epoch, rev, answer, marked: mixed % 5 === 0, clientAt: null };
	});
const ops = fc.array(op, { maxLength: 40, size: 'max' });

/** Sends batches to an attempt; the server writes events, and the fold of the whole log is what stands. */
function send(attempt: Attempt, batches: readonly (readonly Op[])[], receivedAt = 500) {
	const events: AttemptEvent[] = [];
	let now = attempt;
	for (const batch of batches) {
		const { events: added } = receive(now, batch, receivedAt);
		for (const event of added) now = apply(now, event);
		events.push(...added);
	}
	return { attempt: now, events };
}

const standing = (registers: ReadonlyMap<number, Register>) =>
	[...registers]
		.map(([slot, { epoch, rev, answer, marked }]) => [slot, epoch, rev, answer.join(), marked] as const)
		.sort(([a], [b]) => a - b);

/** What must stand: for each slot the greatest (epoch, rev) of all edits ever made. */
function greatest(edits: readonly Op[]) {
	const best = new Map<number, Op>();
	for (const edit of edits) {
		const known = best.get(edit.slot);
		if (!known || compareVersions(edit, known) > 0) best.set(edit.slot, edit);
	}
	return [...best]
		.map(([slot, { epoch, rev, answer, marked }]) => [slot, epoch, rev, answer.join(), marked] as const)
		.sort(([a], [b]) => a - b);
}

/** Cuts a list into batches at the given places. */
const split = <T>(values: readonly T[], cuts: readonly number[]): T[][] => {
	const places = [...new Set(cuts.map((cut) => cut % (values.length + 1)))].sort((a, b) => a - b);
	return [0, ...places].map((from, index) => values.slice(from, places[index] ?? values.length));
};

describe('answers as registers', () => {
	test('P2, P3: any order, repetition and batching of the same edits gives the same answers', () => {
		fc.assert(
			fc.property(
				ops,
				fc.array(fc.nat(60), { maxLength: 60, size: 'max' }),
				fc.array(fc.nat(200), { maxLength: 60, size: 'max' }),
				fc.infiniteStream(fc.nat()),
				(edits, cuts, again, keys) => {
					const repeated = [...edits, ...again.flatMap((place) => edits[place % Math.max(edits.length, 1)] ?? [])];
					const order = repeated.map((edit) => ({ edit, key: keys.next().value as number }));
					const disordered = order.sort((a, b) => a.key - b.key).map(({ edit }) => edit);
					const { attempt } = send(open, split(disordered, cuts));
					expect(standing(attempt.registers)).toEqual(greatest(edits));
				}
			),
			{ numRuns: 2000 }
		);
	});

	test('control: by order of arrival the same property fails', () => {
		const arrival = (edits: readonly Op[]) => {
			const last = new Map<number, string>();
			for (const edit of edits) last.set(edit.slot, edit.answer.join());
			return JSON.stringify([...last].sort(([a], [b]) => a - b));
		};
		const failed = fc.check(
			fc.property(ops, (edits) => arrival(edits) === arrival([...edits].reverse())),
			{ numRuns: 2000, seed: 7 }
		).failed;
		expect(failed).toBe(true);
	});

	test('P1, P9: what is acknowledged stays, and nothing of a higher version is ever overwritten', () => {
		fc.assert(
			fc.property(ops, (edits) => {
				let attempt = open;
				for (const edit of edits) {
					const before = attempt.registers.get(edit.slot);
					const { events, acks } = receive(attempt, [edit], 500);
					for (const event of events) attempt = apply(attempt, event);
					const after = attempt.registers.get(edit.slot);
					if (before && after) expect(compareVersions(after, before)).toBeGreaterThanOrEqual(0);
					if (acks[0]?.ack === 'applied' || acks[0]?.ack === 'dup')
						expect(after && compareVersions(after, edit)).toBeGreaterThanOrEqual(0);
				}
			})
		);
	});

	test('P4, P12: after the deadline and its grace, and after handing in, answers never change; all is kept as late', () => {
		fc.assert(
			fc.property(ops, ops, fc.boolean(), (before, after, handedIn) => {
				const { attempt } = send(open, [before]);
				const closed: Attempt = handedIn ? { ...attempt, status: 'submitted' } : attempt;
				const at = handedIn ? 600 : deadlineAt + graceMs + 1;
				const late = send(closed, [after], at);
				expect(standing(late.attempt.registers)).toEqual(standing(attempt.registers));
				expect(late.events.every((event) => event.kind === 'late')).toBe(true);
			})
		);
		expect(inTime(open, deadlineAt + graceMs)).toBe(true);
		expect(inTime(open, deadlineAt + graceMs + 1)).toBe(false);
	});

	test('P5: the applied log of one slot is strictly increasing', () => {
		fc.assert(
			fc.property(ops, (edits) => {
				const versions = new Map<number, { epoch: number; rev: number }>();
				for (const event of send(open, [edits]).events) {
					if (event.kind !== 'responded' && event.kind !== 'marked') continue;
					const last = versions.get(event.slot);
					if (last) expect(compareVersions(event, last)).toBeGreaterThan(0);
					versions.set(event.slot, event);
				}
			})
		);
	});

	test('P6, P13: a refused edit changes nothing for the others, and every answer that stands was sent for that slot', () => {
		fc.assert(
			fc.property(ops, fc.nat(40), (edits, place) => {
				const bad: Op = { slot: 1, epoch: 99, rev: 1, answer: ['B'], marked: false, clientAt: null };
				const with_ = [...edits.slice(0, place), bad, ...edits.slice(place)];
				const { attempt } = send(open, [with_]);
				expect(standing(attempt.registers)).toEqual(standing(send(open, [edits]).attempt.registers));
				for (const [slot, register] of attempt.registers)
					expect(edits.some((edit) => edit.slot === slot && edit.answer.join() === register.answer.join())).toBe(true);
			})
		);
	});

	test('P10: the log read back row by row folds to what stood', () => {
		fc.assert(
			fc.property(ops, (edits) => {
				const { attempt, events } = send(open, [edits]);
				const log = [started, opened(2), opened(3), opened(4), ...events].map((event) =>
					fromRow(JSON.parse(JSON.stringify(toRow(7 as never, event))))
				);
				const again = fold(log);
				expect(standing(again.registers)).toEqual(standing(attempt.registers));
				expect(again.n).toBe(attempt.n);
				expect(answeredIn(again.registers)).toBe(answeredIn(attempt.registers));
			})
		);
		expect(() => fold([started, opened(3)])).toThrow(/follows/);
	});
});

describe('one edit', () => {
	const gate: Gate = { status: 'open', epoch: 3, deadlineAt, graceMs };
	const stands: Register = { epoch: 2, rev: 5, answer: ['A'], marked: false, receivedAt: 1 };
	const made = (epoch: number, rev: number, answer = ['A'], marked = false): Op => ({
		slot: 1,
		epoch,
		rev,
		answer,
		marked,
		clientAt: null
	});
	test.each([
		['newer in the same page', gate, made(2, 6, ['B']), 500, 'applied', 'responded'],
		['newer page', gate, made(3, 1, ['B']), 500, 'applied', 'responded'],
		['only the flag', gate, made(3, 1, ['A'], true), 500, 'applied', 'marked'],
		['the same answer with a higher version', gate, made(2, 6), 500, 'applied', 'responded'],
		['the very same edit', gate, made(2, 5), 500, 'dup', null],
		['the very same edit, long after closing', { ...gate, status: 'submitted' }, made(2, 5), 9999, 'dup', null],
		['older in the same page', gate, made(2, 4, ['B']), 500, 'stale', null],
		['older page', gate, made(1, 99, ['B']), 500, 'stale', null],
		['an epoch never issued', gate, made(4, 1), 500, 'rejected', null],
		['at the last moment of grace', gate, made(3, 1, ['B']), 1050, 'applied', 'responded'],
		['after the grace', gate, made(3, 1, ['B']), 1051, 'late', 'late'],
		['after handing in', { ...gate, status: 'submitted' }, made(3, 1, ['B']), 500, 'closed', 'late'],
		['after voiding', { ...gate, status: 'voided' }, made(3, 1, ['B']), 500, 'closed', 'late']
	] as const)('%s', (_, at, edit, receivedAt, ack, event) => {
		expect(respond(at as Gate, stands, edit as Op, receivedAt)).toMatchObject({ ack, event });
	});
});

describe('closing', () => {
	const gate: Gate = { status: 'open', epoch: 1, deadlineAt, graceMs };
	test.each([
		['candidate in time', gate, 'candidate', 900, { by: 'candidate', submittedAt: 900 }],
		['candidate within grace', gate, 'candidate', 1050, { by: 'candidate', submittedAt: 1050 }],
		['candidate after grace: the clock will close', gate, 'candidate', 1051, undefined],
		[
			'candidate after the margin: the clock closes',
			gate,
			'candidate',
			1051 + 3000,
			{ by: 'clock', submittedAt: 1000 }
		],
		['clock too early', gate, 'clock', 1050 + 3000, undefined],
		['clock', gate, 'clock', 1051 + 3000, { by: 'clock', submittedAt: 1000 }],
		['officer at any time', gate, 'officer', 10, { by: 'officer', submittedAt: 10 }],
		['already closed', { ...gate, status: 'submitted' }, 'candidate', 900, undefined]
	] as const)('%s', (_, at, by, receivedAt, expected) => {
		expect(submit(at as Gate, by, receivedAt)).toEqual(expected);
	});
	test('an attempt is overdue only when everything received in time has had its chance', () => {
		expect(overdue(gate, 1050 + 3000)).toBe(false);
		expect(overdue(gate, 1050 + 3001)).toBe(true);
	});
});
