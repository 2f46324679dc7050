import { fail, redirect } from '@sveltejs/kit';
import { describeListFault } from '#i18n/list-faults.ts';
import { may } from '#lib/base/core/permit.ts';
import { isParty, standing, stateOf } from '#lib/study/list/list.ts';
import { createList, listLists, unitCategories } from '#lib/study/list/list.server.ts';
import { headOf } from './list-door.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ url, locals: { db, viewer } }) => {
	const mayPlan = viewer !== null && may(viewer, 'study.plan');
	const lists = (await listLists(db)).map(({ entries, ...list }) => {
		const own = standing(entries);
		const party = own.filter(isParty).length;
		return { ...list, state: stateOf(list), party, other: own.length - party };
	});
	const imported = Number(url.searchParams.get('imported'));
	return {
		lists: lists.filter(({ state }) => mayPlan || state !== 'draft'),
		categories: await unitCategories(db),
		imported: Number.isSafeInteger(imported) && imported > 0 ? imported : null,
		mayPlan
	};
};

export const actions: Actions = {
	create: async ({ request, locals: { db, viewer, now, locale } }) => {
		if (!viewer) redirect(303, '/login');
		const head = headOf(await request.formData());
		const outcome = await createList(db, viewer, head, now());
		if (!outcome.ok) return fail(409, { problem: describeListFault(locale, outcome.reason, outcome.detail), head });
		redirect(303, `/bureau/lists/${outcome.value}/edit`);
	}
};
