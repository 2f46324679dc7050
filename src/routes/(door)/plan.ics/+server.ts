import { month as words } from '#i18n/month.ts';
import { planCalendar } from '#lib/study/month/calendar.server.ts';
import { findPlan, listPlanYears } from '#lib/study/month/plan.server.ts';
import type { RequestHandler } from './$types';

/** The published plans, for calendars that subscribe: they cannot sign in, and the plan is no secret. */
export const GET: RequestHandler = async ({ url, locals: { db, now, locale } }) => {
	const t = words(locale);
	const years = (await listPlanYears(db)).filter(({ publishedAt }) => publishedAt !== null);
	const plans = await Promise.all(years.map(({ year }) => findPlan(db, year)));
	const body = planCalendar(
		plans.filter((plan) => plan !== undefined),
		{ name: t.feedName, event: t.feedEvent, presenter: t.feedPresenter },
		url.origin,
		now()
	);
	return new Response(body, {
		headers: {
			'content-type': 'text/calendar; charset=utf-8',
			'content-disposition': 'attachment; filename="xuefa-plan.ics"'
		}
	});
};
