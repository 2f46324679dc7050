import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asId } from '#lib/base/core/ids.ts';
import { type Plan, type Slot, slotsFor, type UnitHeads } from '#lib/exam/rehearsal/slots.ts';

const minute = 60_000;
const hour = 60 * minute;
const opensAt = Date.parse('2026-12-04T00:30:00Z');
const scheme = { durationMs: hour, graceMs: 2 * minute, latestEntryMs: null };
const short: Plan = { opensAt, closesAt: opensAt + 2 * hour, scheme };

const units = (...heads: number[]): UnitHeads[] =>
	heads.map((count, index) => ({ unitId: asId<'unit'>(index + 1), name: `单位${index + 1}`, heads: count }));

function slots(list: readonly UnitHeads[], seats: number, plan: Plan): readonly Slot[] {
	const found = slotsFor(list, seats, plan);
	if (!found.ok) throw new Error(found.reason);
	return found.value;
}

const anyUnits = fc
	.array(fc.integer({ min: 0, max: 300 }), { maxLength: 60, size: 'max' })
	.map((heads) => units(...heads));

describe('properties', () => {
	test('every unit with people once, in order; no session over the seats, none empty, and they follow one another', () => {
		fc.assert(
			fc.property(anyUnits, fc.integer({ min: 300, max: 2000 }), (list, seats) => {
				const found = slots(list, seats, short);
				expect(found.flatMap(({ units: some }) => some)).toEqual(list.filter(({ heads }) => heads > 0));
				for (const [index, slot] of found.entries()) {
					expect(slot.heads).toBe(slot.units.reduce((sum, { heads }) => sum + heads, 0));
					expect(slot.heads).toBeLessThanOrEqual(seats);
					expect(slot.heads).toBeGreaterThan(0);
					expect(slot.opensAt).toBe(index === 0 ? opensAt : found[index - 1]?.closesAt);
					expect(slot.closesAt - slot.opensAt).toBeGreaterThanOrEqual(scheme.durationMs + scheme.graceMs);
				}
			})
		);
	});

	test('as few sessions as any division in order allows, and the fullest of them as small as it can be', () => {
		const few = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 9 });
		fc.assert(
			fc.property(few, fc.integer({ min: 30, max: 80 }), (heads, seats) => {
				const found = slots(units(...heads), seats, short);
				const best = exhaustive(heads, seats);
				expect(found.length).toBe(best.sessions);
				expect(Math.max(...found.map((slot) => slot.heads))).toBe(best.fullest);
			})
		);
	});
});

/** All divisions in order: the fewest sessions, and the smallest fullest one among those. */
function exhaustive(heads: readonly number[], seats: number) {
	let best = { sessions: Infinity, fullest: Infinity };
	for (let cuts = 0; cuts < 2 ** (heads.length - 1); cuts++) {
		const groups: number[] = [0];
		for (const [index, count] of heads.entries()) {
			if (index > 0 && cuts & (1 << (index - 1))) groups.push(0);
			groups[groups.length - 1] = (groups.at(-1) ?? 0) + count;
		}
		const [sessions, fullest] = [groups.length, Math.max(...groups)];
		if (fullest > seats) continue;
		if (sessions < best.sessions || (sessions === best.sessions && fullest < best.fullest))
			best = { sessions, fullest };
	}
	return best;
}

describe('windows', () => {
	test('a window of days is shared out', () => {
		const days = { ...short, closesAt: opensAt + 48 * hour };
		expect(slots(units(50, 50, 50), 60, days).map((slot) => slot.closesAt - slot.opensAt)).toEqual(
			Array(3).fill(16 * hour)
		);
	});

	test('a short one is repeated: working time, grace and half an hour to come in, to the next five minutes', () => {
		const found = slots(units(50, 50), 60, short);
		expect(found.map((slot) => slot.closesAt - slot.opensAt)).toEqual([95 * minute, 95 * minute]);
		expect(found[1]?.closesAt).toBeGreaterThan(short.closesAt);
	});

	test('entry closed early by the scheme needs no more than that', () => {
		const plan = { ...short, scheme: { ...scheme, latestEntryMs: 10 * minute } };
		expect(slots(units(50, 50), 60, plan)[0]?.closesAt).toBe(opensAt + 75 * minute);
	});
});

test('a unit larger than the seats is named: units stay whole', () => {
	expect(slotsFor(units(10, 61, 10), 60, short)).toEqual({
		ok: false,
		reason: 'unitTooLarge',
		detail: { unit: '单位2', heads: 61, seats: 60 }
	});
});
