import { facetsOf, listItems } from '#lib/content/item/find.server.ts';
import { readKeys } from '#lib/content/item/read.server.ts';
import { listBatches } from '#lib/content/item/undo.server.ts';
import { bankOfPath } from '../bank-door.ts';
import { filterOf } from '../item-filter.ts';
import type { PageServerLoad } from './$types';

const pageSize = 20;

export const load: PageServerLoad = async ({ params, url, locals: { db, viewer } }) => {
	const bank = await bankOfPath(db, params.bank);
	const filter = filterOf(url.searchParams);
	const asked = Math.max(1, Math.trunc(Number(url.searchParams.get('page') ?? 1)) || 1);
	const first = await listItems(db, bank.id, filter, asked, pageSize);
	const pages = Math.max(1, Math.ceil(first.total / pageSize));
	const page = Math.min(asked, pages);
	const { items, total } = page === asked ? first : await listItems(db, bank.id, filter, page, pageSize);
	const wantsKeys = url.searchParams.get('keys') === '1';
	const keys =
		wantsKeys && viewer
			? await readKeys(
					db,
					viewer,
					items.map((item) => item.itemVersionId)
				)
			: new Map();
	return {
		bank,
		filter,
		page,
		pages,
		total,
		facets: await facetsOf(db, bank.id),
		items: items.map((item) => ({ ...item, keys: keys.get(item.itemVersionId) ?? null })),
		wantsKeys,
		batches: await listBatches(db, bank.id)
	};
};
