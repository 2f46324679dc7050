import { error, fail, redirect } from '@sveltejs/kit';
import { month as words } from '#i18n/month.ts';
import { parseId } from '#lib/base/core/ids.ts';
import { openSet } from '#lib/study/practice/set.server.ts';
import { catchUpOf } from '#lib/study/session/person.server.ts';
import type { Actions, PageServerLoad } from './$types';

/** Before making up for a missed session: its laws, and what the quiz will count as. 404 for sessions one did not miss. */
export const load: PageServerLoad = async ({ params, locals: { db, viewer } }) => {
	const sessionId = parseId<'session'>(params.session) ?? error(404, 'notFound');
	const outcome = await catchUpOf(db, viewer?.personId ?? error(404, 'notFound'), sessionId);
	if (!outcome.ok) error(404, 'notFound');
	return { catchUp: outcome.value };
};

export const actions: Actions = {
	default: async ({ params, locals: { db, viewer, now, locale } }) => {
		const personId = viewer?.personId ?? error(404, 'notFound');
		const sessionId = parseId<'session'>(params.session) ?? error(404, 'notFound');
		const session = await catchUpOf(db, personId, sessionId);
		if (!session.ok) error(404, 'notFound');
		const lawIds = session.value.laws.map(({ lawId }) => lawId);
		const outcome = await openSet(db, personId, { kind: 'catchUp', sessionId, lawIds }, now());
		if (outcome.ok) redirect(303, `/practice/${outcome.value}`);
		const t = words(locale);
		return fail(409, { problem: outcome.reason === 'tooMany' ? t.refusedTooMany : t.refusedNoItems });
	}
};
