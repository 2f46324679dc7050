import type { Figures, Participant } from '#lib/results/ranking/figures.ts';
import { countedAttempt, personResult } from '#lib/results/ranking/figures.ts';
import { isExcellent } from '#lib/results/ranking/ranking.ts';
import { compareSnapshots, printed } from '#lib/results/ranking/snapshot.ts';
import { describe, expect, it, test } from 'vitest';
import { attempt, person, rank, rules, sat, unit } from './ranking-people.ts';

const row = (ranking: ReturnType<typeof rank>, id: number) => {
	const found = ranking.units.find((one) => one.unit.unitId === id);
	if (!found) throw new Error(`unit ${id} is not ranked`);
	return found;
};

const none: Figures = {
	roster: 0,
	required: 0,
	sat: 0,
	absent: 0,
	exempt: 0,
	deferred: 0,
	voluntary: 0,
	voluntarySat: 0,
	blank: 0,
	sum: 0,
	passed: 0,
	good: 0,
	excellent: 0,
	fullMarks: 0,
	highest: null,
	lowest: null
};

describe('a published circular of another province', () => {
	it('gives its shares: 1,970 sat, 35 absent, 629 excellent, 1,116 good, 225 pass', () => {
		const figures = { ...none, required: 2005, sat: 1970, absent: 35, passed: 1970, good: 1745, excellent: 629 };
		expect(printed(figures, rules)).toMatchObject({
			excellentRate: '31.93',
			goodShare: '56.65',
			passShare: '11.42',
			participationRate: '98.25',
			passRate: '100.00'
		});
	});
});

describe('a person', () => {
	test.each([
		['best', 8000],
		['last', 7000],
		['first', 6000]
	] as const)('counts the %s attempt', (counts, points) => {
		const attempts = [attempt(7000, 3), attempt(6000, 1), attempt(8000, 2)];
		expect(countedAttempt(attempts, counts)?.points).toBe(points);
	});
	it('of equal best attempts the earliest counts', () => {
		expect(countedAttempt([attempt(8000, 2), attempt(8000, 1)], 'best')?.no).toBe(1);
	});
	test.each([
		['required', true, 'sat'],
		['required', false, 'absent'],
		['deferred', true, 'sat'],
		['deferred', false, 'deferred'],
		['exempt', true, 'voluntary'],
		['exempt', false, 'exempt'],
		['voluntary', true, 'voluntary'],
		['voluntary', false, 'voluntary']
	] as const)('%s, valid attempt %s: %s', (status, valid, turnout) => {
		const attempts = valid ? [attempt(100)] : [];
		expect(personResult(person(1, status, ...attempts), rules).turnout).toBe(turnout);
	});
	it('with a blank attempt only has not sat, unless the decision says so', () => {
		const blank = person(1, 'required', attempt(0, 1, 0));
		expect(personResult(blank, rules)).toMatchObject({ turnout: 'absent', blankOnly: true, counted: null });
		expect(personResult(blank, { ...rules, blank: 'sat' })).toMatchObject({ turnout: 'sat', blankOnly: true });
	});
	it('a blank last attempt does not wipe out the one before', () => {
		const both = person(1, 'required', attempt(7000, 1), attempt(0, 2, 0));
		expect(personResult(both, { ...rules, counts: 'last' }).counted?.points).toBe(7000);
	});
});

