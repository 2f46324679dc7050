import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareVersions, type Version } from '#lib/exam/attempt/attempt.ts';
import {
	corrections,
	edited,
	emptyOutbox,
	nextRequest,
	type Outbox,
	reopened,
	restored,
	settled
} from '#lib/exam/attempt/outbox.ts';
import type { WireOp } from '#lib/exam/attempt/wire.ts';

const op = (number: number, epoch: number, rev: number, letter = 'A'): WireOp => ({
	number,
	epoch,
	rev,
	answer: [letter],
	marked: false
});
const stands = (...ops: readonly WireOp[]) => new Map<number, Version>(ops.map((one) => [one.number, one]));

describe('edits left on the machine', () => {
	test('one the server has not heard of is shown and waits with its own version', () => {
		const { outbox, shown, spent } = restored(emptyOutbox(7), [op(1, 5, 3)], stands());
		expect(outbox.pending.get(1)).toEqual(op(1, 5, 3));
		expect(shown).toEqual([op(1, 5, 3)]);
		expect(spent).toEqual([]);
	});

	test('one that another page has outdone is let go and not shown', () => {
		const { outbox, shown, spent } = restored(emptyOutbox(7), [op(1, 5, 3)], stands(op(1, 6, 1, 'B')));
		expect(outbox.pending.size).toBe(0);
		expect(shown).toEqual([]);
		expect(spent).toEqual([op(1, 5, 3)]);
	});

	test('one whose acknowledgement was lost is let go: the server shows that very version', () => {
		expect(restored(emptyOutbox(7), [op(1, 5, 3)], stands(op(1, 5, 3))).spent).toHaveLength(1);
	});

	test('what was chosen on this page meanwhile stays', () => {
		const fresh = edited(emptyOutbox(7), { number: 1, answer: ['C'], marked: false }, 0);
		const { outbox, shown, spent } = restored(fresh, [op(1, 5, 3)], stands());
		expect(outbox.pending.get(1)?.answer).toEqual(['C']);
		expect([shown, spent]).toEqual([[], [op(1, 5, 3)]]);
	});

	test('an edit of this page read back from its own disk is neither shown again nor let go', () => {
		const fresh = edited(emptyOutbox(7), { number: 1, answer: ['C'], marked: false }, 0);
		const own = [...fresh.pending.values()];
		const { outbox, shown, spent } = restored(fresh, own, stands());
		expect(outbox.pending.get(1)).toBe(own[0]);
		expect([shown, spent]).toEqual([[], []]);
	});

	test('one with an epoch that a server set back since has given to this page becomes an edit of this page', () => {
		const { outbox, shown, spent } = restored(emptyOutbox(2), [op(1, 9, 4)], stands(op(1, 1, 1)));
		expect(shown).toEqual([op(1, 2, 1)]);
		expect(outbox.rev).toBe(1);
		expect(spent).toEqual([op(1, 9, 4)]);
	});

	const version = fc.record({ epoch: fc.integer({ min: 1, max: 6 }), rev: fc.integer({ min: 1, max: 9 }) });
	const per = <Value>(value: fc.Arbitrary<Value>) =>
		fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 6 }), value), { selector: ([number]) => number });

	test('whatever was left, per question the newest of disk, server and page is what the page ends up with', () => {
		fc.assert(
			fc.property(per(version), per(version), fc.uniqueArray(fc.integer({ min: 1, max: 6 })), (left, server, own) => {
				let fresh: Outbox = emptyOutbox(7);
				for (const number of own) fresh = edited(fresh, { number, answer: ['X'], marked: false }, 0);
				const disk = left.map(([number, { epoch, rev }]) => op(number, epoch, rev));
				const held = stands(...server.map(([number, { epoch, rev }]) => op(number, epoch, rev)));
				const { outbox, shown, spent } = restored(fresh, disk, held);
				for (const one of disk) {
					const standing = held.get(one.number);
					const isNewest = !own.includes(one.number) && (!standing || compareVersions(one, standing) > 0);
					expect(outbox.pending.get(one.number) === one).toBe(isNewest);
					expect(shown.includes(one)).toBe(isNewest);
					expect(spent.includes(one)).toBe(!isNewest);
				}
				for (const number of own) expect(outbox.pending.get(number)?.answer).toEqual(['X']);
			}),
			{ numRuns: 2000 }
		);
	});

	test('control: taking whatever the disk holds would put an older answer over a newer one', () => {
		const careless = (left: readonly WireOp[]) => new Map(left.map((one) => [one.number, one]));
		expect(careless([op(1, 5, 3)]).get(1)).toBeDefined();
		expect(restored(emptyOutbox(7), [op(1, 5, 3)], stands(op(1, 6, 1))).outbox.pending.get(1)).toBeUndefined();
	});
});

test('a page that takes the attempt over writes under the new epoch; what waits keeps the old one', () => {
	let outbox = edited(emptyOutbox(3), { number: 1, answer: ['A'], marked: false }, 0);
	outbox = edited(reopened(outbox, 8), { number: 2, answer: ['B'], marked: false }, 0);
	const request = nextRequest(outbox, 'b');
	expect(request?.epoch).toBe(8);
	expect(request?.ops.map(({ number, epoch, rev }) => [number, epoch, rev])).toEqual([
		[1, 3, 1],
		[2, 8, 1]
	]);
});

test('what stands instead is handed on once, and only for the edit that came second', () => {
	const outbox = edited(emptyOutbox(3), { number: 1, answer: ['A'], marked: false }, 0);
	const current = { epoch: 4, rev: 2, answer: ['B'], marked: true };
	const stale = { number: 1, epoch: 3, rev: 1, status: 'stale', current } as const;
	expect(corrections(outbox, [stale])).toEqual([stale]);
	const later = edited(outbox, { number: 1, answer: ['C'], marked: false }, 0);
	expect(corrections(later, [stale])).toEqual([]);
	expect(settled(outbox, [stale])).toMatchObject({ overtaken: [1], pending: new Map() });
	expect(corrections(outbox, [{ ...stale, status: 'applied' }])).toEqual([]);
});
