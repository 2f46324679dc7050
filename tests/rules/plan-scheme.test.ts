import { asId, type PersonId, type UnitId } from '#lib/base/core/ids.ts';
import { readMoment } from '#lib/exam/plan/moment.ts';
import { findPreset, presets, recommended } from '#lib/exam/plan/presets.ts';
import { brokenPromises } from '#lib/exam/plan/promise.ts';
import { bandProblems, schemeProblems, windowProblems } from '#lib/exam/plan/scheme-check.ts';
import { deadlineFor, entryFor, examState, lastStart, type Scheme, type Window } from '#lib/exam/plan/scheme.ts';
import { ancestryOf, type Override, widens, windowOf } from '#lib/exam/plan/window.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const minute = 60_000;
const hour = 60 * minute;
const window: Window = { opensAt: 0, closesAt: 3 * hour, extraMs: 0 };
const cuts: Scheme = { ...recommended, windowEnd: 'cuts' };

describe('deadline', () => {
	test.each([
		['grants past the end', recommended, window, 3 * hour - 1, 4 * hour - 1],
		['cuts at the end', cuts, window, 2.5 * hour, 3 * hour],
		['extra time comes after the cut', cuts, { ...window, extraMs: 15 * minute }, 2.5 * hour, 3 * hour + 15 * minute],
		['extra time on top', recommended, { ...window, extraMs: 15 * minute }, 0, hour + 15 * minute]
	] as const)('%s', (_, scheme, mine, start, end) => {
		expect(deadlineFor(scheme, mine, start)).toBe(end);
	});

	test('whoever is admitted gets the whole time, whatever the window', () => {
		fc.assert(
			fc.property(
				fc.record({
					minutes: fc.integer({ min: 1, max: 480 }),
					windowEnd: fc.constantFrom('cuts' as const, 'grants' as const),
					length: fc.integer({ min: 1, max: 2000 }),
					extra: fc.integer({ min: 0, max: 60 }),
					latest: fc.option(fc.integer({ min: 1, max: 600 })),
					at: fc.double({ min: 0, max: 1, noNaN: true })
				}),
				({ minutes, windowEnd, length, extra, latest, at }) => {
					const scheme: Scheme = {
						...recommended,
						durationMs: minutes * minute,
						windowEnd,
						latestEntryMs: latest === null ? null : latest * minute
					};
					const mine: Window = { opensAt: 1000, closesAt: 1000 + length * minute, extraMs: extra * minute };
					const broken = brokenPromises(scheme, [{ who: '', window: mine, people: 1 }]);
					const last = lastStart(scheme, mine);
					const start = Math.floor(mine.opensAt + at * (last - mine.opensAt));
					const whole = start + scheme.durationMs + mine.extraMs;
					if (broken.length === 0) expect(deadlineFor(scheme, mine, start)).toBeGreaterThanOrEqual(whole);
					else
						expect(
							last < mine.opensAt ||
								[mine.opensAt, last].some(
									(from) => deadlineFor(scheme, mine, from) < from + scheme.durationMs + mine.extraMs
								)
						).toBe(true);
				}
			),
			{ numRuns: 500 }
		);
	});
});

describe('promised time', () => {
	const check = (scheme: Scheme, mine: Window) => brokenPromises(scheme, [{ who: '甲局', window: mine, people: 3 }]);

	test('the setting of 8 March 2025: a shared end that late starters and extra-time candidates do not fit into', () => {
		const late: Scheme = { ...cuts, latestEntryMs: 2.5 * hour };
		expect(check(late, window)).toMatchObject([
			{ kind: 'latestEntryCuts', missingMs: 30 * minute, startedAt: 2.5 * hour }
		]);
		expect(check({ ...late, latestEntryMs: 2 * hour }, window), 'control: entry closes in time').toEqual([]);
	});

	test('a window shorter than the working time', () => {
		const short = { ...window, closesAt: 40 * minute };
		expect(check(cuts, short)).toMatchObject([{ kind: 'windowTooShort', missingMs: 20 * minute }]);
		expect(check(recommended, short), 'granted past the end').toEqual([]);
	});

	test('a window that ends before it opens admits nobody', () => {
		expect(check(recommended, { opensAt: 10, closesAt: 10, extraMs: 0 })).toMatchObject([{ kind: 'windowTooShort' }]);
	});

	test('without an own latest entry, a cutting window closes entry one working time before its end', () => {
		expect(lastStart(cuts, window)).toBe(2 * hour);
		expect(check(cuts, window)).toEqual([]);
		const dates = { opensAt: 0, closesAt: 3 * hour, publishedAt: 0, closedAt: null };
		expect(entryFor(dates, cuts, window, 2 * hour)).toBe('open');
		expect(entryFor(dates, cuts, window, 2 * hour + 1)).toBe('tooLate');
	});
});

describe('state', () => {
	const dates = { opensAt: 100, closesAt: 200, publishedAt: 50, closedAt: null };
	test.each([
		['draft', { ...dates, publishedAt: null }, 150, false],
		['published', dates, 99, false],
		['open', dates, 100, false],
		['open', dates, 199, false],
		['closed', dates, 200, false],
		['closed', { ...dates, closedAt: 120 }, 150, false],
		['resultsPublished', dates, 250, true]
	] as const)('%s', (state, exam, now, out) => {
		expect(examState(exam, now, out)).toBe(state);
	});
});

