import { error, fail, redirect } from '@sveltejs/kit';
import { formatDay } from '#lib/base/core/clock.ts';
import { parseId } from '#lib/base/core/ids.ts';
import { amendedItems } from '#lib/content/item/amended.server.ts';
import { retireItem } from '#lib/content/item/edit.server.ts';
import { readItem } from '#lib/content/item/read.server.ts';
import { listEditions } from '#lib/content/law/law.server.ts';
import { typed } from '../../../bank-door.ts';
import type { Actions, PageServerLoad } from './$types';

const itemOf = (parameter: string) => parseId<'item'>(parameter) ?? error(404, 'notFound');

export const load: PageServerLoad = async ({ params, locals: { db, viewer, now } }) => {
	if (!viewer) redirect(303, '/login');
	const found = await readItem(db, viewer, itemOf(params.item));
	if (!found.ok || String(found.value.bank.id) !== params.bank) error(404, 'notFound');
	const { bank, versions } = found.value;
	const [current] = versions;
	if (!current) error(404, 'notFound');
	const editions = await listEditions(db);
	const names = Object.fromEntries(
		editions.map((edition) => [edition.lawEditionId, `${edition.title}（${edition.label}）`])
	);
	const amended = (await amendedItems(db, formatDay(now()), [bank.id])).get(current.itemVersionId)?.places ?? [];
	return { bank, amended, versions, code: current.code, retiredAt: current.retiredAt, editionNames: names };
};

export const actions: Actions = {
	retire: async ({ params, request, locals: { db, viewer, now } }) => {
		if (!viewer) redirect(303, '/login');
		const retired = typed(await request.formData(), 'retired') === 'yes';
		const outcome = await retireItem(db, viewer, itemOf(params.item), retired, now());
		if (!outcome.ok) return fail(400, { reason: outcome.reason });
		redirect(303, `/bureau/banks/${params.bank}/items/${params.item}`);
	}
};
