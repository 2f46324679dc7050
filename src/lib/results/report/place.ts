import type { UnitId } from '#lib/base/core/ids.ts';
import type { Figures, RankingRules } from '../ranking/figures.ts';
import type { Ranking, Unranked } from '../ranking/ranking.ts';
import { printed } from '../ranking/snapshot.ts';

/** Which quarter of the ranked units of its category a unit is in; 1 is the best. */
export type Quarter = 1 | 2 | 3 | 4;

/** What a unit learns of the others: aggregates only, never another unit's figures (domain.md §7, situation 44). */
export interface CategoryPlace {
	readonly category: string;
	readonly figures: Figures;
	readonly excellent: boolean;
	readonly unranked: Unranked | null;
	/** Ranked units of the category. */
	readonly ranked: number;
	/** Average of the category by person; undefined when so few units are ranked that it would give one of them away. */
	readonly categoryAverage: string | undefined;
	/** null under the same condition, or when the unit has no rank. */
	readonly quarter: Quarter | null;
}

/** Fewer ranked units than this, and an average together with one's own tells the others'. */
export const leastForAggregates = 4;

/** null when the unit does not report for itself. */
export function placeOf(ranking: Ranking, unitId: UnitId, rules: RankingRules): CategoryPlace | null {
	const row = ranking.units.find((one) => one.unit.unitId === unitId);
	const category = ranking.categories.find((one) => one.name === row?.unit.category);
	if (!row || !category) return null;
	const enough = category.ranked >= leastForAggregates;
	return {
		category: category.name,
		figures: row.figures,
		excellent: row.excellent,
		unranked: row.unranked,
		ranked: category.ranked,
		categoryAverage: enough ? printed(category.figures, rules).average : undefined,
		quarter: enough && row.rank !== null ? quarterOf(row.rank, category.ranked) : null
	};
}

const quarterOf = (rank: number, ranked: number): Quarter => Math.ceil((rank * 4) / ranked) as Quarter;
