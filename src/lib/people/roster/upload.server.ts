import type { UnitId } from '#lib/base/core/ids.ts';
import { keyedHash } from '#lib/base/config/config.server.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import { may, type Viewer } from '#lib/base/core/permit.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { knowsName, nameLookup } from '#lib/base/sheet/header.ts';
import { openSheet } from '#lib/base/sheet/open.server.ts';
import { type Sheet, SheetBroken, type SheetRefusal, type SheetRow, type SheetSource } from '#lib/base/sheet/sheet.ts';
import { rosterColumns } from './columns.ts';
import { noChoices } from './draft.ts';
import { sealCell } from './sealed.ts';
import { noCounts, type RosterReading, type StagedRow } from './staged.ts';

/** Rows per statement: five values each. */
const chunk = 1000;
/** Wider than any roster; what lies further right is not read. */
const widest = 200;
const longestCell = 2000;
/** An upload nobody confirmed is forgotten after this. */
const keptMs = 24 * 3_600_000;

export interface RosterFile {
	readonly source: SheetSource;
	readonly fileName: string;
	readonly sheet?: string;
	readonly maxBytes?: number;
	/** The unit of every row when the file has no unit column. */
	readonly unit?: UnitId | null;
}

/** Called now and then with the number of rows done. */
export type Progress = (phase: 'reading' | 'judging' | 'writing', rows: number) => void;

/** Identity numbers of a person are looked up under this hash; the same everywhere, so that a later import finds them. */
export const idHash = (secret: Buffer, number: string): string => keyedHash(secret, 'id-number', number);

/**
 * Reads a roster row by row into `import_row`, in bounded memory; identity numbers are sealed on the way. Nothing about
 * people changes. The rows are judged by `judgeRoster`.
 */
export async function stageRoster(
	db: Db,
	secret: Buffer,
	viewer: Viewer,
	file: RosterFile,
	now: number,
	progress: Progress = () => undefined
): Promise<Outcome<number, SheetRefusal | 'forbidden'>> {
	if (!may(viewer, 'roster.import')) return refused('forbidden');
	const opened = await openSheet(file.source, file.fileName, {
		knows: knowsName(nameLookup(rosterColumns)),
		...(file.sheet === undefined ? {} : { sheet: file.sheet }),
		...(file.maxBytes === undefined ? {} : { maxBytes: file.maxBytes })
	});
	if (!opened.ok) return opened;
	const uploadId = await openUpload(db, viewer, file, opened.value, now);
	try {
		const rows = await copyRows(db, secret, uploadId, opened.value, progress);
		await db.updateTable('importUpload').set({ rowsRead: rows }).where('id', '=', uploadId).execute();
		return done(uploadId);
	} catch (error) {
		await db.deleteFrom('importUpload').where('id', '=', uploadId).execute();
		if (error instanceof SheetBroken) return refused(error.reason, { fileName: file.fileName });
		throw error;
	}
}

async function openUpload(db: Db, viewer: Viewer, file: RosterFile, sheet: Sheet, now: number): Promise<number> {
	const reading: RosterReading = {
		format: sheet.format,
		encoding: sheet.encoding,
		separator: sheet.separator,
		sheetName: sheet.sheetName,
		sheetNames: sheet.sheetNames,
		...{ titles: [], headerRows: [], labels: [], columns: {}, ignored: [], counts: noCounts, blankUnits: 0 },
		...{ filledUnits: 0, idOff: 0, newUnits: [], askedUnits: [], missing: [], fault: null, stamp: -1 }
	};
	return db.transaction().execute(async (trx) => {
		await trx
			.deleteFrom('importUpload')
			.where('kind', '=', 'roster')
			.where('batchId', 'is', null)
			.where('createdAt', '<', now - keptMs)
			.execute();
		const { id } = await trx
			.insertInto('importUpload')
			.values({
				kind: 'roster',
				accountId: viewer.accountId,
				scope: '{}',
				fileName: file.fileName,
				fileHash: sheet.hash,
				choices: JSON.stringify({ ...noChoices, unit: file.unit ?? null }),
				reading: JSON.stringify(reading),
				rowsRead: 0,
				createdAt: now,
				batchId: null
			})
			.returning('id')
			.executeTakeFirstOrThrow();
		return id;
	});
}

async function copyRows(db: Db, secret: Buffer, uploadId: number, sheet: Sheet, progress: Progress): Promise<number> {
	let rows = 0;
	let waiting: SheetRow[] = [];
	const seal = (cell: string): string => sealCell(cell.slice(0, longestCell), (number) => idHash(secret, number));
	const write = async (): Promise<void> => {
		const values = waiting.map(({ row, cells, brokenQuote }) => {
			const staged: StagedRow = { cells: cells.slice(0, widest).map(seal), ...(brokenQuote ? { broken: true } : {}) };
			return { uploadId, row, outcome: 'read', draft: JSON.stringify(staged), problems: '[]' };
		});
		if (values.length > 0) await db.insertInto('importRow').values(values).execute();
		rows += values.length;
		waiting = [];
		progress('reading', rows);
	};
	for await (const row of sheet.rows()) {
		waiting.push(row);
		if (waiting.length >= chunk) await write();
	}
	await write();
	return rows;
}
