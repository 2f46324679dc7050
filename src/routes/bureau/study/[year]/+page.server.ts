import { error, fail, redirect } from '@sveltejs/kit';
import { describePlanFault } from '#i18n/plan-faults.ts';
import { formatDay } from '#lib/base/core/clock.ts';
import { may } from '#lib/base/core/permit.ts';
import { editionOn } from '#lib/content/law/law.ts';
import { listEditions } from '#lib/content/law/law.server.ts';
import { guidedEditions } from '#lib/study/month/guide.server.ts';
import { findPlan, publishPlan } from '#lib/study/month/plan.server.ts';
import { practicePool } from '#lib/study/practice/pool.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, locals: { db, viewer, now } }) => {
	const plan = (await findPlan(db, Number(params.year))) ?? error(404, 'notFound');
	const editions = await listEditions(db);
	const guided = await guidedEditions(db);
	const pool = await practicePool(db, null, now());
	const today = formatDay(now());
	const ready = (lawId: number) => {
		const own = editions.filter((edition) => edition.lawId === lawId);
		const edition = editionOn(own, today) ?? own.at(-1);
		return {
			questions: pool.filter((item) => item.lawId === lawId).length,
			hasGuide: edition !== undefined && guided.has(edition.lawEditionId)
		};
	};
	const months = Array.from({ length: 12 }, (_, index) => {
		const planned = plan.months.find(({ month }) => month === index + 1);
		return {
			number: index + 1,
			planned: planned && { ...planned, laws: planned.laws.map((law) => ({ ...law, ...ready(law.lawId) })) }
		};
	});
	const { year, title, publishedAt } = plan;
	return { plan: { year, title, publishedAt }, months, mayPlan: viewer !== null && may(viewer, 'study.plan') };
};

export const actions: Actions = {
	publish: async ({ params, request, locals: { db, viewer, now, locale } }) => {
		if (!viewer) redirect(303, '/login');
		const published = (await request.formData()).get('published') === '1';
		const outcome = await publishPlan(db, viewer, Number(params.year), published, now());
		if (!outcome.ok) return fail(409, { problem: describePlanFault(locale, outcome.reason, outcome.detail) });
		redirect(303, `/bureau/study/${params.year}`);
	}
};
