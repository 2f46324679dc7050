import { fail, redirect } from '@sveltejs/kit';
import { describeListFault } from '#i18n/list-faults.ts';
import { parseId } from '#lib/base/core/ids.ts';
import { may, mayEverywhere } from '#lib/base/core/permit.ts';
import { lawLinks } from '#lib/study/list/links.server.ts';
import { isParty, onSide, parseSide, standing, stateOf } from '#lib/study/list/list.ts';
import { setListState } from '#lib/study/list/list.server.ts';
import { typed } from '../../banks/bank-door.ts';
import { listOfPath } from '../list-door.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, url, locals: { db, viewer, now } }) => {
	const list = await listOfPath(db, viewer, params.list);
	const side = parseSide(url.searchParams.get('side'));
	const all = standing(list.entries);
	const entries = all.filter((entry) => onSide(entry, side));
	const lawIds = entries.flatMap(({ lawId }) => lawId ?? []);
	const { entries: _entries, ...head } = list;
	return {
		list: { ...head, state: stateOf(list) },
		entries,
		counts: { all: all.length, party: all.filter(isParty).length },
		awaited: entries.filter(({ lawId }) => lawId === null).length,
		side,
		links: viewer ? await lawLinks(db, viewer, lawIds, now()) : new Map(),
		mayPlan: viewer !== null && may(viewer, 'study.plan'),
		seesSessions: viewer !== null && mayEverywhere(viewer, 'sessions.read')
	};
};

export const actions: Actions = {
	state: async ({ params, request, locals: { db, viewer, now, locale } }) => {
		if (!viewer) redirect(303, '/login');
		const state = typed(await request.formData(), 'state') === 'active' ? 'active' : 'retired';
		const listId = parseId<'list'>(params.list);
		const outcome = listId && (await setListState(db, viewer, listId, state, now()));
		if (!outcome || !outcome.ok) {
			const { reason, detail } = outcome || { reason: 'gone' as const, detail: undefined };
			return fail(409, { problem: describeListFault(locale, reason, detail) });
		}
		redirect(303, `/bureau/lists/${params.list}`);
	}
};
