import {
	daysBetween,
	laterDay,
	type Memory,
	remember,
	retrievability,
	type Rating,
	schedule
} from '#lib/study/practice/memory.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const day = (days: number) => new Date(Date.UTC(2027, 0, 1, 4) + days * 86_400_000);
/** A history of ratings with the days between them. */
const history = (ratings: readonly number[], gaps: readonly number[]) => {
	let at = 0;
	return ratings.map((rating, index) => {
		at += gaps[index] ?? 0;
		return { at: day(at), rating: rating as Rating };
	});
};

describe('FSRS-6', () => {
	test('memory after six reviews, with and without steps within a day (fsrs-rs, py-fsrs, ts-fsrs)', () => {
		const reviews = history([1, 3, 3, 3, 3, 3], [0, 0, 1, 3, 8, 21]);
		const short = schedule(reviews, { shortTerm: true }).at(-1)!;
		expect(short.stability).toBeCloseTo(53.62691, 3);
		expect(short.difficulty).toBeCloseTo(6.3574867, 4);
		const long = schedule(reviews).at(-1)!;
		expect(long.stability).toBeCloseTo(53.335106, 3);
		expect(long.difficulty).toBeCloseTo(6.3574867, 4);
	});

	test('intervals of a card reviewed on each due moment (py-fsrs, ts-fsrs)', () => {
		const ratings = [3, 3, 3, 3, 3, 3, 1, 1, 3, 3, 3, 3, 3] as Rating[];
		const reviews: { at: Date; rating: Rating }[] = [];
		let at = day(0);
		const intervals = ratings.map((rating) => {
			reviews.push({ at, rating });
			const step = schedule(reviews, { shortTerm: true }).at(-1)!;
			at = step.dueAt;
			return step.intervalDays;
		});
		expect(intervals).toEqual([0, 2, 11, 46, 163, 498, 0, 0, 2, 4, 7, 12, 21]);
	});

	test('without steps, weights of FSRS-5 (long-term scheduler)', () => {
		const weights = [0.4197, 1.1869, 3.0412, 15.2441, 7.1434, 0.6477, 1.0007, 0.0674, 1.6597, 0.1712, 1.1178, 2.0225];
		weights.push(0.0904, 0.3025, 2.1214, 0.2498, 2.9466, 0.4891, 0.6468);
		const ratings = [3, 3, 3, 3, 3, 3, 1, 1, 3, 3, 3, 3, 3] as Rating[];
		const reviews: { at: Date; rating: Rating }[] = [];
		let at = day(0);
		const intervals = ratings.map((rating) => {
			reviews.push({ at, rating });
			const step = schedule(reviews, { weights }).at(-1)!;
			at = new Date(at.getTime() + step.intervalDays * 86_400_000);
			return step.intervalDays;
		});
		expect(intervals).toEqual([3, 13, 48, 155, 445, 1158, 17, 3, 11, 37, 112, 307, 773]);
	});

	test('the first review', () => {
		const first = ([1, 2, 3, 4] as Rating[]).map((rating) => schedule([{ at: day(0), rating }])[0]!);
		expect(first.map(({ stability }) => stability)).toEqual([0.212, 1.2931, 2.3065, 8.2956]);
		expect(first.map(({ difficulty }) => difficulty.toFixed(4))).toEqual(['6.4133', '5.1122', '2.1181', '1.0000']);
	});
});

describe('memory by days of the district', () => {
	test('what is kept between two days is enough: the same as the whole history', () => {
		const step = fc.record({ rating: fc.integer({ min: 1, max: 4 }), gap: fc.integer({ min: 1, max: 400 }) });
		fc.assert(
			fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
				let memory: Memory | null = null;
				let on = '2027-01-01';
				for (const [index, { rating, gap }] of steps.entries()) {
					if (index > 0) on = laterDay(on, gap);
					memory = remember(memory, rating as Rating, on);
				}
				const ratings = steps.map(({ rating }) => rating);
				const gaps = steps.map(({ gap }, index) => (index === 0 ? 0 : gap));
				const whole = schedule(history(ratings, gaps)).at(-1)!;
				expect(memory!.stability).toBeCloseTo(whole.stability, 8);
				expect(memory!.difficulty).toBeCloseTo(whole.difficulty, 8);
				expect(daysBetween(memory!.lastDay, memory!.dueDay)).toBe(whole.intervalDays);
				expect(memory!.reviews).toBe(steps.length);
			})
		);
	});

	test('a law of January comes back in January, February, March and September when it is known', () => {
		let memory = remember(null, 3, '2027-01-25');
		const months = [memory.dueDay.slice(0, 7)];
		for (let times = 0; times < 3; times++) {
			memory = remember(memory, 3, memory.dueDay);
			months.push(memory.dueDay.slice(0, 7));
		}
		expect(months).toEqual(['2027-01', '2027-02', '2027-03', '2027-09']);
	});

	test('leap days are days, and a day that goes back counts as the last one', () => {
		expect(laterDay('2028-02-28', 1)).toBe('2028-02-29');
		expect(laterDay('2027-02-28', 1)).toBe('2027-03-01');
		expect(daysBetween('2028-02-28', '2028-03-01')).toBe(2);
		expect(daysBetween('2100-02-28', '2100-03-01')).toBe(1);
		const known = remember(null, 3, '2028-02-28');
		expect(known.dueDay).toBe('2028-03-01');
		expect(remember(known, 3, '2028-02-27').lastDay).toBe('2028-02-28');
	});

	test('forgetting lowers, time lowers, success raises', () => {
		const known = remember(remember(null, 3, '2027-01-01'), 3, '2027-01-03');
		expect(retrievability(known, '2027-01-03')).toBe(1);
		expect(retrievability(known, '2027-02-03')).toBeLessThan(retrievability(known, '2027-01-10'));
		const forgotten = remember(known, 1, known.dueDay);
		expect(forgotten.stability).toBeLessThan(known.stability);
		expect(forgotten.lapses).toBe(1);
		expect(remember(known, 3, known.dueDay).stability).toBeGreaterThan(known.stability);
		expect(remember(known, 2, known.dueDay).stability).toBeLessThan(remember(known, 3, known.dueDay).stability);
	});
});
