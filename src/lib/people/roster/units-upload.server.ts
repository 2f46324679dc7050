import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import { mayEverywhere, type Viewer } from '#lib/base/core/permit.ts';
import type { Db } from '#lib/base/db/schema.ts';
import type { SheetRow, SheetSource } from '#lib/base/sheet/sheet.ts';
import { previewOf, previewUnits, type UnitsPreview, type UnitsRefusal } from './import-units.server.ts';

/** Rows per statement: five values each. */
const chunk = 1000;
/** An upload nobody confirmed is forgotten after this. */
const keptMs = 24 * 3_600_000;

/** Keeps an uploaded unit list for its preview; nothing about units changes. */
export async function keepUnits(
	db: Db,
	viewer: Viewer,
	file: {
		readonly source: SheetSource;
		readonly fileName: string;
		readonly sheet?: string;
		readonly maxBytes?: number;
	},
	now: number
): Promise<Outcome<number, UnitsRefusal>> {
	if (!mayEverywhere(viewer, 'units.manage')) return refused('forbidden');
	const preview = await previewUnits(db, viewer, file);
	if (!preview.ok) return preview;
	const { fileHash, read, rows } = preview.value;
	if (read.fault) return refused(read.fault, { fileName: file.fileName });
	return db.transaction().execute(async (trx) => {
		await trx
			.deleteFrom('importUpload')
			.where('kind', '=', 'units')
			.where('batchId', 'is', null)
			.where('createdAt', '<', now - keptMs)
			.execute();
		const { id } = await trx
			.insertInto('importUpload')
			.values({
				kind: 'units',
				accountId: viewer.accountId,
				scope: '{}',
				fileName: file.fileName,
				fileHash,
				choices: '{}',
				reading: '{}',
				rowsRead: rows.length,
				createdAt: now,
				batchId: null
			})
			.returning('id')
			.executeTakeFirstOrThrow();
		for (let start = 0; start < rows.length; start += chunk)
			await trx
				.insertInto('importRow')
				.values(
					rows.slice(start, start + chunk).map((row) => ({
						uploadId: id,
						row: row.row,
						outcome: 'read',
						draft: JSON.stringify(row),
						problems: '[]'
					}))
				)
				.execute();
		return done(id);
	});
}

/** The kept list, compared with the units as they stand now; undefined when it is not the viewer's or is gone. */
export async function findUnitsUpload(db: Db, viewer: Viewer, uploadId: number): Promise<UnitsPreview | undefined> {
	if (!mayEverywhere(viewer, 'units.manage')) return undefined;
	const upload = await db
		.selectFrom('importUpload')
		.select(['accountId', 'fileName', 'fileHash'])
		.where('id', '=', uploadId)
		.where('kind', '=', 'units')
		.where('batchId', 'is', null)
		.executeTakeFirst();
	if (!upload || upload.accountId !== viewer.accountId) return undefined;
	const kept = await db
		.selectFrom('importRow')
		.select('draft')
		.where('uploadId', '=', uploadId)
		.orderBy('row')
		.execute();
	const rows = kept.map(({ draft }) => JSON.parse(draft) as SheetRow);
	return previewOf(db, upload.fileName, upload.fileHash, rows);
}
