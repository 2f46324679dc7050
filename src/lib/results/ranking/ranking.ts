import type { UnitId } from '#lib/base/core/ids.ts';
import { reaches } from '#lib/base/core/points.ts';
import {
	averageOver,
	type Figures,
	figuresOf,
	type Participant,
	personResult,
	type PersonResult,
	type RankingRules
} from './figures.ts';

/** A unit as the exam's snapshot holds it. */
export interface SnapshotUnit {
	readonly unitId: UnitId;
	readonly code: string;
	readonly parentId: UnitId | null;
	/** The unit that people of this unit count for; itself when it reports for itself. */
	readonly reportingUnitId: UnitId;
	readonly name: string;
	readonly shortName: string;
	readonly category: string;
	readonly sortOrder: number;
}

/** Everything a ranking is made of; the same input gives the same ranking for ever. */
export interface RankingInput {
	readonly rules: RankingRules;
	readonly units: readonly SnapshotUnit[];
	readonly people: readonly Participant[];
}

/** Why a unit has no rank (不参与排名). */
export type Unranked = 'nobodyRequired' | 'nobodySat' | 'fewSat';

export interface RankedUnit {
	readonly unit: SnapshotUnit;
	readonly figures: Figures;
	/** Within the category: 1, 2, 2, 4; null with the reason beside. */
	readonly rank: number | null;
	/** Among all ranked units of the district. */
	readonly rankOverall: number | null;
	readonly unranked: Unranked | null;
	/** 优秀单位: average reaches the line, participation and number of persons reach the conditions. */
	readonly excellent: boolean;
}

export interface Category {
	readonly name: string;
	readonly figures: Figures;
	readonly ranked: number;
}

export interface Ranking {
	/** By category, within it by rank, unranked last, equals in official order. */
	readonly units: readonly RankedUnit[];
	readonly categories: readonly Category[];
	/** By person over all units, never the mean of unit means. */
	readonly totals: Figures;
	/** Units with at least one person who sat. */
	readonly unitsSat: number;
	readonly excellentUnits: number;
}

/** The unit each person counts for, by the snapshot's roll-up. @throws when the snapshot lacks that unit */
export function reportingUnits(units: readonly SnapshotUnit[]): ReadonlyMap<UnitId, SnapshotUnit> {
	const byId = new Map(units.map((unit) => [unit.unitId, unit]));
	const pairs = units.map((unit): [UnitId, SnapshotUnit] => {
		const reporting = byId.get(unit.reportingUnitId);
		if (!reporting) throw new Error(`unit ${unit.unitId} reports to unit ${unit.reportingUnitId}, not in the snapshot`);
		return [unit.unitId, reporting];
	});
	return new Map(pairs);
}

/** Results of all people by reporting unit. @throws when a person's unit is not in the snapshot */
export function resultsByUnit({ rules, units, people }: RankingInput): ReadonlyMap<UnitId, readonly PersonResult[]> {
	const reporting = reportingUnits(units);
	const groups = new Map<UnitId, PersonResult[]>();
	for (const unit of reporting.values()) groups.set(unit.unitId, groups.get(unit.unitId) ?? []);
	for (const person of people) {
		const unit = reporting.get(person.unitId);
		if (!unit) throw new Error(`enrolment ${person.enrolmentId} is in unit ${person.unitId}, not in the snapshot`);
		groups.get(unit.unitId)?.push(personResult(person, rules));
	}
	return groups;
}

