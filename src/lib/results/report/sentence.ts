import { formatPoints } from '#lib/base/core/points.ts';
import type { Locale } from '#i18n/area.ts';
import { results } from '#i18n/results.ts';
import type { RankingRules } from '../ranking/figures.ts';
import type { Ranking } from '../ranking/ranking.ts';
import { printed } from '../ranking/snapshot.ts';

/** The sentence of the circular (domain.md §2.4): units, people, participation, average, excellent units. */
export function summarySentence(ranking: Ranking, rules: RankingRules, locale: Locale): string {
	const t = results(locale);
	const { participationRate, average } = printed(ranking.totals, rules);
	if (participationRate === undefined || average === undefined) return t.sentenceNobody;
	const line = formatPoints(rules.excellentLine);
	return t.sentence(
		ranking.unitsSat,
		ranking.totals.sat,
		participationRate,
		average,
		ranking.excellentUnits,
		line,
		rules.minParticipation.numerator > 0 || rules.minSat > 1
	);
}
