import type { Locale } from '#i18n/area.ts';
import { averageOver, type Figures, type RankingRules } from '../ranking/figures.ts';
import type { RankedUnit } from '../ranking/ranking.ts';
import { printed, type PrintedFigures } from '../ranking/snapshot.ts';
import { unitNote } from './unit-table.ts';

/** A group's figures as a page shows them: counts, and printed rates with — where there are none. */
export interface FigureLine extends Pick<
	Figures,
	| 'roster'
	| 'required'
	| 'sat'
	| 'absent'
	| 'exempt'
	| 'deferred'
	| 'voluntary'
	| 'blank'
	| 'passed'
	| 'good'
	| 'excellent'
	| 'fullMarks'
> {
	readonly printed: { readonly [Name in keyof PrintedFigures]: string };
	/** Average in hundredths, for drawing only; null when nobody sat. */
	readonly drawn: number | null;
}

export function figureLine(figures: Figures, rules: RankingRules): FigureLine {
	const { roster, required, sat, absent, exempt, deferred, voluntary, blank, passed, good, excellent, fullMarks } =
		figures;
	const texts = Object.entries(printed(figures, rules)).map(([name, text]) => [name, text ?? '—']);
	return {
		...{ roster, required, sat, absent, exempt, deferred, voluntary, blank, passed, good, excellent, fullMarks },
		printed: Object.fromEntries(texts) as FigureLine['printed'],
		drawn: sat === 0 ? null : Math.round(figures.sum / averageOver(figures, rules.basis))
	};
}

export interface UnitLine extends FigureLine {
	readonly unitId: number;
	readonly name: string;
	readonly shortName: string;
	readonly category: string;
	readonly rank: number | null;
	readonly rankOverall: number | null;
	readonly isExcellent: boolean;
	readonly note: string;
}

export const unitLine = (row: RankedUnit, rules: RankingRules, locale: Locale): UnitLine => ({
	...figureLine(row.figures, rules),
	unitId: row.unit.unitId,
	name: row.unit.name,
	shortName: row.unit.shortName,
	category: row.unit.category,
	rank: row.rank,
	rankOverall: row.rankOverall,
	isExcellent: row.excellent,
	note: unitNote(row, locale)
});
