import {
	type Figures,
	figuresOf,
	personResult,
	type Participant,
	type RankingRules
} from '#lib/results/ranking/figures.ts';
import { rankUnits, type RankingInput } from '#lib/results/ranking/ranking.ts';
import { compareSnapshots } from '#lib/results/ranking/snapshot.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attempt, person, rules, unit } from './ranking-people.ts';

/** Units 1..3 report for themselves, 4 and 5 to unit 1, 6 to unit 2. */
const tree = [unit(1), unit(2), unit(3, '部门'), unit(4, '镇', 1), unit(5, '镇', 1), unit(6, '镇', 2)];
const arbitraryPerson = fc.record({
	unitId: fc.integer({ min: 1, max: 6 }),
	status: fc.constantFrom('required', 'required', 'required', 'exempt', 'deferred', 'voluntary'),
	tries: fc.array(fc.record({ points: fc.integer({ min: 0, max: 100 }), answered: fc.integer({ min: 0, max: 2 }) }), {
		maxLength: 3
	})
});
const arbitraryInput = fc
	.record({
		people: fc.array(arbitraryPerson, { maxLength: 40, size: 'max' }),
		counts: fc.constantFrom('best', 'last', 'first'),
		basis: fc.constantFrom('sat', 'required'),
		minSat: fc.integer({ min: 0, max: 4 })
	})
	.map(({ people, ...changed }): RankingInput => ({
		rules: { ...rules, ...changed } as RankingRules,
		units: tree,
		people: people.map(({ unitId, status, tries }) =>
			person(
				unitId,
				status as Participant['status'],
				...tries.map(({ points, answered }, index) => attempt(points * 100, index + 1, answered))
			)
		)
	}));

describe('for any district', () => {
	it('rolling up by person equals counting by hand', () => {
		fc.assert(
			fc.property(arbitraryInput, (input) => {
				const ranking = rankUnits(input);
				for (const { unit: reporting, figures } of ranking.units) {
					const below = tree.filter((one) => one.reportingUnitId === reporting.unitId).map((one) => one.unitId);
					const own = input.people.filter((one) => below.includes(one.unitId));
					expect(figures).toEqual(
						figuresOf(
							own.map((one) => personResult(one, input.rules)),
							input.rules.bands
						)
					);
					expect(figures.required).toBe(own.filter((one) => /required|deferred/.test(one.status)).length);
					expect(figures.required).toBe(figures.sat + figures.absent + figures.deferred);
					expect(figures.roster).toBe(own.length);
				}
				const sums = ranking.units.reduce((sum, one) => sum + one.figures.sum, 0);
				expect(ranking.totals.sum).toBe(sums);
				expect(ranking.totals.roster).toBe(input.people.length);
			})
		);
	});
	it('the order of the rows that come in changes nothing', () => {
		const shuffledInput = arbitraryInput.chain((input) =>
			fc.record({
				input: fc.constant(input),
				people: fc.shuffledSubarray([...input.people], { minLength: input.people.length }),
				units: fc.shuffledSubarray([...input.units], { minLength: input.units.length })
			})
		);
		fc.assert(
			fc.property(shuffledInput, ({ input, people, units }) => {
				expect(rankUnits({ rules: input.rules, people, units })).toEqual(rankUnits(input));
			})
		);
	});
	it('a lower rank is never a better average, and ranks have no holes but ties', () => {
		fc.assert(
			fc.property(arbitraryInput, (input) => {
				const { units } = rankUnits(input);
				const ranked = units.filter((one) => one.rankOverall !== null);
				for (const one of ranked) {
					const over = (figures: Figures) => (input.rules.basis === 'sat' ? figures.sat : figures.required);
					const better = ranked.filter((other) => (other.rankOverall ?? 0) < (one.rankOverall ?? 0));
					expect(one.rankOverall).toBe(better.length + 1);
					for (const other of better)
						expect(other.figures.sum * over(one.figures)).toBeGreaterThanOrEqual(one.figures.sum * over(other.figures));
				}
			})
		);
	});
	it('nothing differs from itself', () => {
		fc.assert(
			fc.property(arbitraryInput, (input) => {
				const side = { input, ranking: rankUnits(input) };
				expect(compareSnapshots(side, side)).toEqual({ differences: [], people: 0 });
			})
		);
	});
});
