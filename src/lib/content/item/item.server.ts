import type { ItemBankId, ItemId, ItemVersionId } from '#lib/base/core/ids.ts';
import type { Db, Trx } from '#lib/base/db/schema.ts';
import type { ItemContent, ItemKind, PartKey } from './item.ts';

/** Parameters one SQLite statement may carry, with room for others. */
const chunkSize = 5000;

export function chunks<Value>(values: readonly Value[], size = chunkSize): (readonly Value[])[] {
	const result: (readonly Value[])[] = [];
	for (let start = 0; start < values.length; start += size) result.push(values.slice(start, start + size));
	return result;
}

/** An item version without its key. Of this only `content` and `kind` belong on a candidate's page. */
export interface ServedItem {
	readonly kind: ItemKind;
	readonly content: ItemContent;
	readonly lockOptionOrder: boolean;
	readonly lawTitle: string;
	/** Articles cited, e.g. `第七十四条、第七十七条`; '' when none. */
	readonly article: string;
	readonly difficulty: number;
	readonly itemCode: string;
}

/** The contents of versions, current or not; ids that do not exist are absent from the map. */
export async function loadContents(
	db: Db,
	versionIds: readonly ItemVersionId[]
): Promise<Map<ItemVersionId, ServedItem>> {
	const found = new Map<ItemVersionId, ServedItem>();
	for (const ids of chunks([...new Set(versionIds)])) {
		const rows = await db
			.selectFrom('itemVersion')
			.innerJoin('item', 'item.id', 'itemVersion.itemId')
			.leftJoin('lawEdition', 'lawEdition.id', 'itemVersion.lawEditionId')
			.leftJoin('law', 'law.id', 'lawEdition.lawId')
			.where('itemVersion.id', 'in', ids)
			.select(['itemVersion.id', 'itemVersion.kind', 'content', 'lockOptionOrder', 'article', 'difficulty'])
			.select(['item.code', 'law.title'])
			.execute();
		for (const row of rows)
			found.set(row.id, {
				kind: row.kind,
				content: JSON.parse(row.content) as ItemContent,
				lockOptionOrder: row.lockOptionOrder === 1,
				lawTitle: row.title ?? '',
				article: row.article,
				difficulty: row.difficulty,
				itemCode: row.code
			});
	}
	return found;
}

/**
 * The keys of versions, one per part in order. Never called on behalf of a candidate before the keys' time: scoring,
 * editors and the feedback after the last window only.
 */
export async function loadKeys(
	db: Db,
	versionIds: readonly ItemVersionId[]
): Promise<Map<ItemVersionId, readonly PartKey[]>> {
	const found = new Map<ItemVersionId, PartKey[]>();
	for (const ids of chunks([...new Set(versionIds)])) {
		const rows = await db
			.selectFrom('itemKey')
			.where('itemVersionId', 'in', ids)
			.select(['itemVersionId', 'correct', 'explanation'])
			.orderBy('itemVersionId')
			.orderBy('part')
			.execute();
		for (const row of rows) {
			const keys = found.get(row.itemVersionId) ?? [];
			keys.push({ correct: JSON.parse(row.correct) as string[], explanation: row.explanation });
			found.set(row.itemVersionId, keys);
		}
	}
	return found;
}

/** An item that a paper may draw: the current version of an item that is not retired. */
export interface PoolItem {
	readonly itemVersionId: ItemVersionId;
	readonly itemId: ItemId;
	readonly kind: ItemKind;
	readonly lawId: number | null;
	readonly difficulty: number;
	readonly parts: number;
	/** Two items with one key ask the same question. */
	readonly stemKey: string;
	readonly lockOptionOrder: boolean;
}

/** The pool of some banks, in a fixed order (bank, code), so that a seeded draw is repeatable. */
export async function availableItems(
	db: Db,
	{ bankIds }: { readonly bankIds: readonly ItemBankId[] }
): Promise<readonly PoolItem[]> {
	if (bankIds.length === 0) return [];
	const rows = await db
		.selectFrom('item')
		.innerJoin('itemVersion', 'itemVersion.id', 'item.currentVersionId')
		.leftJoin('lawEdition', 'lawEdition.id', 'itemVersion.lawEditionId')
		.where('item.bankId', 'in', bankIds)
		.where('item.retiredAt', 'is', null)
		.select([
			'itemVersion.id',
			'itemVersion.itemId',
			'kind',
			'lawId',
			'difficulty',
			'parts',
			'stemKey',
			'lockOptionOrder'
		])
		.orderBy('item.bankId')
		.orderBy('item.code')
		.execute();
	return rows.map((row) => ({
		itemVersionId: row.id,
		itemId: row.itemId,
		kind: row.kind,
		lawId: row.lawId,
		difficulty: row.difficulty,
		parts: row.parts,
		stemKey: row.stemKey,
		lockOptionOrder: row.lockOptionOrder === 1
	}));
}

/** Freezes versions that enter a paper: from now on they are never edited or withdrawn. Idempotent. */
export async function markUsed(trx: Trx, versionIds: readonly ItemVersionId[], now: number): Promise<void> {
	for (const ids of chunks([...new Set(versionIds)]))
		await trx
			.updateTable('itemVersion')
			.set({ usedAt: now })
			.where('id', 'in', ids)
			.where('usedAt', 'is', null)
			.execute();
}
