import { listLaws } from '#lib/content/law/law.server.ts';
import { fail, redirect } from '@sveltejs/kit';
import { describeListFault } from '#i18n/list-faults.ts';
import { asId, type ListEntryId, type ListId, parseId } from '#lib/base/core/ids.ts';
import type { Outcome } from '#lib/base/core/outcome.ts';
import {
	addEntry,
	changeEntry,
	type EntryForm,
	moveEntry,
	restoreEntry,
	retireEntry
} from '#lib/study/list/entry.server.ts';
import { formatRange, standing, stateOf } from '#lib/study/list/list.ts';
import { changeList, type ListFault, type ListHead, unitCategories } from '#lib/study/list/list.server.ts';
import { typed } from '../../../banks/bank-door.ts';
import { headOf, listOfPath } from '../../list-door.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async ({ params, url, locals: { db, viewer } }) => {
	const list = await listOfPath(db, viewer, params.list);
	const asked = parseId<'listEntry'>(url.searchParams.get('entry'));
	const entry = standing(list.entries).find(({ id }) => id === asked);
	const { entries, ...head } = list;
	return {
		list: { ...head, state: stateOf(list) },
		entries: standing(entries),
		retired: entries.filter(({ retiredAt }) => retiredAt !== null),
		entry: entry ? { ...entry, articles: formatRange(entry.articles) } : null,
		laws: await listLaws(db),
		categories: await unitCategories(db),
		saved: url.searchParams.has('saved')
	};
};

/** One act on the list of the path, and back to it; what was typed stays beside a refusal. */
async function act(
	{ params, locals: { viewer, locale } }: RequestEvent,
	typedBack: { readonly head?: ListHead; readonly draft?: EntryForm },
	verb: (listId: ListId) => Promise<Outcome<unknown, ListFault>>
) {
	if (!viewer) redirect(303, '/login');
	const outcome = await verb(parseId<'list'>(params.list) ?? asId<'list'>(0));
	if (!outcome.ok)
		return fail(409, { problem: describeListFault(locale, outcome.reason, outcome.detail), ...typedBack });
	redirect(303, `/bureau/lists/${params.list}/edit?saved`);
}

const entryOf = (form: FormData): ListEntryId => parseId<'listEntry'>(typed(form, 'entry')) ?? asId<'listEntry'>(0);

export const actions: Actions = {
	head: async (event) => {
		const { db, viewer, now } = event.locals;
		const head = headOf(await event.request.formData());
		return act(event, { head }, (listId) => changeList(db, viewer!, listId, head, now()));
	},
	add: async (event) => {
		const { db, viewer, now } = event.locals;
		const form = await event.request.formData();
		const entry = { law: typed(form, 'law'), ...restOf(form), kind: typed(form, 'kind') };
		return act(event, { draft: entry }, (listId) => addEntry(db, viewer!, listId, entry, now()));
	},
	change: async (event) => {
		const { db, viewer, now } = event.locals;
		const form = await event.request.formData();
		return act(event, {}, (listId) => changeEntry(db, viewer!, listId, entryOf(form), restOf(form), now()));
	},
	move: async (event) => {
		const { db, viewer, now } = event.locals;
		const form = await event.request.formData();
		const by = typed(form, 'by') === 'up' ? -1 : 1;
		return act(event, {}, (listId) => moveEntry(db, viewer!, listId, entryOf(form), by, now()));
	},
	retire: async (event) => {
		const { db, viewer, now } = event.locals;
		const form = await event.request.formData();
		return act(event, {}, (listId) => retireEntry(db, viewer!, listId, entryOf(form), now()));
	},
	restore: async (event) => {
		const { db, viewer, now } = event.locals;
		const form = await event.request.formData();
		return act(event, {}, (listId) => restoreEntry(db, viewer!, listId, entryOf(form), now()));
	}
};

const restOf = (form: FormData) => ({ articles: typed(form, 'articles'), note: typed(form, 'note') });
