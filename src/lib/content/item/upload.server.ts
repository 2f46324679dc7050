import type { ImportBatchId, ItemBankId } from '#lib/base/core/ids.ts';
import { done, refused, type Outcome } from '#lib/base/core/outcome.ts';
import { may, type Viewer } from '#lib/base/core/permit.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { findBankById, type Bank } from './bank.server.ts';
import { noChoices, type ItemChoices } from './choices.ts';
import type { Grid } from './formats/rows.ts';
import { chunks } from './item.server.ts';
import {
	applyPlan,
	fingerprintOf,
	mayImport,
	planForBank,
	type Imported,
	type ImportRefusal
} from './import.server.ts';
import type { ItemPlan } from './plan.ts';

/** A file read and not yet imported: kept row by row, so that choices can be changed without sending it again. */
export interface ItemUpload {
	readonly uploadId: number;
	readonly bank: Bank;
	readonly fileName: string;
	readonly fileHash: string;
	readonly choices: ItemChoices;
	readonly sheetNames: readonly string[];
	readonly batchId: ImportBatchId | null;
}

/** How the file was read, for the preview's first line. */
export interface Reading {
	readonly format: 'csv' | 'xlsx';
	readonly encoding: string | null;
}

export type UploadRefusal = 'forbidden' | 'noBank' | 'shipped';

/** Days after which a file that was never imported is forgotten. */
const keptMs = 7 * 86_400_000;

export async function keepUpload(
	db: Db,
	viewer: Viewer,
	bankId: ItemBankId,
	file: {
		readonly fileName: string;
		readonly fileHash: string;
		readonly reading: Reading;
		readonly grids: readonly Grid[];
	},
	now: number
): Promise<Outcome<number, UploadRefusal>> {
	if (!may(viewer, 'items.edit')) return refused('forbidden');
	return db.transaction().execute(async (trx) => {
		const bank = await findBankById(trx, bankId);
		if (!bank) return refused('noBank');
		if (bank.shipped) return refused('shipped', { bank: bank.name });
		await trx
			.deleteFrom('importUpload')
			.where('kind', '=', 'items')
			.where('batchId', 'is', null)
			.where('createdAt', '<', now - keptMs)
			.execute();
		const rows = file.grids.flatMap((grid) => grid.rows.map((row) => ({ sheet: grid.sheet, ...row })));
		const { id } = await trx
			.insertInto('importUpload')
			.values({
				kind: 'items',
				accountId: viewer.accountId,
				scope: JSON.stringify({ bankId }),
				fileName: file.fileName,
				fileHash: file.fileHash,
				choices: JSON.stringify(noChoices),
				reading: JSON.stringify(file.reading),
				rowsRead: rows.length,
				createdAt: now,
				batchId: null
			})
			.returning('id')
			.executeTakeFirstOrThrow();
		for (const [index, list] of chunks(rows, 1000).entries())
			await trx
				.insertInto('importRow')
				.values(
					list.map((row, at) => ({
						uploadId: id,
						row: index * 1000 + at + 1,
						outcome: 'read',
						draft: JSON.stringify(row),
						problems: '[]'
					}))
				)
				.execute();
		return done(id);
	});
}

async function findUpload(db: Db, uploadId: number): Promise<ItemUpload | undefined> {
	const row = await db
		.selectFrom('importUpload')
		.where('id', '=', uploadId)
		.where('kind', '=', 'items')
		.selectAll()
		.executeTakeFirst();
	const bank = row && (await findBankById(db, (JSON.parse(row.scope) as { bankId: ItemBankId }).bankId));
	if (!row || !bank) return undefined;
	const sheets = await db
		.selectFrom('importRow')
		.where('uploadId', '=', uploadId)
		.select((select) => select.fn<string | null>('json_extract', ['draft', select.val('$.sheet')]).as('sheet'))
		.select((select) => select.fn.min('row').as('first'))
		.groupBy('sheet')
		.orderBy('first')
		.execute();
	return {
		uploadId,
		bank,
		fileName: row.fileName,
		fileHash: row.fileHash,
		choices: { ...noChoices, ...(JSON.parse(row.choices) as Partial<ItemChoices>) },
		sheetNames: sheets.flatMap(({ sheet }) => (sheet === null ? [] : [sheet])),
		batchId: row.batchId
	};
}

async function gridsOf(db: Db, uploadId: number): Promise<readonly Grid[]> {
	const stored = await db
		.selectFrom('importRow')
		.where('uploadId', '=', uploadId)
		.select('draft')
		.orderBy('row')
		.execute();
	const grids: { sheet: string | null; rows: Grid['rows'][number][] }[] = [];
	for (const { draft } of stored) {
		const { sheet, ...row } = JSON.parse(draft) as Grid['rows'][number] & { sheet: string | null };
		const last = grids.at(-1);
		if (last && last.sheet === sheet) last.rows.push(row);
		else grids.push({ sheet, rows: [row] });
	}
	return grids;
}

export interface ItemPreview {
	readonly upload: ItemUpload;
	readonly plan: ItemPlan;
	readonly fingerprint: string;
}

/** What the upload would do to its bank now, with the choices made so far. */
export async function previewUpload(
	db: Db,
	viewer: Viewer,
	uploadId: number
): Promise<Outcome<ItemPreview, 'forbidden' | 'noUpload'>> {
	if (!may(viewer, 'items.edit')) return refused('forbidden');
	const upload = await findUpload(db, uploadId);
	if (!upload) return refused('noUpload');
	const plan = await planForBank(db, upload.bank, await gridsOf(db, uploadId), upload.choices);
	return done({ upload, plan, fingerprint: fingerprintOf(plan) });
}

export async function chooseForUpload(
	db: Db,
	viewer: Viewer,
	uploadId: number,
	choices: ItemChoices
): Promise<Outcome<null, 'forbidden' | 'noUpload'>> {
	if (!may(viewer, 'items.edit')) return refused('forbidden');
	const { numUpdatedRows } = await db
		.updateTable('importUpload')
		.set({ choices: JSON.stringify(choices) })
		.where('id', '=', uploadId)
		.where('kind', '=', 'items')
		.where('batchId', 'is', null)
		.executeTakeFirst();
	return numUpdatedRows > 0n ? done(null) : refused('noUpload');
}

/**
 * Imports an upload as previewed. Refused with `changedMeanwhile` when the bank or the choices are no longer those that
 * `fingerprint` was shown for: then the new preview is to be read first.
 */
export async function importUpload(
	db: Db,
	viewer: Viewer,
	uploadId: number,
	{ validOnly, fingerprint }: { readonly validOnly: boolean; readonly fingerprint: string },
	now: number
): Promise<Outcome<Imported, ImportRefusal | 'noUpload' | 'alreadyImported' | 'changedMeanwhile'>> {
	if (!may(viewer, 'items.edit')) return refused('forbidden');
	return db.transaction().execute(async (trx) => {
		const upload = await findUpload(trx, uploadId);
		if (!upload) return refused('noUpload');
		if (upload.batchId !== null) return refused('alreadyImported');
		const plan = await planForBank(trx, upload.bank, await gridsOf(trx, uploadId), upload.choices);
		if (fingerprintOf(plan) !== fingerprint) return refused('changedMeanwhile');
		const allowed = mayImport(plan, validOnly);
		if (!allowed.ok) return allowed;
		const imported = await applyPlan(trx, viewer, upload.bank, plan, upload, now);
		await trx.updateTable('importUpload').set({ batchId: imported.batchId }).where('id', '=', uploadId).execute();
		return done(imported);
	});
}
