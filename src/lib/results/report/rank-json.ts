import { isoInstant } from '#lib/base/core/clock.ts';
import { formatHundredths } from '#lib/base/core/points.ts';
import { averageOver, type Figures, type RankingRules } from '../ranking/figures.ts';
import type { RankedUnit } from '../ranking/ranking.ts';
import type { RankingView } from '../ranking/ranking.server.ts';
import { printed } from '../ranking/snapshot.ts';

/**
 * The figures of one group as `xuefa rank --json` gives them. Counts are persons; rates and marks are strings with two
 * decimals, null where there is nothing to divide by.
 */
export function figuresJson(figures: Figures, rules: RankingRules) {
	const { required, sat, absent, exempt, deferred, voluntary, roster, voluntarySat, blank } = figures;
	const { participationRate, average, passRate, goodRate, excellentRate, goodShare, passShare } = printed(
		figures,
		rules
	);
	const denominator = averageOver(figures, rules.basis);
	return {
		required,
		sat,
		absent,
		exempt,
		deferred,
		voluntary,
		roster,
		voluntarySat,
		blank,
		participationRate: participationRate ?? null,
		average: average ?? null,
		/** Σ of points in hundredths over persons; null when nobody sat. */
		averageExact: average === undefined ? null : { numerator: figures.sum, denominator },
		sum: figures.sum,
		passRate: passRate ?? null,
		goodRate: goodRate ?? null,
		excellentRate: excellentRate ?? null,
		goodShare: goodShare ?? null,
		passShare: passShare ?? null,
		passed: figures.passed,
		good: figures.good,
		excellentPersons: figures.excellent,
		fullMarks: figures.fullMarks,
		highest: figures.highest === null ? null : formatHundredths(figures.highest),
		lowest: figures.lowest === null ? null : formatHundredths(figures.lowest)
	};
}

const unitJson = (row: RankedUnit, rules: RankingRules) => ({
	code: row.unit.code,
	unit: row.unit.name,
	shortName: row.unit.shortName,
	category: row.unit.category,
	...figuresJson(row.figures, rules),
	excellent: row.excellent,
	rank: row.rank,
	rankOverall: row.rankOverall,
	unranked: row.unranked
});

/** The whole answer of `xuefa rank --json`; with a category, its units and its figures as totals. */
export function rankJson({ exam, publication, run, input, ranking }: RankingView, category?: string) {
	const { rules } = input;
	const units = ranking.units.filter((row) => category === undefined || row.unit.category === category);
	const within = ranking.categories.find((one) => one.name === category);
	return {
		exam: { id: exam.id, title: exam.title },
		source: publication ? 'publication' : 'preview',
		publication: publication && {
			no: publication.no,
			at: isoInstant(publication.at),
			reason: publication.reason,
			hash: publication.snapshotHash,
			runId: publication.runId
		},
		runId: publication?.runId ?? run?.id ?? null,
		basis: rules.basis,
		counts: rules.counts,
		blank: rules.blank,
		lines: {
			pass: formatHundredths(rules.bands.pass),
			good: formatHundredths(rules.bands.good),
			excellent: formatHundredths(rules.bands.excellent),
			excellentUnit: formatHundredths(rules.excellentLine)
		},
		conditions: { minSat: rules.minSat, minParticipation: rules.minParticipation },
		category: category ?? null,
		totals: {
			...figuresJson(within?.figures ?? ranking.totals, rules),
			units: units.length,
			unitsSat: units.filter((row) => row.figures.sat > 0).length,
			excellentUnits: units.filter((row) => row.excellent).length
		},
		categories: ranking.categories.map((one) => ({
			category: one.name,
			ranked: one.ranked,
			...figuresJson(one.figures, rules)
		})),
		units: units.map((row) => unitJson(row, rules))
	};
}

export type RankJson = ReturnType<typeof rankJson>;