describe('windows of units and persons', () => {
	const unit = (id: number): UnitId => asId<'unit'>(id);
	const me: PersonId = asId<'person'>(7);
	const exam = { opensAt: 100, closesAt: 200 };
	const override = (fields: Partial<Override>): Override => ({
		unitId: null,
		personId: null,
		opensAt: null,
		closesAt: null,
		extraMs: 0,
		...fields
	});
	const line = ancestryOf(
		new Map([
			[unit(3), unit(2)],
			[unit(2), unit(1)],
			[unit(1), null]
		]),
		unit(3)
	);

	test('the nearest counts for each end; extra times add up', () => {
		const all = [
			override({ unitId: unit(1), closesAt: 300, extraMs: 5 }),
			override({ unitId: unit(3), opensAt: 90 }),
			override({ personId: me, extraMs: 7 }),
			override({ unitId: unit(9), closesAt: 999, extraMs: 99 })
		];
		expect(windowOf(exam, all, me, line)).toEqual({ opensAt: 90, closesAt: 300, extraMs: 12 });
		expect(windowOf(exam, [], me, line)).toEqual({ ...exam, extraMs: 0 });
	});

	test('of several for one unit the newest counts; the person goes first', () => {
		const all = [
			override({ personId: me, closesAt: 250 }),
			override({ unitId: unit(3), closesAt: 300 }),
			override({ unitId: unit(3), closesAt: 280 })
		];
		expect(windowOf(exam, all, me, line).closesAt).toBe(250);
		expect(windowOf(exam, all, asId<'person'>(8), line).closesAt).toBe(280);
	});

	test('widening takes nothing away', () => {
		expect(widens(window, { ...window, closesAt: 4 * hour, extraMs: 1 })).toBe(true);
		expect(widens(window, { ...window, closesAt: 2 * hour })).toBe(false);
		expect(widens(window, { ...window, opensAt: 1 })).toBe(false);
	});

	test('a circle of parents ends', () => {
		expect(
			ancestryOf(
				new Map([
					[unit(1), unit(2)],
					[unit(2), unit(1)]
				]),
				unit(1)
			)
		).toEqual([1, 2]);
	});
});

describe('scheme', () => {
	test('every preset is sound, and those with rows make the total that its bands can reach', () => {
		for (const preset of presets) {
			expect(schemeProblems(preset.scheme), preset.id).toEqual([]);
			expect(windowProblems({ opensAt: 0, closesAt: preset.windowMs }), preset.id).toEqual([]);
			const total = preset.rows?.reduce((sum, row) => sum + row.count * row.points, 0) ?? 100_00;
			expect(total, preset.id).toBe(100_00);
			expect(bandProblems(preset.scheme, total)).toEqual([]);
			expect(
				brokenPromises(preset.scheme, [
					{ who: '', window: { opensAt: 0, closesAt: preset.windowMs, extraMs: 0 }, people: 1 }
				])
			).toEqual([]);
		}
		expect(findPreset('recommended')?.rows?.reduce((sum, row) => sum + row.count, 0)).toBe(80);
	});

	test('names everything wrong at once', () => {
		const wrong: Scheme = {
			...recommended,
			durationMs: 0,
			attemptsAllowed: 0,
			assembly: 'variants',
			variants: 1,
			multipleRule: 'perOption',
			bands: { pass: 70_00, good: 60_00, excellent: 90_00 },
			graceMs: -1000,
			latestEntryMs: 0,
			ranking: { ...recommended.ranking, minSat: 0, minParticipation: { numerator: 2, denominator: 1 } }
		};
		expect(schemeProblems(wrong).map(({ path }) => path)).toEqual([
			'scheme.minutes',
			'scheme.attempts',
			'scheme.variants',
			'scheme.graceSeconds',
			'scheme.latestEntryMinutes',
			'scheme.ranking.minSat',
			'scheme.bands',
			'scheme.pointsPerOption',
			'scheme.ranking.minParticipationPercent'
		]);
		expect(bandProblems(recommended, 80_00)).toMatchObject([
			{ path: 'scheme.bands.excellent', rule: 'bandAboveTotal' }
		]);
	});
});

describe('moments of a file', () => {
	const now = Date.parse('2026-11-23T00:00:00Z');
	test.each([
		['now', now],
		['+2h', now + 2 * hour],
		['+1d2h30m', now + 26.5 * hour],
		['+90 min', now + 90 * minute],
		['2026-12-04 08:30', Date.parse('2026-12-04T00:30:00Z')],
		['2026-12-04T08:30', Date.parse('2026-12-04T00:30:00Z')],
		['2026-12-04T08:30:00+08:00', Date.parse('2026-12-04T00:30:00Z')],
		['2026-12-04T00:30:00Z', Date.parse('2026-12-04T00:30:00Z')],
		['2026-02-30 08:30', undefined],
		['tomorrow', undefined],
		['+', undefined]
	])('%s', (text, at) => {
		expect(readMoment(text, now, now)).toBe(at);
	});
});
