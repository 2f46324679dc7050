import { error, fail, redirect } from '@sveltejs/kit';
import { formatDay } from '#lib/base/core/clock.ts';
import { parseId } from '#lib/base/core/ids.ts';
import { listBanks } from '#lib/content/item/bank.server.ts';
import { amendedItems } from '#lib/content/item/amended.server.ts';
import { parseDay, standings } from '#lib/content/law/law.ts';
import { listEditions, stateDays } from '#lib/content/law/law.server.ts';
import { listTexts } from '#lib/content/law/statute.server.ts';
import { typed } from '../../banks/bank-door.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, url, locals: { db, now } }) => {
	const id = parseId<'lawEdition'>(params.edition);
	const editions = await listEditions(db);
	const edition = editions.find(({ lawEditionId }) => lawEditionId === id);
	if (!edition) error(404, 'notFound');
	const marked = [...(await amendedItems(db, formatDay(now()))).values()].filter(({ places }) =>
		places.some(({ current }) => current?.lawEditionId === id)
	);
	const toReview = (await listBanks(db))
		.map(({ id: bankId, name }) => ({ bankId, name, items: marked.filter((one) => one.bankId === bankId).length }))
		.filter(({ items }) => items > 0);
	const own = editions.filter(({ lawId }) => lawId === edition.lawId);
	return {
		edition,
		toReview,
		articles: (await listTexts(db)).get(edition.lawEditionId) ?? 0,
		standing: standings(own, formatDay(now())).get(edition.lawEditionId) ?? 'undated',
		saved: url.searchParams.has('saved')
	};
};

const names = ['adoptedOn', 'inForceOn', 'repealedOn', 'checkedOn'] as const;

export const actions: Actions = {
	default: async ({ params, request, locals: { db, viewer, now } }) => {
		if (!viewer) redirect(303, '/login');
		const id = parseId<'lawEdition'>(params.edition) ?? error(404, 'notFound');
		const form = await request.formData();
		const typedDays = Object.fromEntries(names.map((name) => [name, typed(form, name).trim()]));
		const bad = names.filter((name) => typedDays[name] !== '' && parseDay(typedDays[name] ?? '') === undefined);
		if (bad.length > 0) return fail(400, { bad, typed: typedDays });
		const day = (name: (typeof names)[number]) => parseDay(typedDays[name] ?? '') ?? null;
		const days = {
			adoptedOn: day('adoptedOn'),
			inForceOn: day('inForceOn'),
			repealedOn: day('repealedOn'),
			checkedOn: day('checkedOn')
		};
		const stated = await stateDays(db, viewer, id, days, now());
		if (!stated.ok) error(stated.reason === 'forbidden' ? 403 : 404, 'notFound');
		redirect(303, `/bureau/laws/${params.edition}?saved`);
	}
};
