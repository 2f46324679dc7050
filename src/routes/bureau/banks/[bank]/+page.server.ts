import { formatDay } from '#lib/base/core/clock.ts';
import { amendedItems } from '#lib/content/item/amended.server.ts';
import { facetsOf, listItems } from '#lib/content/item/find.server.ts';
import { readKeys } from '#lib/content/item/read.server.ts';
import { listBatches } from '#lib/content/item/undo.server.ts';
import { bankOfPath } from '../bank-door.ts';
import { filterOf } from '../item-filter.ts';
import type { PageServerLoad } from './$types';

const pageSize = 20;

export const load: PageServerLoad = async ({ params, url, locals: { db, viewer, now } }) => {
	const bank = await bankOfPath(db, params.bank);
	const amended = await amendedItems(db, formatDay(now()), [bank.id]);
	const onlyAmended = url.searchParams.get('amended') === '1';
	const filter = { ...filterOf(url.searchParams), only: onlyAmended ? [...amended.keys()] : null };
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
		amended: amended.size,
		onlyAmended,
		page,
		pages,
		total,
		facets: await facetsOf(db, bank.id),
		items: items.map((item) => ({
			...item,
			keys: keys.get(item.itemVersionId) ?? null,
			isAmended: amended.has(item.itemVersionId)
		})),
		wantsKeys,
		batches: await listBatches(db, bank.id)
	};
};
