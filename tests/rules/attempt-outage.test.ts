import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { closingMarginMs } from '#lib/exam/attempt/attempt-rules.ts';
import { creditFor, type Outage } from '#lib/exam/attempt/outage-rules.ts';
import { deadlineFor, entryFor, lastStart, type Scheme, type Window } from '#lib/exam/plan/scheme.ts';
import { plainScheme } from '../stories/attempt-exam.ts';

const minute = 60_000;
const opensAt = Date.UTC(2026, 11, 4, 1);

/** What one candidate gets from start to closing, with the server away at times. */
interface Life {
	readonly promisedMs: number;
	/** Time between start and deadline in which the server could be reached. */
	readonly netMs: number;
	/** Time of outages beyond what the policy gives back by itself. */
	readonly openMs: number;
}

/**
 * Lives through the outages in order: at the end of each the attempt is credited if it is still open, exactly as the
 * server does it, and closed at the first moment at which the server is there and the time is over.
 */
function live(startedAt: number, deadline: number, graceMs: number, capMs: number, outages: readonly Outage[]): Life {
	let deadlineAt = deadline;
	let awayMs = 0;
	let openMs = 0;
	for (const outage of outages) {
		if (outage.toAt <= startedAt) continue;
		if (deadlineAt + graceMs + closingMarginMs < outage.fromAt) break;
		const credit = creditFor({ startedAt, deadlineAt, graceMs }, outage, capMs);
		if (!credit) continue;
		deadlineAt += credit.creditMs;
		openMs += credit.lostMs - credit.creditMs;
		awayMs += Math.max(0, Math.min(outage.toAt, deadlineAt) - outage.fromAt);
	}
	return { promisedMs: deadline - startedAt, netMs: deadlineAt - startedAt - awayMs, openMs };
}

/** Outages one after another, in milliseconds from the opening. */
const outages = fc
	.array(fc.tuple(fc.integer({ min: 1, max: 90 * minute }), fc.integer({ min: 1, max: 100 * minute })), {
		maxLength: 6
	})
	.map((pairs) => {
		let at = opensAt;
		return pairs.map(([pause, length]) => {
			const fromAt = at + pause;
			at = fromAt + length;
			return { fromAt, toAt: at };
		});
	});

const exam = fc.record({
	durationMs: fc.integer({ min: 1, max: 180 }).map((minutes) => minutes * minute),
	windowMs: fc.integer({ min: 1, max: 600 }).map((minutes) => minutes * minute),
	extraMs: fc.constantFrom(0, 10 * minute),
	windowEnd: fc.constantFrom('cuts' as const, 'grants' as const),
	latestEntryMs: fc.constantFrom(null, 30 * minute),
	graceMs: fc.constantFrom(0, 30_000, 2 * minute),
	startAfterMs: fc.integer({ min: 0, max: 600 * minute })
});

describe('net time', () => {
	const property = (capMs: number, held: (life: Life) => void) =>
		fc.property(exam, outages, (drawn, list) => {
			const { durationMs, windowMs, extraMs, windowEnd, latestEntryMs, graceMs, startAfterMs } = drawn;
			const scheme: Scheme = { ...plainScheme, durationMs, windowEnd, latestEntryMs, graceMs };
			const window: Window = { opensAt, closesAt: opensAt + windowMs, extraMs };
			const startedAt = Math.min(opensAt + startAfterMs, lastStart(scheme, window));
			const dates = { ...window, publishedAt: 1, closedAt: null };
			const away = list.some(({ fromAt, toAt }) => fromAt <= startedAt && startedAt < toAt);
			fc.pre(entryFor(dates, scheme, window, startedAt) === 'open' && !away);
			held(live(startedAt, deadlineFor(scheme, window, startedAt), graceMs, capMs, list));
		});

	test('is never shorter than promised, whatever the outages, where the policy covers them', () => {
		fc.assert(
			property(101 * minute, ({ promisedMs, netMs, openMs }) => {
				expect(openMs).toBe(0);
				expect(netMs).toBeGreaterThanOrEqual(promisedMs);
			}),
			{ numRuns: 2_000 }
		);
	});

	test('lacks exactly what the policy left open, and that is known for each person', () => {
		fc.assert(
			property(60 * minute, ({ promisedMs, netMs, openMs }) => {
				expect(netMs).toBeGreaterThanOrEqual(promisedMs - openMs);
			}),
			{ numRuns: 2_000 }
		);
	});

	test('control: without credit the same outages cut people short', () => {
		const check = fc.check(
			property(0, ({ promisedMs, netMs }) => {
				expect(netMs).toBeGreaterThanOrEqual(promisedMs);
			})
		);
		expect(check.failed).toBe(true);
	});
});

describe('credit of one outage', () => {
	const attempt = { startedAt: opensAt, deadlineAt: opensAt + 60 * minute, graceMs: 30_000 };
	const outage = (from: number, to: number): Outage => ({
		fromAt: opensAt + from * minute,
		toAt: opensAt + to * minute
	});
	test.each([
		['in the middle', outage(10, 25), { lostMs: 15 * minute, creditMs: 15 * minute, leftMs: 50 * minute }],
		[
			'across the deadline, all of it',
			outage(50, 100),
			{ lostMs: 50 * minute, creditMs: 50 * minute, leftMs: 10 * minute }
		],
		[
			'longer than the policy covers',
			outage(50, 140),
			{ lostMs: 90 * minute, creditMs: 60 * minute, leftMs: 10 * minute }
		],
		['within the grace', outage(60.4, 70.4), { lostMs: 10 * minute, creditMs: 10 * minute, leftMs: -0.4 * minute }],
		['after the end', outage(61, 70), null],
		['before the start', outage(-9, 0), null],
		['begun before the start', outage(-9, 5), { lostMs: 5 * minute, creditMs: 5 * minute, leftMs: 60 * minute }]
	])('%s', (_, one, expected) => {
		expect(creditFor(attempt, one, 60 * minute)).toEqual(expected);
	});
});
