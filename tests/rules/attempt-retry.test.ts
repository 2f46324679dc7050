import fc from 'fast-check';
import { expect, test } from 'vitest';
import { beatMs, betterSample, retryAfterMs, retryDelayMs, slept } from '#lib/exam/attempt/retry.ts';

test('retries spread out and never wait longer than fifteen seconds', () => {
	expect([1, 2, 3, 4, 5, 6, 99].map((failures) => retryDelayMs(failures, 1))).toEqual([
		1000, 2000, 4000, 8000, 15000, 15000, 15000
	]);
	expect(retryDelayMs(3, 0)).toBe(0);
});

test('a beat is never longer than the fifteen seconds in which an extension must be seen', () => {
	fc.assert(
		fc.property(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (chance) => {
			expect(beatMs(chance)).toBeGreaterThanOrEqual(9600);
			expect(beatMs(chance)).toBeLessThanOrEqual(14_400);
		})
	);
});

test.each([
	[503, '2', 2000],
	[429, ' 7 ', 7000],
	[507, '0', 0],
	[503, '86400', 60_000],
	[503, null, 0],
	[503, 'Wed, 21 Oct 2026 07:28:00 GMT', 0],
	[503, '-5', 0],
	[200, '9', 0],
	[500, '9', 0]
])('status %s with Retry-After %s waits %s ms', (status, header, ms) => {
	expect(retryAfterMs(status, header)).toBe(ms);
});

test('the sample with the shortest round trip sets the clock', () => {
	const first = betterSample({ offsetMs: 0, roundTripMs: Infinity }, 10_000, 100, 300);
	expect(first).toEqual({ offsetMs: 9800, roundTripMs: 200 });
	expect(betterSample(first, 20_000, 1000, 2000)).toBe(first);
	expect(betterSample(first, 10_850, 1000, 1100).offsetMs).toBe(9800);
});

test('whatever the way there and back, the clock is off by no more than half of the round trip', () => {
	const leg = fc.integer({ min: 0, max: 60_000 });
	fc.assert(
		fc.property(fc.integer({ min: -1e12, max: 1e12 }), leg, leg, leg, (offset, sentAt, there, back) => {
			const sample = betterSample(
				{ offsetMs: 0, roundTripMs: Infinity },
				sentAt + there + offset,
				sentAt,
				sentAt + there + back
			);
			expect(Math.abs(sample.offsetMs - offset)).toBeLessThanOrEqual((there + back) / 2);
		})
	);
});

test.each([
	['a usual tick', 500, 500, false],
	['a slow page', 3000, 3000, false],
	['sleep in which the monotonic clock stood', 3_600_000, 500, true],
	['sleep in which it went on', 3_600_000, 3_600_000, true],
	['a clock set back by an hour', -3_600_000, 500, true]
])('%s', (_, wall, monotonic, asleep) => {
	expect(slept(wall, monotonic)).toBe(asleep);
});