/** Ranks the reporting units exactly as domain.md §2.2; every comparison is made in integers. */
export function rankUnits(input: RankingInput): Ranking {
	const { rules } = input;
	const groups = resultsByUnit(input);
	const rows = input.units
		.filter((unit) => groups.has(unit.unitId))
		.map((unit) => ({ unit, figures: figuresOf(groups.get(unit.unitId) ?? [], rules.bands) }))
		.map((row) => ({
			...row,
			unranked: unrankedBecause(row.figures, rules),
			excellent: isExcellent(row.figures, rules)
		}))
		.sort((a, b) => officialOrder(a.unit, b.unit));
	const names = [...new Set(rows.map((row) => row.unit.category))];
	const overall = competitionRanks(rows, rules);
	const units = names.flatMap((name) => {
		const members = rows.filter((row) => row.unit.category === name);
		const ranks = competitionRanks(members, rules);
		return members
			.map((row) => ({ ...row, rank: ranks.get(row.unit.unitId) ?? null }))
			.map((row): RankedUnit => ({ ...row, rankOverall: overall.get(row.unit.unitId) ?? null }))
			.sort((a, b) => (a.rank ?? Infinity) - (b.rank ?? Infinity) || officialOrder(a.unit, b.unit));
	});
	const everyone = (members: readonly { unit: SnapshotUnit }[]) =>
		figuresOf(
			members.flatMap((row) => groups.get(row.unit.unitId) ?? []),
			rules.bands
		);
	return {
		units,
		categories: names.map((name) => {
			const members = units.filter((row) => row.unit.category === name);
			return { name, figures: everyone(members), ranked: members.filter((row) => row.rank !== null).length };
		}),
		totals: everyone(units),
		unitsSat: units.filter((row) => row.figures.sat > 0).length,
		excellentUnits: units.filter((row) => row.excellent).length
	};
}

const officialOrder = (a: SnapshotUnit, b: SnapshotUnit): number => a.sortOrder - b.sortOrder || a.unitId - b.unitId;

function unrankedBecause(figures: Figures, rules: RankingRules): Unranked | null {
	if (figures.required === 0) return 'nobodyRequired';
	if (figures.sat === 0) return 'nobodySat';
	return figures.sat < rules.minSat ? 'fewSat' : null;
}

/** Σ ≥ line·n, 实考/应考 ≥ condition and 实考 ≥ least number: all inclusive, none by a rounded number. */
export function isExcellent(figures: Figures, rules: RankingRules): boolean {
	const { numerator, denominator } = rules.minParticipation;
	return (
		figures.sat > 0 &&
		figures.sat >= rules.minSat &&
		figures.sat * denominator >= numerator * figures.required &&
		reaches(figures.sum, averageOver(figures, rules.basis), rules.excellentLine)
	);
}

interface Contender {
	readonly unit: SnapshotUnit;
	readonly figures: Figures;
	readonly unranked: Unranked | null;
}

/** Competition ranks 1, 2, 2, 4 of those that are ranked at all. */
function competitionRanks(rows: readonly Contender[], rules: RankingRules): ReadonlyMap<UnitId, number> {
	const contenders = rows.filter((row) => row.unranked === null);
	const sorted = [...contenders].sort((a, b) => compareFigures(a.figures, b.figures, rules.basis));
	const ranks = new Map<UnitId, number>();
	let rank = 0;
	for (const [index, row] of sorted.entries()) {
		const before = sorted[index - 1];
		if (!before || compareFigures(before.figures, row.figures, rules.basis) !== 0) rank = index + 1;
		ranks.set(row.unit.unitId, rank);
	}
	return ranks;
}

/** Better first: average → participation rate → excellent rate → number of full marks. 0 means 并列. */
export function compareFigures(a: Figures, b: Figures, basis: RankingRules['basis']): number {
	return (
		compareRatios(b.sum, averageOver(b, basis), a.sum, averageOver(a, basis)) ||
		compareRatios(b.sat, b.required, a.sat, a.required) ||
		compareRatios(b.excellent, b.sat, a.excellent, a.sat) ||
		b.fullMarks - a.fullMarks
	);
}

/** Sign of p/q − r/s by cross-multiplication; q and s above 0. */
function compareRatios(p: number, q: number, r: number, s: number): number {
	const difference = BigInt(p) * BigInt(s) - BigInt(r) * BigInt(q);
	return difference > 0n ? 1 : difference < 0n ? -1 : 0;
}
