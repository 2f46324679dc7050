import type { CellValue } from '#lib/base/sheet/write.ts';
import { report } from '#i18n/report.ts';
import type { Locale } from '#i18n/area.ts';
import type { Figures, RankingRules } from '../ranking/figures.ts';
import type { Ranking, RankedUnit } from '../ranking/ranking.ts';
import { printed } from '../ranking/snapshot.ts';

export interface Table {
	readonly header: readonly string[];
	readonly rows: readonly (readonly CellValue[])[];
}

/** The note of a unit's row: excellent, or why it has no rank. */
export function unitNote(row: RankedUnit, locale: Locale): string {
	const t = report(locale);
	if (row.unranked) return t[row.unranked];
	return row.excellent ? t.excellent : '';
}

/**
 * 附件1 of a circular (domain.md §2.4) as a table for files, with all counts and the 合计 row. Rates and averages are
 * text exactly as printed, so that no program rounds them anew.
 */
export function unitTable(ranking: Ranking, rules: RankingRules, locale: Locale, category?: string): Table {
	const t = report(locale);
	const units = ranking.units.filter((row) => category === undefined || row.unit.category === category);
	const totals = ranking.categories.find((one) => one.name === category)?.figures ?? ranking.totals;
	const header = [
		...[t.no, t.code, t.unit, t.category, t.required, t.sat, t.absent, t.exempt, t.deferred, t.voluntary],
		...[t.participationRate, t.average, t.passRate, t.goodRate, t.excellentRate, t.fullMarks, t.highest, t.lowest],
		...[t.rank, t.rankOverall, t.note]
	];
	const rows = units.map((row, index) => [
		...[index + 1, row.unit.code, row.unit.name, row.unit.category],
		...figureCells(row.figures, rules),
		...[row.rank, row.rankOverall, unitNote(row, locale)]
	]);
	return { header, rows: [...rows, [null, '', t.total, '', ...figureCells(totals, rules), null, null, '']] };
}

function figureCells(figures: Figures, rules: RankingRules): CellValue[] {
	const { participationRate, average, passRate, goodRate, excellentRate, highest, lowest } = printed(figures, rules);
	const { required, sat, absent, exempt, deferred, voluntary, fullMarks } = figures;
	return [
		...[required, sat, absent, exempt, deferred, voluntary],
		...[participationRate, average, passRate, goodRate, excellentRate].map((text) => text ?? ''),
		...[fullMarks, highest ?? '', lowest ?? '']
	];
}
