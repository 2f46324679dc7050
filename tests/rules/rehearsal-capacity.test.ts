import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Cost, safety, seatsFor, type StepName, stepNames } from '#lib/exam/rehearsal/capacity.ts';
import { arrivalAt, busiestShare, type Crowd, peaks, realTimetable, timetable } from '#lib/exam/rehearsal/load.ts';

const minute = 60_000;
const crowd: Crowd = { heads: 1000, questions: 50, durationMs: 60 * minute, entryMs: 120 * minute };
const each = (cost: Cost): Record<StepName, Cost> =>
	Object.fromEntries(stepNames.map((step) => [step, cost])) as Record<StepName, Cost>;

describe('arrivals', () => {
	test('all arrive in time, in order, and the first minute of five brings 36 of 100', () => {
		const arrived = Array.from({ length: 1000 }, (_, index) => arrivalAt((index + 0.5) / 1000, 5 * minute));
		expect(arrived.toSorted((a, b) => a - b)).toEqual(arrived);
		expect(arrivalAt(1, 5 * minute)).toBe(5 * minute);
		expect(arrived.filter((at) => at < minute).length).toBe(360);
		expect(busiestShare(5 * minute)).toBeCloseTo(0.36);
		expect(busiestShare(minute / 2)).toBe(1);
	});

	test('whoever may start for a minute only comes in that minute', () => {
		expect(realTimetable({ ...crowd, entryMs: minute }).arrivalMs).toBe(minute);
	});
});

test('no rate of a rehearsal is below the real one, whatever the exam and the time given', () => {
	const crowds = fc.record({
		heads: fc.integer({ min: 1, max: 200_000 }),
		questions: fc.integer({ min: 1, max: 300 }),
		durationMs: fc.integer({ min: 5, max: 480 }).map((minutes) => minutes * minute),
		entryMs: fc.integer({ min: 0, max: 40 * 24 * 60 }).map((minutes) => minutes * minute)
	});
	fc.assert(
		fc.property(crowds, fc.integer({ min: 3000, max: 240 * minute }), (any, withinMs) => {
			const rehearsed = peaks(any, timetable(any, withinMs));
			const real = peaks(any, realTimetable(any));
			for (const rate of ['arrivalsPerSecond', 'savesPerSecond', 'handInsPerSecond'] as const)
				expect(rehearsed[rate]).toBeGreaterThanOrEqual(real[rate]);
		})
	);
});

describe('seats', () => {
	test('by hand: arrivals at 36 of 100 a minute, saves within half the time', () => {
		// 0.36 × 5 × 1 ms + (50 ÷ 30) × 1 ms = 3.467 ms; handing in: 2 ms + 1.667 ms = 3.667 ms counts.
		expect(seatsFor(each({ main: 1, all: 1 }), crowd, { cores: 2 })).toBe(
			Math.floor((safety * minute) / (2 + 50 / 30))
		);
	});

	test('passwords are checked beside the main thread, on all cores but one', () => {
		const costs = { ...each({ main: 0.1, all: 0.1 }), login: { main: 0.1, all: 20.1 } };
		expect(seatsFor(costs, crowd, { cores: 2 })).toBe(Math.floor((safety * minute) / (0.36 * 20) + 1e-9));
		expect(seatsFor(costs, crowd, { cores: 4 })).toBeGreaterThan(2 * seatsFor(costs, crowd, { cores: 2 }));
	});

	test('a time to start of one minute seats fewer than one of hours', () => {
		const costs = { ...each({ main: 1, all: 1 }), login: { main: 1, all: 20 } };
		const short = seatsFor(costs, { ...crowd, entryMs: minute }, { cores: 2 });
		expect(short).toBeLessThan(seatsFor(costs, crowd, { cores: 2 }) / 2);
	});

	test('dearer steps, more questions and a dearer crowd never seat more; more cores never fewer', () => {
		const cost = fc.record({ main: fc.integer({ min: 1, max: 500 }), beside: fc.integer({ min: 0, max: 500 }) });
		const anyCosts = fc.array(cost, { minLength: stepNames.length, maxLength: stepNames.length });
		const costsOf = (list: readonly { main: number; beside: number }[]) =>
			Object.fromEntries(
				stepNames.map((step, index) => {
					const { main = 1, beside = 0 } = list[index] ?? {};
					return [step, { main: main / 10, all: (main + beside) / 10 }];
				})
			) as Record<StepName, Cost>;
		fc.assert(
			fc.property(anyCosts, fc.constantFrom(...stepNames), fc.integer({ min: 1, max: 16 }), (list, step, cores) => {
				const costs = costsOf(list);
				const seats = seatsFor(costs, crowd, { cores });
				const dearer = { ...costs, [step]: { main: costs[step].main + 1, all: costs[step].all + 1 } };
				expect(seatsFor(dearer, crowd, { cores })).toBeLessThanOrEqual(seats);
				expect(seatsFor(costs, { ...crowd, questions: 60 }, { cores })).toBeLessThanOrEqual(seats);
				expect(seatsFor(costs, crowd, { cores, scale: 1.5 })).toBeLessThanOrEqual(seats);
				expect(seatsFor(costs, crowd, { cores: cores + 1 })).toBeGreaterThanOrEqual(seats);
			})
		);
	});
});
