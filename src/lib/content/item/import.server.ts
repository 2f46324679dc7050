import { createHash } from 'node:crypto';
import { record } from '#lib/base/audit/audit.server.ts';
import type { ImportBatchId, ItemId, ItemVersionId } from '#lib/base/core/ids.ts';
import { done, refused, type Outcome } from '#lib/base/core/outcome.ts';
import { may, type Viewer } from '#lib/base/core/permit.ts';
import type { Db, Trx } from '#lib/base/db/schema.ts';
import { listEditions } from '#lib/content/law/law.server.ts';
import { findBankById, type Bank } from './bank.server.ts';
import type { ItemChoices } from './choices.ts';
import type { Grid } from './formats/rows.ts';
import { canonicalText } from './item.ts';
import { chunks } from './item.server.ts';
import { planItems, type BankView, type ItemPlan, type PlannedItem } from './plan.ts';
import { addItem, appendVersion, currentVersions } from './version.server.ts';

/** What a bank holds, as a plan compares it. */
export async function bankView(db: Db, bank: Bank | undefined): Promise<BankView> {
	return { items: bank ? await currentVersions(db, bank.id) : [], editions: await listEditions(db) };
}

/** Previews a file against a bank, or against an empty one that is yet to be made. Writes nothing. */
export async function planForBank(
	db: Db,
	bank: Bank | undefined,
	grids: readonly Grid[],
	choices: ItemChoices
): Promise<ItemPlan> {
	return planItems(grids, await bankView(db, bank), choices);
}

/** Names a plan: what was shown is what is imported, or nothing is. */
export function fingerprintOf(plan: ItemPlan): string {
	const hash = createHash('sha256');
	for (const { outcome, code, itemId, whole } of plan.items)
		hash.update(`${outcome}\0${code}\0${itemId ?? ''}\0${whole ? canonicalText(whole) : ''}\n`);
	return hash.digest('hex');
}

export type ImportRefusal = 'forbidden' | 'noBank' | 'shipped' | 'fileRefused' | 'notAllClean' | 'nothingToImport';

export interface Imported {
	readonly batchId: ImportBatchId;
	readonly counts: {
		readonly added: number;
		readonly changed: number;
		readonly unchanged: number;
		readonly left: number;
	};
}

/** Whether the rows of a plan may go in: all of them clean, or the clean ones by express choice. */
export function mayImport(plan: ItemPlan, validOnly: boolean): Outcome<null, ImportRefusal> {
	const fileProblem = plan.problems.find((problem) => problem.weight === 'refuse');
	if (fileProblem) return refused('fileRefused', { rule: fileProblem.rule });
	const left = plan.counts.refused + plan.counts.asked;
	if (left > 0 && !validOnly) return refused('notAllClean', { left });
	if (plan.counts.added + plan.counts.changed === 0) return refused('nothingToImport');
	return done(null);
}

export interface ImportSource {
	readonly fileName: string;
	readonly fileHash: string;
}

/**
 * Writes a plan: new items and new versions, each in the batch's list of changes, in the transaction given. Frozen
 * versions are left as they are; a changed item gets its next version.
 */
export async function applyPlan(
	trx: Trx,
	viewer: Viewer,
	bank: Bank,
	plan: ItemPlan,
	source: ImportSource,
	now: number
): Promise<Imported> {
	const { added, changed, unchanged, asked, refused: rejected } = plan.counts;
	const counts = { added, changed, unchanged, left: asked + rejected };
	const { id: batchId } = await trx
		.insertInto('importBatch')
		.values({
			kind: 'items',
			fileName: source.fileName,
			fileHash: source.fileHash,
			actor: viewer.name,
			accountId: viewer.accountId,
			at: now,
			counts: JSON.stringify({ ...counts, bankId: bank.id, bank: bank.code }),
			undoneAt: null
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	const changes: { itemId: ItemId; before: ItemVersionId | null; after: ItemVersionId }[] = [];
	for (const item of plan.items) {
		const change = await writeItem(trx, bank, item, now);
		if (change) changes.push(change);
	}
	for (const [index, list] of chunks(changes, 1000).entries())
		await trx
			.insertInto('importChange')
			.values(
				list.map(({ itemId, before, after }, at) => ({
					batchId,
					n: index * 1000 + at + 1,
					noun: 'item',
					nounId: itemId,
					before: before === null ? null : JSON.stringify({ itemVersionId: before }),
					after: JSON.stringify({ itemVersionId: after })
				}))
			)
			.execute();
	const body = { batchId, fileName: source.fileName, fileHash: source.fileHash, ...counts };
	await record(trx, viewer, { act: 'items.imported', subjectKind: 'itemBank', subjectId: bank.id, body }, now);
	return { batchId, counts };
}

async function writeItem(trx: Trx, bank: Bank, item: PlannedItem, now: number) {
	if (!item.whole) return undefined;
	if (item.outcome === 'added') {
		const { itemId, itemVersionId } = await addItem(trx, bank.id, item.code, item.whole, now);
		return { itemId, before: null, after: itemVersionId };
	}
	if (item.outcome !== 'changed' || item.itemId === null) return undefined;
	const { currentVersionId } = await trx
		.selectFrom('item')
		.where('id', '=', item.itemId)
		.select('currentVersionId')
		.executeTakeFirstOrThrow();
	return {
		itemId: item.itemId,
		before: currentVersionId,
		after: await appendVersion(trx, item.itemId, item.whole, now)
	};
}

/** Imports grids into a bank in one step, for the command line: the caller has shown the plan or was told not to. */
export async function importGrids(
	db: Db,
	viewer: Viewer,
	bankId: Bank['id'],
	grids: readonly Grid[],
	choices: ItemChoices,
	source: ImportSource & { readonly validOnly: boolean },
	now: number
): Promise<Outcome<Imported, ImportRefusal>> {
	if (!may(viewer, 'items.edit')) return refused('forbidden');
	return db.transaction().execute(async (trx) => {
		const bank = await findBankById(trx, bankId);
		if (!bank) return refused('noBank');
		if (bank.shipped) return refused('shipped', { bank: bank.name });
		const plan = await planForBank(trx, bank, grids, choices);
		const allowed = mayImport(plan, source.validOnly);
		if (!allowed.ok) return allowed;
		const { fileName, fileHash } = source;
		return done(await applyPlan(trx, viewer, bank, plan, { fileName, fileHash }, now));
	});
}
