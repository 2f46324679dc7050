import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { betterSample, type ClockSample, retryDelayMs } from '#lib/exam/attempt/retry.ts';

const failures = fc.integer({ min: 1, max: 10_000 });
const chance = fc.double({ min: 0, max: 1, noNaN: true });

describe('the wait before the next try', () => {
	test('lies between nothing and a cap that doubles up to fifteen seconds, in whole milliseconds', () => {
		fc.assert(
			fc.property(failures, chance, (count, drawn) => {
				const delayMs = retryDelayMs(count, drawn);
				expect(Number.isInteger(delayMs)).toBe(true);
				expect(delayMs).toBeGreaterThanOrEqual(0);
				expect(delayMs).toBeLessThanOrEqual(Math.min(15_000, 1000 * 2 ** (count - 1)));
			})
		);
	});

	test('never shrinks with more failures, nor with a greater draw', () => {
		fc.assert(
			fc.property(failures, failures, chance, chance, (one, two, a, b) => {
				const [few, many] = [Math.min(one, two), Math.max(one, two)];
				const [low, high] = [Math.min(a, b), Math.max(a, b)];
				expect(retryDelayMs(many, a)).toBeGreaterThanOrEqual(retryDelayMs(few, a));
				expect(retryDelayMs(one, high)).toBeGreaterThanOrEqual(retryDelayMs(one, low));
			})
		);
	});

	test('spreads a room of candidates evenly, so that a server that comes back is not met by all at once', () => {
		for (const count of [1, 3, 5, 50]) {
			const capMs = retryDelayMs(count, 1);
			const tenths = new Array<number>(10).fill(0);
			for (let n = 0; n < 1000; n++) {
				const tenth = Math.min(9, Math.floor((10 * retryDelayMs(count, (n + 0.5) / 1000)) / capMs));
				tenths[tenth] = (tenths[tenth] ?? 0) + 1;
			}
			for (const share of tenths) expect(Math.abs(share - 100)).toBeLessThanOrEqual(2);
		}
	});
});

/** One exchange: sent by the browser's monotonic clock, and how long each way took. */
const exchange = fc.record({
	sentAt: fc.integer({ min: 0, max: 10_000_000 }),
	upMs: fc.integer({ min: 0, max: 60_000 }),
	downMs: fc.integer({ min: 0, max: 60_000 })
});
type Exchange = typeof exchange extends fc.Arbitrary<infer T> ? T : never;
/** How far the server's clock is ahead of the browser's: anything, for the browser's counts from the opening of the page. */
const offset = fc.integer({ min: -1e12, max: 2e12 });
const unknown: ClockSample = { offsetMs: 0, roundTripMs: Infinity };

const taken = (samples: readonly Exchange[], trueMs: number, take = betterSample) =>
	samples.reduce(
		(best, { sentAt, upMs, downMs }) => take(best, sentAt + upMs + trueMs, sentAt, sentAt + upMs + downMs),
		unknown
	);

describe('the server’s clock as the browser knows it', () => {
	test('is off by at most half of the shortest round trip, whatever else was heard and in whatever order', () => {
		fc.assert(
			fc.property(fc.array(exchange, { minLength: 1, maxLength: 30, size: 'max' }), offset, (samples, trueMs) => {
				const best = taken(samples, trueMs);
				const shortest = Math.min(...samples.map(({ upMs, downMs }) => upMs + downMs));
				expect(best.roundTripMs).toBe(shortest);
				expect(Math.abs(best.offsetMs - trueMs)).toBeLessThanOrEqual(shortest / 2);
				expect(taken([...samples].reverse(), trueMs).roundTripMs).toBe(shortest);
			})
		);
	});

	test('control: a browser that believes the last answer is off by more', () => {
		const last = (_: ClockSample, serverNow: number, sentAt: number, answeredAt: number): ClockSample => ({
			offsetMs: serverNow - (sentAt + answeredAt) / 2,
			roundTripMs: answeredAt - sentAt
		});
		const run = fc.check(
			fc.property(fc.array(exchange, { minLength: 2, maxLength: 30, size: 'max' }), offset, (samples, trueMs) => {
				const shortest = Math.min(...samples.map(({ upMs, downMs }) => upMs + downMs));
				return Math.abs(taken(samples, trueMs, last).offsetMs - trueMs) <= shortest / 2;
			}),
			{ seed: 7 }
		);
		expect(run.failed).toBe(true);
	});
});
