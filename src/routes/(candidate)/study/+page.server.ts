import { formatDay } from '#lib/base/core/clock.ts';
import { listsFor } from '#lib/study/list/own.server.ts';
import { findPlan, listPlanYears } from '#lib/study/month/plan.server.ts';
import { monthProgress, practiceOverview } from '#lib/study/practice/overview.server.ts';
import type { PageServerLoad } from './$types';

/** The plan of a published year, with what the person has done of it. */
export const load: PageServerLoad = async ({ url, locals: { db, viewer, now } }) => {
	const today = formatDay(now());
	const [thisYear, thisMonth] = [Number(today.slice(0, 4)), Number(today.slice(5, 7))];
	const years = (await listPlanYears(db)).filter(({ publishedAt }) => publishedAt !== null).map(({ year }) => year);
	const wanted = Number(url.searchParams.get('year'));
	const year = [wanted, thisYear].find((one) => years.includes(one)) ?? years[0];
	const plan = year === undefined ? undefined : await findPlan(db, year);
	const personId = viewer?.personId ?? null;
	const months = plan?.months ?? [];
	const ids = months.map(({ id }) => id);
	const progress = personId === null ? new Map() : await monthProgress(db, personId, ids);
	const practice = personId === null ? null : await practiceOverview(db, personId, now());
	return {
		hasLists: personId !== null && (await listsFor(db, personId, now())).length > 0,
		plan: plan && { year: plan.year, title: plan.title },
		years,
		months: months.map((month) => ({ ...month, progress: progress.get(month.id) ?? null })),
		current: plan?.year === thisYear ? thisMonth : null,
		practice: practice && { due: practice.due, offered: practice.offered, nextDay: practice.nextDay }
	};
};
