import { fail, redirect } from '@sveltejs/kit';
import { describePlanFault } from '#i18n/plan-faults.ts';
import { formatDay } from '#lib/base/core/clock.ts';
import { may } from '#lib/base/core/permit.ts';
import { copyPlan, createPlan, findPlan, listPlanYears } from '#lib/study/month/plan.server.ts';
import { typed } from '../banks/bank-door.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { db, viewer, now } }) => {
	const years = await listPlanYears(db);
	const plans = await Promise.all(
		years.map(async (plan) => ({ ...plan, months: (await findPlan(db, plan.year))?.months.length ?? 0 }))
	);
	const thisYear = Number(formatDay(now()).slice(0, 4));
	const free = [thisYear, thisYear + 1, (years[0]?.year ?? thisYear) + 1].find(
		(year) => !years.some((plan) => plan.year === year)
	);
	return { plans, free: free ?? thisYear + 2, mayPlan: viewer !== null && may(viewer, 'study.plan') };
};

export const actions: Actions = {
	create: async ({ request, locals: { db, viewer, now, locale } }) => {
		if (!viewer) redirect(303, '/login');
		const form = await request.formData();
		const year = Number(typed(form, 'year'));
		const from = Number(typed(form, 'from'));
		const title = typed(form, 'title') || `${year}年“一月一法”学习计划`;
		const outcome = from
			? await copyPlan(db, viewer, from, year, title, now())
			: await createPlan(db, viewer, year, title, now());
		if (!outcome.ok)
			return fail(409, {
				problem: describePlanFault(locale, outcome.reason, outcome.detail),
				year: typed(form, 'year')
			});
		redirect(303, `/bureau/study/${year}`);
	}
};
