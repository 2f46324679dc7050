import { record } from '#lib/base/audit/audit.server.ts';
import type { ImportBatchId, ItemBankId, ItemId, ItemVersionId } from '#lib/base/core/ids.ts';
import { done, refused, type Outcome } from '#lib/base/core/outcome.ts';
import { may, type Viewer } from '#lib/base/core/permit.ts';
import type { Db, Trx } from '#lib/base/db/schema.ts';
import { chunks } from './item.server.ts';

/** One import into a bank. */
export interface ItemBatch {
	readonly batchId: ImportBatchId;
	readonly fileName: string;
	readonly actor: string;
	readonly at: number;
	readonly undoneAt: number | null;
	readonly bankId: ItemBankId;
	readonly counts: {
		readonly added: number;
		readonly changed: number;
		readonly unchanged: number;
		readonly left: number;
	};
}

const batchQuery = (db: Db) =>
	db
		.selectFrom('importBatch')
		.where('kind', '=', 'items')
		.select(['id', 'fileName', 'actor', 'at', 'undoneAt', 'counts']);

type Row = Awaited<ReturnType<ReturnType<typeof batchQuery>['execute']>>[number];

function batchOf(row: Row): ItemBatch {
	const { bankId, ...counts } = JSON.parse(row.counts) as ItemBatch['counts'] & { bankId: ItemBankId };
	return {
		batchId: row.id,
		fileName: row.fileName,
		actor: row.actor,
		at: row.at,
		undoneAt: row.undoneAt,
		bankId,
		counts
	};
}

export async function findBatch(db: Db, batchId: ImportBatchId): Promise<ItemBatch | undefined> {
	const row = await batchQuery(db).where('id', '=', batchId).executeTakeFirst();
	return row && batchOf(row);
}

/** The imports into a bank, the newest first. */
export async function listBatches(db: Db, bankId: ItemBankId): Promise<readonly ItemBatch[]> {
	const rows = await batchQuery(db)
		.where((where) => where(where.fn<number>('json_extract', ['counts', where.val('$.bankId')]), '=', bankId))
		.orderBy('id', 'desc')
		.limit(50)
		.execute();
	return rows.map(batchOf);
}

export type UndoRefusal = 'forbidden' | 'noBatch' | 'undone' | 'used' | 'changedSince';

interface Change {
	readonly itemId: ItemId;
	readonly before: ItemVersionId | null;
	readonly after: ItemVersionId;
}

async function changesOf(trx: Trx, batchId: ImportBatchId): Promise<Change[]> {
	const rows = await trx.selectFrom('importChange').where('batchId', '=', batchId).selectAll().orderBy('n').execute();
	const version = (text: string | null) =>
		text === null ? null : (JSON.parse(text) as { itemVersionId: ItemVersionId }).itemVersionId;
	return rows.flatMap((row) => {
		const after = version(row.after);
		return after === null ? [] : [{ itemId: row.nounId as ItemId, before: version(row.before), after }];
	});
}

/** Codes of the batch's items that stand in the way of undoing it, with the reason; the first five are named. */
async function obstacle(trx: Trx, changes: readonly Change[]): Promise<Outcome<null, UndoRefusal>> {
	const used: string[] = [];
	const changed: string[] = [];
	for (const list of chunks(changes)) {
		const versions = new Set(list.map((change) => change.after));
		const rows = await trx
			.selectFrom('item')
			.innerJoin('itemVersion', 'itemVersion.itemId', 'item.id')
			.where('itemVersion.id', 'in', [...versions])
			.select(['item.code', 'item.currentVersionId', 'itemVersion.id', 'itemVersion.usedAt'])
			.orderBy('item.id')
			.execute();
		used.push(...rows.filter((row) => row.usedAt !== null).map((row) => row.code));
		changed.push(...rows.filter((row) => row.currentVersionId !== row.id).map((row) => row.code));
	}
	const named = (codes: readonly string[]) => ({ count: codes.length, codes: codes.slice(0, 5).join('、') });
	if (used.length > 0) return refused('used', named(used));
	if (changed.length > 0) return refused('changedSince', named(changed));
	return done(null);
}

/**
 * Takes a whole import back while nothing of it has been used: added items go, changed items return to the version
 * before. Refused, naming items, when one already stands in a paper or was edited since.
 */
export async function undoImport(
	db: Db,
	viewer: Viewer,
	batchId: ImportBatchId,
	now: number
): Promise<Outcome<{ removed: number; returned: number }, UndoRefusal>> {
	if (!may(viewer, 'items.edit')) return refused('forbidden');
	return db.transaction().execute(async (trx) => {
		const batch = await findBatch(trx, batchId);
		if (!batch) return refused('noBatch');
		if (batch.undoneAt !== null) return refused('undone');
		const changes = await changesOf(trx, batchId);
		const free = await obstacle(trx, changes);
		if (!free.ok) return free;
		for (const { itemId, before } of changes)
			await trx.updateTable('item').set({ currentVersionId: before }).where('id', '=', itemId).execute();
		const added = changes.filter((change) => change.before === null);
		for (const list of chunks(changes))
			await trx
				.deleteFrom('itemVersion')
				.where(
					'id',
					'in',
					list.map((change) => change.after)
				)
				.execute();
		for (const list of chunks(added))
			await trx
				.deleteFrom('item')
				.where(
					'id',
					'in',
					list.map((change) => change.itemId)
				)
				.execute();
		await trx.updateTable('importBatch').set({ undoneAt: now }).where('id', '=', batchId).execute();
		const result = { removed: added.length, returned: changes.length - added.length };
		const act = {
			act: 'items.importUndone',
			subjectKind: 'itemBank',
			subjectId: batch.bankId,
			body: { batchId, ...result }
		};
		await record(trx, viewer, act, now);
		return done(result);
	});
}
