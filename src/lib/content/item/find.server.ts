import type { ItemBankId, ItemId, ItemVersionId } from '#lib/base/core/ids.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { textKey, type ItemContent, type ItemKind } from './item.ts';

export interface ItemFilter {
	/** Words of the stem, or an item's number. */
	readonly text: string;
	readonly kind: ItemKind | null;
	readonly lawId: number | null;
	readonly difficulty: number | null;
	readonly tag: string;
	readonly retired: boolean;
	/** The versions to choose from, e.g. those that `amendedItems` marks; null: all of the bank. */
	readonly only: readonly ItemVersionId[] | null;
}

export const noFilter: ItemFilter = {
	...{ text: '', kind: null, lawId: null, difficulty: null, tag: '' },
	...{ retired: false, only: null }
};

/** One item in a list: no key. */
export interface ListedItem {
	readonly itemId: ItemId;
	readonly itemVersionId: ItemVersionId;
	readonly code: string;
	readonly kind: ItemKind;
	readonly content: ItemContent;
	readonly lawTitle: string | null;
	readonly editionLabel: string | null;
	readonly article: string;
	readonly difficulty: number;
	readonly tags: readonly string[];
	readonly no: number;
	readonly usedAt: number | null;
	readonly retiredAt: number | null;
}

const escapeLike = (text: string) => text.replace(/[\\%_]/g, '\\$&');

function filtered(db: Db, bankId: ItemBankId, filter: ItemFilter) {
	const stem = textKey(filter.text);
	return db
		.selectFrom('item')
		.innerJoin('itemVersion', 'itemVersion.id', 'item.currentVersionId')
		.leftJoin('lawEdition', 'lawEdition.id', 'itemVersion.lawEditionId')
		.leftJoin('law', 'law.id', 'lawEdition.lawId')
		.where('item.bankId', '=', bankId)
		.where('item.retiredAt', filter.retired ? 'is not' : 'is', null)
		.$if(filter.only !== null, (query) => query.where('itemVersion.id', 'in', filter.only ?? []))
		.$if(filter.kind !== null, (query) => query.where('itemVersion.kind', '=', filter.kind as ItemKind))
		.$if(filter.lawId !== null, (query) => query.where('lawEdition.lawId', '=', filter.lawId as number))
		.$if(filter.difficulty !== null, (query) => query.where('itemVersion.difficulty', '=', filter.difficulty as number))
		.$if(filter.tag !== '', (query) =>
			query.where((where) =>
				where(where.fn<number>('instr', ['itemVersion.tags', where.val(JSON.stringify(filter.tag))]), '>', 0)
			)
		)
		.$if(filter.text.trim() !== '', (query) =>
			query.where((where) =>
				where.or([
					...(stem === '' ? [] : [where(where.fn<number>('instr', ['itemVersion.stemKey', where.val(stem)]), '>', 0)]),
					where('item.code', 'like', `${escapeLike(filter.text.trim())}%`)
				])
			)
		);
}

/** One page of a bank's items by their order in it, and how many there are in all. Pages count from 1. */
export async function listItems(
	db: Db,
	bankId: ItemBankId,
	filter: ItemFilter,
	page: number,
	pageSize = 20
): Promise<{ items: readonly ListedItem[]; total: number }> {
	const { total } = await filtered(db, bankId, filter)
		.select((select) => select.fn.countAll<number>().as('total'))
		.executeTakeFirstOrThrow();
	const rows = await filtered(db, bankId, filter)
		.select(['item.id as itemId', 'itemVersion.id as itemVersionId', 'item.code', 'item.retiredAt'])
		.select(['itemVersion.kind', 'itemVersion.content', 'itemVersion.article', 'itemVersion.difficulty'])
		.select(['itemVersion.tags', 'itemVersion.no', 'itemVersion.usedAt'])
		.select(['law.title as lawTitle', 'lawEdition.label as editionLabel'])
		.orderBy('item.id')
		.limit(pageSize)
		.offset((page - 1) * pageSize)
		.execute();
	const items = rows.map((row) => ({
		...row,
		content: JSON.parse(row.content) as ItemContent,
		tags: JSON.parse(row.tags) as string[]
	}));
	return { items, total };
}

/** Laws and tags that a bank's items bear, for its filters. */
export async function facetsOf(
	db: Db,
	bankId: ItemBankId
): Promise<{ laws: readonly { lawId: number; title: string }[]; tags: readonly string[] }> {
	const laws = await db
		.selectFrom('item')
		.innerJoin('itemVersion', 'itemVersion.id', 'item.currentVersionId')
		.innerJoin('lawEdition', 'lawEdition.id', 'itemVersion.lawEditionId')
		.innerJoin('law', 'law.id', 'lawEdition.lawId')
		.where('item.bankId', '=', bankId)
		.select(['law.id as lawId', 'law.title'])
		.distinct()
		.orderBy('law.title')
		.execute();
	const rows = await db
		.selectFrom('item')
		.innerJoin('itemVersion', 'itemVersion.id', 'item.currentVersionId')
		.where('item.bankId', '=', bankId)
		.select('itemVersion.tags')
		.execute();
	const counts = new Map<string, number>();
	for (const row of rows)
		for (const tag of JSON.parse(row.tags) as string[]) counts.set(tag, (counts.get(tag) ?? 0) + 1);
	const tags = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([tag]) => tag);
	return { laws, tags };
}
