import { createHash } from 'node:crypto';
import type { ItemBankId, ItemId, ItemVersionId } from '#lib/base/core/ids.ts';
import type { Db, Trx } from '#lib/base/db/schema.ts';
import { canonicalText, stemKeyOf, wholeLabel, type ItemContent, type PartLabel, type WholeItem } from './item.ts';

/** SHA-256 over everything an editor can change: two versions with one hash are the same item. */
export function contentHashOf(whole: WholeItem): string {
	return createHash('sha256').update(canonicalText(whole)).digest('hex');
}

/** Appends the next version of an item and makes it the current one. Earlier versions stay as they are. */
export async function appendVersion(trx: Trx, itemId: ItemId, whole: WholeItem, now: number): Promise<ItemVersionId> {
	const last = await trx
		.selectFrom('itemVersion')
		.where('itemId', '=', itemId)
		.select((select) => select.fn.max('no').as('no'))
		.executeTakeFirst();
	return insertVersion(trx, itemId, (last?.no ?? 0) + 1, whole, now);
}

async function insertVersion(
	trx: Trx,
	itemId: ItemId,
	no: number,
	whole: WholeItem,
	now: number
): Promise<ItemVersionId> {
	const label = wholeLabel(whole.labels);
	const { id } = await trx
		.insertInto('itemVersion')
		.values({
			itemId,
			no,
			kind: whole.kind,
			content: JSON.stringify(whole.content),
			stemKey: stemKeyOf(whole.content),
			lawEditionId: label.lawEditionId,
			article: label.article,
			difficulty: label.difficulty,
			tags: JSON.stringify(label.tags),
			partLabels: JSON.stringify(whole.labels),
			lockOptionOrder: label.lockOptionOrder ? 1 : 0,
			parts: whole.content.parts.length,
			contentHash: contentHashOf(whole),
			createdAt: now,
			usedAt: null
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	await trx
		.insertInto('itemKey')
		.values(
			whole.keys.map((key, index) => ({
				itemVersionId: id,
				part: index + 1,
				correct: JSON.stringify(key.correct),
				explanation: key.explanation
			}))
		)
		.execute();
	await trx.updateTable('item').set({ currentVersionId: id }).where('id', '=', itemId).execute();
	return id;
}

/** A new item with its first version. The caller has checked that the code is free in the bank. */
export async function addItem(
	trx: Trx,
	bankId: ItemBankId,
	code: string,
	whole: WholeItem,
	now: number
): Promise<{ itemId: ItemId; itemVersionId: ItemVersionId }> {
	const { id: itemId } = await trx
		.insertInto('item')
		.values({ bankId, code, retiredAt: null, currentVersionId: null })
		.returning('id')
		.executeTakeFirstOrThrow();
	return { itemId, itemVersionId: await insertVersion(trx, itemId, 1, whole, now) };
}

/** One version whole, key included: for editors, exports and comparisons only. */
export interface StoredVersion extends WholeItem {
	readonly itemVersionId: ItemVersionId;
	readonly itemId: ItemId;
	readonly code: string;
	readonly no: number;
	readonly contentHash: string;
	readonly stemKey: string;
	readonly createdAt: number;
	readonly usedAt: number | null;
	readonly retiredAt: number | null;
}

const versionsQuery = (db: Db) =>
	db
		.selectFrom('itemVersion')
		.innerJoin('item', 'item.id', 'itemVersion.itemId')
		.select([
			'itemVersion.id',
			'itemVersion.itemId',
			'item.code',
			'item.retiredAt',
			'itemVersion.no',
			'itemVersion.kind'
		])
		.select(['itemVersion.content', 'itemVersion.partLabels', 'itemVersion.contentHash', 'itemVersion.stemKey'])
		.select(['itemVersion.createdAt', 'itemVersion.usedAt'])
		.select((select) =>
			select
				.selectFrom('itemKey')
				.whereRef('itemKey.itemVersionId', '=', 'itemVersion.id')
				.select((key) =>
					key
						.fn<string>('json_group_array', [
							key.fn('json_array', ['itemKey.part', 'itemKey.correct', 'itemKey.explanation'])
						])
						.as('keys')
				)
				.as('keys')
		);

type Row = Awaited<ReturnType<ReturnType<typeof versionsQuery>['execute']>>[number];

function stored(row: Row): StoredVersion {
	const keys = (JSON.parse(row.keys ?? '[]') as [number, string, string][]).sort((a, b) => a[0] - b[0]);
	return {
		itemVersionId: row.id,
		itemId: row.itemId,
		code: row.code,
		no: row.no,
		kind: row.kind,
		content: JSON.parse(row.content) as ItemContent,
		keys: keys.map(([, correct, explanation]) => ({ correct: JSON.parse(correct) as string[], explanation })),
		labels: JSON.parse(row.partLabels) as PartLabel[],
		contentHash: row.contentHash,
		stemKey: row.stemKey,
		createdAt: row.createdAt,
		usedAt: row.usedAt,
		retiredAt: row.retiredAt
	};
}

/** The current versions of a bank, retired items included, in the order in which they entered it. */
export async function currentVersions(db: Db, bankId: ItemBankId): Promise<readonly StoredVersion[]> {
	const rows = await versionsQuery(db)
		.whereRef('item.currentVersionId', '=', 'itemVersion.id')
		.where('item.bankId', '=', bankId)
		.orderBy('item.id')
		.execute();
	return rows.map(stored);
}

/** All versions of one item, the newest first. */
export async function versionsOf(db: Db, itemId: ItemId): Promise<readonly StoredVersion[]> {
	const rows = await versionsQuery(db)
		.where('itemVersion.itemId', '=', itemId)
		.orderBy('itemVersion.no', 'desc')
		.execute();
	return rows.map(stored);
}
