import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	type AnswerTime,
	asksForLook,
	deviceFlags,
	impossibleSpeed,
	longAbsences,
	longAbsencesTotalMs,
	longAway,
	readingMs,
	type Sat,
	speedRun,
	usersOf
} from '#lib/exam/attempt/integrity.ts';

const characters = 50;
const honestMs = readingMs(characters);

/** Questions answered one after another, so many ms apart. */
const paced = (gaps: readonly number[], epoch = 1, from = 1_000_000): AnswerTime[] => {
	let at = from;
	return gaps.map((gap, index) => ({ slot: index + 1, at: (at += gap), epoch, characters }));
};
const gaps = (least: number, most: number, options = {}) =>
	fc.array(fc.integer({ min: least, max: most }), { maxLength: 60, ...options });

describe('impossible speed', () => {
	test('whoever takes at least the time of reading is never flagged, whatever the order and the clock', () => {
		fc.assert(
			fc.property(gaps(honestMs, 300_000), fc.integer({ min: -1e12, max: 1e12 }), (honest, offset) => {
				const answers = paced(honest).map((one) => ({ ...one, at: one.at + offset }));
				expect(impossibleSpeed(answers)).toBeUndefined();
			})
		);
	});

	test('ten questions clicked through anywhere in an honest attempt are found, with their figures', () => {
		fc.assert(
			fc.property(gaps(honestMs, 60_000), gaps(honestMs, 60_000), fc.integer({ min: 60, max: 1900 }), (a, b, gap) => {
				const fast = new Array<number>(speedRun).fill(gap);
				const flag = impossibleSpeed(paced([...a, ...fast, ...b]));
				expect(flag).toMatchObject({ kind: 'impossibleSpeed', answers: speedRun });
				expect(flag?.tookMs).toBeLessThanOrEqual((speedRun - 1) * gap);
				expect(flag?.readingMs).toBe((speedRun - 1) * honestMs);
			})
		);
	});

	test('one less than ten is no run', () => {
		expect(impossibleSpeed(paced(new Array<number>(speedRun - 1).fill(100)))).toBeUndefined();
		expect(impossibleSpeed(paced(new Array<number>(speedRun).fill(100)))).toBeDefined();
	});

	test('answers that the page took over at one moment tell no times: script that came late flags nobody', () => {
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 60 }), gaps(honestMs, 60_000), (together, after) => {
				expect(impossibleSpeed(paced([...new Array<number>(together).fill(0), ...after]))).toBeUndefined();
			})
		);
	});

	test('changing an answer is no answering: only the first answer of a question counts', () => {
		const once = paced(new Array<number>(9).fill(honestMs));
		const again = Array.from({ length: 40 }, (_, n) => ({ ...once[n % 9]!, at: 2_000_000 + n * 100 }));
		expect(impossibleSpeed([...once, ...again])).toBeUndefined();
	});

	test('a clock set back, or another machine, parts the run: it hides a flag and never makes one', () => {
		fc.assert(
			fc.property(
				gaps(honestMs, 60_000, { minLength: 2 }),
				fc.nat({ max: 59 }),
				fc.integer({ min: 100_000, max: 1e9 }),
				fc.boolean(),
				(honest, where, backMs, otherPage) => {
					const answers = paced(honest).map((one, index) =>
						index < where ? one : { ...one, at: one.at - backMs, epoch: otherPage ? 2 : 1 }
					);
					expect(impossibleSpeed(answers)).toBeUndefined();
				}
			)
		);
		// Control: in the order of the clock alone, the two halves of an honest attempt lie in one another.
		const half = paced(new Array<number>(20).fill(honestMs));
		const set = [...half, ...half.map((one) => ({ ...one, slot: one.slot + 20, at: one.at + 100 }))];
		expect(impossibleSpeed(set)).toBeUndefined();
		expect(impossibleSpeed([...set].sort((x, y) => x.at - y.at))).toBeDefined();
	});
});

describe('long absences', () => {
	test('five of them, or ten minutes in all; below both nobody is flagged', () => {
		fc.assert(
			fc.property(fc.nat({ max: 200 }), fc.nat({ max: 7_200_000 }), (count, totalMs) => {
				const flagged = longAway(count, totalMs) !== undefined;
				expect(flagged).toBe(count >= longAbsences || totalMs >= longAbsencesTotalMs);
			})
		);
		expect(longAway(4, longAbsencesTotalMs - 1)).toBeUndefined();
	});
});

/** The flags of every attempt of an exam; those without any are not in it. */
function flagged(sat: readonly Sat[]) {
	const users = usersOf(sat);
	const found = sat.map((one) => [one.attemptId, deviceFlags(one, users)] as const);
	return new Map(found.filter(([, flags]) => flags.length > 0));
}

describe('devices', () => {
	const sat = fc
		.array(
			fc.record({
				personId: fc.integer({ min: 1, max: 6 }),
				devices: fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 3 }),
				from: fc.integer({ min: 0, max: 1000 }),
				lengthMs: fc.integer({ min: 1, max: 300 })
			}),
			{ maxLength: 12 }
		)
		.map((rows): Sat[] =>
			rows.map(({ lengthMs, ...row }, index) => ({ ...row, attemptId: index + 1, to: row.from + lengthMs }))
		);

	test('says what a naive look at each pair says, and the same for any order', () => {
		fc.assert(
			fc.property(sat, (all) => {
				const found = flagged(all);
				expect(flagged([...all].reverse())).toEqual(found);
				for (const one of all) {
					const foreign = all.filter(
						(other) => other.personId !== one.personId && other.devices.some((device) => one.devices.includes(device))
					);
					const atOnce = foreign.filter((other) => other.from < one.to && one.from < other.to);
					const flags = found.get(one.attemptId) ?? [];
					const shared = flags.find((flag) => flag.kind === 'sharedDevice');
					expect(shared?.others ?? 0).toBe(new Set(foreign.map(({ personId }) => personId)).size);
					expect(shared?.atOnce ?? 0).toBe(new Set(atOnce.map(({ personId }) => personId)).size);
					const devices = new Set(one.devices).size;
					expect(flags.some((flag) => flag.kind === 'deviceChange')).toBe(devices > 1);
				}
			})
		);
	});

	test('ten people on one office PC, one after another, wait for nobody’s look; two at the same time do', () => {
		const queue = Array.from({ length: 10 }, (_, n) => ({
			attemptId: n + 1,
			personId: n + 1,
			devices: ['pc'],
			from: n * 60,
			to: n * 60 + 60
		}));
		expect([...flagged(queue).values()].flat().filter(asksForLook)).toEqual([]);
		expect(flagged(queue).get(1)).toEqual([{ kind: 'sharedDevice', others: 9, atOnce: 0 }]);
		const together = queue.map((one) => (one.attemptId === 2 ? { ...one, from: 30 } : one));
		expect([...flagged(together).values()].flat().filter(asksForLook)).toHaveLength(2);
	});

	test('a second attempt of the same person on the same device is no sharing', () => {
		const twice = [1, 2].map((n) => ({ attemptId: n, personId: 1, devices: ['pc'], from: n * 100, to: n * 100 + 50 }));
		expect(flagged(twice).size).toBe(0);
	});
});
