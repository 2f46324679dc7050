import type { Db } from '#lib/base/db/schema.ts';
import { monthParts, monthPath } from './eligibility.ts';
import { type PlanProblem, problem } from './plan-problem.ts';
import type { Scheme } from './scheme.ts';

/** Months that no published year plan holds: until one does, nobody can finish them. A warning, for the plan may follow. */
export async function unplannedMonths(db: Db, { eligibility }: Pick<Scheme, 'eligibility'>): Promise<PlanProblem[]> {
	if (eligibility?.kind !== 'months') return [];
	const wanted = eligibility.months.map((month) => monthParts(month));
	const years = [...new Set(wanted.flatMap((parts) => (parts ? [parts.year] : [])))];
	if (years.length === 0) return [];
	const planned = await db
		.selectFrom('planMonth')
		.innerJoin('planYear', 'planYear.year', 'planMonth.year')
		.select(['planMonth.year', 'planMonth.month'])
		.where('planMonth.year', 'in', years)
		.where('planYear.publishedAt', 'is not', null)
		.execute();
	return wanted.flatMap((parts, index) => {
		const known = !parts || planned.some(({ year, month }) => year === parts.year && month === parts.month);
		return known
			? []
			: [problem(monthPath(index), 'monthNotPlanned', { month: eligibility.months[index] ?? '' }, 'warn')];
	});
}
