import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
	acknowledges,
	edited,
	emptyOutbox,
	nextRequest,
	type Outbox,
	settled,
	tellsStanding
} from '#lib/exam/attempt/outbox.ts';
import { apply, type Attempt, type AttemptEvent, fold } from '#lib/exam/attempt/attempt.ts';
import { receive } from '#lib/exam/attempt/attempt-rules.ts';
import { readRequest } from '#lib/exam/attempt/read-request.ts';
import { nextStep } from '#lib/exam/attempt/next-step.ts';
import type { Ack, SaveRequest } from '#lib/exam/attempt/wire.ts';

const started: AttemptEvent = {
	kind: 'started',
	n: 1,
	receivedAt: 0,
	clientAt: null,
	actor: 'candidate',
	layoutHash: '',
	limitMs: 1000,
	deadlineAt: 1000,
	graceMs: 0,
	total: 5
};
const opened: AttemptEvent = {
	kind: 'opened',
	n: 2,
	receivedAt: 0,
	clientAt: null,
	actor: 'candidate',
	epoch: 1,
	session: ''
};

/** The server in small: questions are slots, letters are ids. */
function answer(attempt: Attempt, request: SaveRequest): { attempt: Attempt; acks: Ack[] } {
	const ops = request.ops.map((op) => ({ ...op, slot: op.number, clientAt: null }));
	const { events, acks } = receive(attempt, ops, 500);
	return {
		attempt: events.reduce(apply, attempt),
		acks: request.ops.map(({ number, epoch, rev }, index) => ({
			number,
			epoch,
			rev,
			status: acks[index]?.ack ?? 'rejected'
		}))
	};
}

type Step =
	| { readonly do: 'edit'; readonly number: number; readonly letter: string }
	| { readonly do: 'send' | 'lose' | 'loseAck' | 'redeliver' };
const step: fc.Arbitrary<Step> = fc.oneof(
	fc.record({
		do: fc.constant('edit' as const),
		number: fc.integer({ min: 1, max: 5 }),
		letter: fc.constantFrom('A', 'B', 'C')
	}),
	fc.record({ do: fc.constantFrom('send' as const, 'lose' as const, 'loseAck' as const, 'redeliver' as const) })
);

/** Runs one history and, at the end, lets the network heal. */
function run(steps: readonly Step[], settle: (outbox: Outbox, acks: readonly Ack[]) => Outbox) {
	let attempt = fold([started, opened]);
	let outbox = emptyOutbox(1);
	const last = new Map<number, string>();
	const sent: SaveRequest[] = [];
	const exchange = (request: SaveRequest, ackArrives: boolean) => {
		const answered = answer(attempt, request);
		attempt = answered.attempt;
		if (ackArrives) outbox = settle(outbox, answered.acks);
	};
	for (const now of steps) {
		if (now.do === 'edit') {
			outbox = edited(outbox, { number: now.number, answer: [now.letter], marked: false }, 0);
			last.set(now.number, now.letter);
			continue;
		}
		const old = sent[0];
		if (now.do === 'redeliver' && old) exchange(old, true);
		const request = nextRequest(outbox, 'b');
		if (!request || now.do === 'redeliver') continue;
		sent.push(request);
		if (now.do === 'send') exchange(request, true);
		if (now.do === 'loseAck') exchange(request, false);
	}
	for (let request = nextRequest(outbox, 'b'); request; request = nextRequest(outbox, 'b')) exchange(request, true);
	const stands = new Map([...attempt.registers].map(([number, { answer: letters }]) => [number, letters.join('')]));
	return { outbox, stands, last };
}

test('P2: after any loss, repetition and delay, a healed network has every last answer on the server and an empty queue', () => {
	fc.assert(
		fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
			const { outbox, stands, last } = run(steps, settled);
			expect(outbox.pending.size).toBe(0);
			expect([...stands].sort()).toEqual([...last].sort());
		}),
		{ numRuns: 3000 }
	);
});

test('control: a queue that lets any ack of a question take its edit out loses answers', () => {
	const careless = (outbox: Outbox, acks: readonly Ack[]): Outbox => {
		const pending = new Map(outbox.pending);
		for (const { number } of acks) pending.delete(number);
		return { ...outbox, pending };
	};
	const property = fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
		const { stands, last } = run(steps, careless);
		return [...last].every(([number, letter]) => stands.get(number) === letter);
	});
	expect(fc.check(property, { numRuns: 3000, seed: 11 }).failed).toBe(true);
});

