import { may, type Viewer } from '#lib/base/core/permit.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { monthKey } from '#lib/study/month/plan.ts';
import { findPlan, listPlanYears } from '#lib/study/month/plan.server.ts';

/** A month of a year plan that an exam may ask for. */
export interface OfferedMonth {
	readonly key: string;
	readonly laws: readonly string[];
	/** Whether its plan is published; null: in no plan. */
	readonly published: boolean | null;
}

/** The months of the two newest plans that the viewer sees, in order. */
export async function offeredMonths(db: Db, viewer: Viewer | null): Promise<readonly OfferedMonth[]> {
	const plans = viewer !== null && may(viewer, 'study.plan');
	const years = (await listPlanYears(db)).filter(({ publishedAt }) => publishedAt !== null || plans).slice(0, 2);
	const found: OfferedMonth[] = [];
	for (const { year, publishedAt } of years.reverse())
		for (const month of (await findPlan(db, year))?.months ?? [])
			found.push({
				key: monthKey(month),
				laws: month.laws.map(({ shortTitle }) => shortTitle),
				published: publishedAt !== null
			});
	return found;
}