describe('a unit', () => {
	it('keeps deferred in required, voluntary and exempt outside every rate', () => {
		const people = [
			...sat(1, 9000, 5000),
			person(1, 'required'),
			person(1, 'deferred'),
			person(1, 'deferred', attempt(10_000)),
			person(1, 'exempt'),
			person(1, 'exempt', attempt(1000)),
			person(1, 'voluntary', attempt(2000)),
			person(1, 'voluntary')
		];
		expect(row(rank([unit(1)], people), 1).figures).toEqual({
			roster: 9,
			required: 5,
			sat: 3,
			absent: 1,
			deferred: 1,
			exempt: 1,
			voluntary: 3,
			voluntarySat: 2,
			blank: 0,
			sum: 24_000,
			passed: 2,
			good: 2,
			excellent: 2,
			fullMarks: 1,
			highest: 10_000,
			lowest: 5000
		});
	});
	it('averages 89.995: prints 89.99 and is not excellent; 90.00 exactly is', () => {
		const near = row(rank([unit(1)], sat(1, 9000, 8999)), 1);
		expect([printed(near.figures, rules).average, near.excellent]).toEqual(['89.99', false]);
		const exact = row(rank([unit(1)], sat(1, 9001, 8999)), 1);
		expect([printed(exact.figures, rules).average, exact.excellent]).toEqual(['90.00', true]);
	});
	it('divides by all required when the basis says so', () => {
		const people = [...sat(1, 9000, 9000), person(1, 'required'), person(1, 'deferred')];
		const ranking = rank([unit(1)], people, { basis: 'required' });
		expect(printed(row(ranking, 1).figures, { ...rules, basis: 'required' }).average).toBe('45.00');
		expect(row(ranking, 1).excellent).toBe(false);
	});
	it('prints nothing, never 0, where there is nobody to divide by', () => {
		const empty = row(rank([unit(1)], [person(1, 'exempt')]), 1);
		expect(empty).toMatchObject({ rank: null, unranked: 'nobodyRequired', excellent: false });
		expect(printed(empty.figures, { ...rules, basis: 'required' })).toMatchObject({
			average: undefined,
			participationRate: undefined,
			passRate: undefined,
			highest: undefined
		});
		const absent = row(rank([unit(1)], [person(1, 'required')], { basis: 'required' }), 1);
		expect(absent).toMatchObject({ rank: null, unranked: 'nobodySat', excellent: false });
		expect(printed(absent.figures, rules)).toMatchObject({ average: undefined, participationRate: '0.00' });
	});
	it('needs its share and number of people to be excellent: both inclusive', () => {
		const figures = { ...none, required: 20, sat: 19, absent: 1, sum: 19 * 9500 };
		const strict = { ...rules, minParticipation: { numerator: 95, denominator: 100 }, minSat: 19 };
		expect(isExcellent(figures, strict)).toBe(true);
		expect(isExcellent({ ...figures, required: 21, absent: 2 }, strict)).toBe(false);
		expect(isExcellent(figures, { ...strict, minSat: 20 })).toBe(false);
	});
	it('with few people is listed apart with the reason', () => {
		const ranking = rank([unit(1), unit(2)], [...sat(1, 9900), ...sat(2, 8000, 8000)], { minSat: 2 });
		expect(row(ranking, 1)).toMatchObject({ rank: null, rankOverall: null, unranked: 'fewSat', excellent: false });
		expect(row(ranking, 2).rank).toBe(1);
	});
});

describe('the order', () => {
	it('is a competition rank: 1, 2, 2, 4, equals in official order', () => {
		const units = [unit(1), unit(2), unit(3), unit(4)];
		const ranking = rank(units, [...sat(1, 7000), ...sat(2, 8000), ...sat(3, 9000), ...sat(4, 8000)]);
		expect(ranking.units.map((one) => [one.unit.unitId, one.rank])).toEqual([
			[3, 1],
			[2, 2],
			[4, 2],
			[1, 4]
		]);
	});
	it('breaks ties by participation, then excellent rate, then full marks', () => {
		const units = [unit(1), unit(2), unit(3), unit(4)];
		const people = [
			...sat(1, 8000, 8000),
			person(1, 'required'),
			...sat(2, 8000, 8000),
			...sat(3, 9000, 7000),
			...sat(4, 10_000, 6000)
		];
		const ranking = rank(units, people);
		expect(ranking.units.map((one) => [one.unit.unitId, one.rank])).toEqual([
			[4, 1],
			[3, 2],
			[2, 3],
			[1, 4]
		]);
	});
	it('is made within the category, and over the district beside', () => {
		const ranking = rank([unit(1), unit(2, '部门'), unit(3)], [...sat(1, 7000), ...sat(2, 9000), ...sat(3, 8000)]);
		expect([1, 2, 3].map((id) => [row(ranking, id).rank, row(ranking, id).rankOverall])).toEqual([
			[2, 3],
			[1, 1],
			[1, 2]
		]);
		expect(ranking.categories.map(({ name, ranked, figures }) => [name, ranked, figures.sum])).toEqual([
			['镇', 2, 15_000],
			['部门', 1, 9000]
		]);
	});
	it('the district is averaged by person, not by unit', () => {
		const ranking = rank([unit(1), unit(2)], [...sat(1, 10_000), ...sat(2, 6000, 6000, 6000)]);
		expect(printed(ranking.totals, rules).average).toBe('70.00');
		expect(ranking).toMatchObject({ unitsSat: 2, excellentUnits: 1 });
	});
	it('refuses a snapshot with a hole', () => {
		expect(() => rank([unit(1, '镇', 9)], [])).toThrow('not in the snapshot');
		expect(() => rank([unit(1)], sat(2, 9000))).toThrow('not in the snapshot');
	});
});

it('names each figure that changed between two versions', () => {
	const units = [unit(1), unit(2)];
	const first = sat(1, 8999);
	const other = sat(2, 8000);
	const side = (people: Participant[]) => ({ input: { rules, units, people }, ranking: rank(units, people) });
	const raised = first.map((one) => ({ ...one, attempts: one.attempts.map((sat) => ({ ...sat, points: 9000 })) }));
	const { differences, people } = compareSnapshots(side([...first, ...other]), side([...raised, ...other]));
	expect(people).toBe(1);
	expect(differences.filter((one) => one.unitId === 1).map((one) => [one.measure, one.before, one.after])).toEqual([
		['average', '89.99', '90.00'],
		['excellentRate', '0.00', '100.00'],
		['highest', '89.99', '90'],
		['lowest', '89.99', '90'],
		['excellent', '0', '1']
	]);
	expect(differences.some((one) => one.unitId === 2)).toBe(false);
});