test.each([
	['an HTML page of a captive portal', '<html>ok</html>'],
	['null', null],
	['an answer that does not say durable', { batch: 'b', acks: [] }],
	['durable as a word', { durable: 'true', batch: 'b', acks: [] }],
	['the answer to another request', { durable: true, batch: 'c', acks: [] }],
	['no acks', { durable: true, batch: 'b' }]
])('%s acknowledges nothing', (_, body) => {
	const request = nextRequest(edited(emptyOutbox(1), { number: 1, answer: [], marked: false }, 0), 'b');
	if (!request) throw new Error('nothing to send');
	expect(acknowledges(request, body)).toBe(false);
	expect(acknowledges(request, { durable: true, batch: 'b', acks: [] })).toBe(true);
});

test('a full queue goes out in requests that the server reads', () => {
	let outbox = emptyOutbox(3);
	for (let number = 1; number <= 450; number++)
		outbox = edited(outbox, { number, answer: ['A', 'B'], marked: true }, 1);
	let requests = 0;
	for (let request = nextRequest(outbox, 'b'); request; request = nextRequest(outbox, 'b')) {
		const text = JSON.stringify(request);
		expect(text.length).toBeLessThanOrEqual(64 * 1024);
		const read = readRequest(JSON.parse(text));
		expect(read?.ops.every(({ ok }) => ok)).toBe(true);
		outbox = settled(
			outbox,
			request.ops.map(({ number, epoch, rev }) => ({ number, epoch, rev, status: 'applied' as const }))
		);
		requests++;
	}
	expect(requests).toBe(3);
});

test.each([
	['an unknown key', { protocol: 1, epoch: 1, batch: '', ops: [], score: 100 }, undefined],
	['an unknown key in an edit', { protocol: 1, epoch: 1, batch: '', ops: [{ number: 1, correct: true }] }, undefined],
	['another protocol', { protocol: 2, epoch: 1, batch: '', ops: [] }, undefined],
	['no list', { protocol: 1, epoch: 1, batch: '' }, undefined],
	['a list of no edits', { protocol: 1, epoch: 1, batch: '', ops: ['x'] }, undefined],
	['201 edits', { protocol: 1, epoch: 1, batch: '', ops: Array(201).fill({}) }, undefined],
	['text', 'x', undefined]
])('%s is unreadable', (_, body, expected) => {
	expect(readRequest(body)).toBe(expected);
});

test('a bad value makes one bad edit and no bad request', () => {
	const good = { number: 1, epoch: 1, rev: 1, answer: ['A'], marked: false };
	const bad = [{ ...good, rev: 0 }, { ...good, answer: 'A' }, { ...good, marked: 1 }, { ...good, number: 1e99 }, {}];
	const read = readRequest({ protocol: 1, epoch: 1, batch: '', ops: [good, ...bad] });
	expect(read?.ops.map(({ ok }) => ok)).toEqual([true, false, false, false, false, false]);
});

test.each([
	['an HTML page', '<html>', false],
	['JSON of somebody else', { ok: true, status: 'up' }, false],
	['a standing without answers', { serverNow: 1, deadlineAt: 2, epoch: 1, state: 'open' }, false],
	['a deadline as text', { serverNow: 1, deadlineAt: '2', epoch: 1, state: 'open', responses: [] }, false],
	['ours', { serverNow: 1, deadlineAt: 2, epoch: 1, state: 'open', responses: [] }, true]
])('where the attempt stands: %s', (_, answer, told) => {
	expect(tellsStanding(answer)).toBe(told);
});

test.each([
	['open attempt', 'required', 'closed', true, 1, 1, 'continue'],
	['may start', 'required', 'open', false, 0, 1, 'start'],
	['voluntary may start', 'voluntary', 'open', false, 0, null, 'start'],
	['may sit again', 'required', 'open', false, 1, 3, 'again'],
	['used up', 'required', 'open', false, 3, 3, 'finished'],
	['early', 'required', 'early', false, 0, 1, 'upcoming'],
	['too late', 'required', 'tooLate', false, 0, 1, 'missed'],
	['missed', 'required', 'closed', false, 0, 1, 'missed'],
	['exempt', 'exempt', 'open', false, 0, 1, 'excused'],
	['deferred after sitting', 'deferred', 'open', false, 1, 3, 'finished']
] as const)('next step: %s', (_, status, entry, open, used, attemptsAllowed, step) => {
	expect(nextStep({ status, entry, open, used, attemptsAllowed })).toBe(step);
});
