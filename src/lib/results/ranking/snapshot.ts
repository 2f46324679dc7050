import type { ExamId, ScoringRunId, UnitId } from '#lib/base/core/ids.ts';
import { formatAverage, formatPercent, formatPoints } from '#lib/base/core/points.ts';
import { averageOver, type Figures, personResult, type RankingRules } from './figures.ts';
import type { RankedUnit, Ranking, RankingInput } from './ranking.ts';

/** What a publication keeps for ever: what it was made of and what came out, so that it can be recomputed and opened. */
export interface Snapshot {
	/** Version of this shape. */
	readonly form: 1;
	readonly exam: {
		readonly id: ExamId;
		readonly title: string;
		readonly organiser: string;
		readonly opensAt: number;
		readonly closesAt: number;
	};
	readonly run: {
		readonly id: ScoringRunId;
		/** SHA-256 over all item scores of the run. */
		readonly hash: string;
		readonly attempts: number;
		readonly amendmentsUpto: number;
	};
	readonly input: RankingInput;
	readonly ranking: Ranking;
}

/** The lines an average must not seem to reach by rounding. */
export const linesOf = (rules: RankingRules): readonly number[] => [
	rules.bands.pass,
	rules.bands.good,
	rules.bands.excellent,
	rules.excellentLine
];

/** Figures as people read them; undefined where there is nothing to divide by. Percentages without the sign. */
export interface PrintedFigures {
	readonly participationRate: string | undefined;
	readonly average: string | undefined;
	readonly passRate: string | undefined;
	readonly goodRate: string | undefined;
	readonly excellentRate: string | undefined;
	/** Shares of the bands themselves: 优秀占比 is excellentRate, these are 良好占比 and 合格占比; never called a rate. */
	readonly goodShare: string | undefined;
	readonly passShare: string | undefined;
	readonly highest: string | undefined;
	readonly lowest: string | undefined;
}

export function printed(figures: Figures, rules: RankingRules): PrintedFigures {
	const { sat, required, passed, good, excellent, highest, lowest } = figures;
	// Nobody sat: over all required the sum of nothing would print as 0 and pass for a result.
	const divisor = sat === 0 ? 0 : averageOver(figures, rules.basis);
	return {
		participationRate: formatPercent(sat, required),
		average: formatAverage(figures.sum, divisor, linesOf(rules)),
		passRate: formatPercent(passed, sat),
		goodRate: formatPercent(good, sat),
		excellentRate: formatPercent(excellent, sat),
		goodShare: formatPercent(good - excellent, sat),
		passShare: formatPercent(passed - good, sat),
		highest: highest === null ? undefined : formatPoints(highest),
		lowest: lowest === null ? undefined : formatPoints(lowest)
	};
}

/** The measures that a list of differences compares, by name. */
export const comparedMeasures = [
	'required',
	'sat',
	'absent',
	'exempt',
	'deferred',
	'voluntary',
	'average',
	'participationRate',
	'passRate',
	'goodRate',
	'excellentRate',
	'fullMarks',
	'highest',
	'lowest',
	'rank',
	'excellent'
] as const;
export type Measure = (typeof comparedMeasures)[number];

export interface Difference {
	/** null: the district as a whole. */
	readonly unitId: UnitId | null;
	readonly unit: string;
	readonly measure: Measure;
	/** As printed; '' where there is none (no rank, nothing to divide by, unit not listed). */
	readonly before: string;
	readonly after: string;
}

export interface Comparison {
	readonly differences: readonly Difference[];
	/** Persons whose counted result changed, appeared or went. */
	readonly people: number;
}

type Side = Pick<Snapshot, 'input' | 'ranking'>;

/** What changed from one publication to the next, unit by unit and measure by measure, as printed. */
export function compareSnapshots(before: Side, after: Side): Comparison {
	const old = new Map(before.ranking.units.map((row) => [row.unit.unitId, row]));
	const now = new Map(after.ranking.units.map((row) => [row.unit.unitId, row]));
	const ids = [...new Set([...now.keys(), ...old.keys()])];
	const district = measureDifferences(
		{ unitId: null, unit: '' },
		measuresOf(before.ranking.totals, before.input.rules),
		measuresOf(after.ranking.totals, after.input.rules)
	);
	const units = ids.flatMap((unitId) => {
		const [was, is] = [old.get(unitId), now.get(unitId)];
		const unit = (is ?? was)?.unit.name ?? '';
		return measureDifferences(
			{ unitId, unit },
			was ? rowMeasures(was, before.input.rules) : {},
			is ? rowMeasures(is, after.input.rules) : {}
		);
	});
	return { differences: [...district, ...units], people: changedPeople(before.input, after.input) };
}

type Measures = Partial<Record<Measure, string>>;

function measuresOf(figures: Figures, rules: RankingRules): Measures {
	const { average, participationRate, passRate, goodRate, excellentRate, highest, lowest } = printed(figures, rules);
	const { required, sat, absent, exempt, deferred, voluntary, fullMarks } = figures;
	const counts = { required, sat, absent, exempt, deferred, voluntary, fullMarks };
	return {
		...Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, String(count)])),
		average: average ?? '',
		participationRate: participationRate ?? '',
		passRate: passRate ?? '',
		goodRate: goodRate ?? '',
		excellentRate: excellentRate ?? '',
		highest: highest ?? '',
		lowest: lowest ?? ''
	};
}

const rowMeasures = (row: RankedUnit, rules: RankingRules): Measures => ({
	...measuresOf(row.figures, rules),
	rank: row.rank === null ? '' : String(row.rank),
	excellent: row.excellent ? '1' : '0'
});

function measureDifferences(
	whose: { readonly unitId: UnitId | null; readonly unit: string },
	before: Measures,
	after: Measures
): Difference[] {
	return comparedMeasures
		.map((measure) => ({ ...whose, measure, before: before[measure] ?? '', after: after[measure] ?? '' }))
		.filter((difference) => difference.before !== difference.after);
}

function changedPeople(before: RankingInput, after: RankingInput): number {
	const resultOf = ({ people, rules }: RankingInput) =>
		new Map(
			people.map((person) => {
				const { turnout, counted } = personResult(person, rules);
				return [person.enrolmentId, `${turnout} ${counted?.points ?? ''} ${counted?.maxPoints ?? ''}`];
			})
		);
	const [old, now] = [resultOf(before), resultOf(after)];
	return [...new Set([...old.keys(), ...now.keys()])].filter((id) => old.get(id) !== now.get(id)).length;
}
