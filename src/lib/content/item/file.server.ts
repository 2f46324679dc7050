import { done, refused, type Outcome } from '#lib/base/core/outcome.ts';
import { openSheet } from '#lib/base/sheet/open.server.ts';
import { openWorkbook } from '#lib/base/sheet/workbook.server.ts';
import { SheetBroken, type Sheet, type SheetRefusal, type SheetSource } from '#lib/base/sheet/sheet.ts';
import { useOf } from './formats/columns.ts';
import type { Grid } from './formats/rows.ts';
import type { Reading } from './upload.server.ts';

/** A question file has rows in the thousands; more is a file of another kind. */
export const mostRows = 20_000;

export interface ItemFile {
	readonly fileName: string;
	readonly fileHash: string;
	readonly reading: Reading;
	readonly grids: readonly Grid[];
}

export type ItemFileRefusal = SheetRefusal | 'tooManyRows';

const knows = (cell: string): boolean => useOf(cell).use !== 'unknown';

async function gridOf(sheet: Sheet): Promise<Grid | undefined> {
	const rows: Grid['rows'][number][] = [];
	for await (const row of sheet.rows()) {
		if (rows.length >= mostRows) return undefined;
		rows.push(row);
	}
	return { sheet: sheet.sheetName, rows };
}

/** Reads a question file whole: the one table of a text file, or every sheet of a workbook that holds rows. */
export async function readItemFile(
	source: SheetSource,
	fileName: string,
	options: { readonly sheet?: string; readonly maxBytes?: number } = {}
): Promise<Outcome<ItemFile, ItemFileRefusal>> {
	const limits = { knows, ...(options.maxBytes ? { maxBytes: options.maxBytes } : {}) };
	const first = await openSheet(source, fileName, { ...limits, ...(options.sheet ? { sheet: options.sheet } : {}) });
	if (!first.ok && first.reason !== 'chooseSheet') return first;
	try {
		const sheets: Sheet[] = first.ok ? [first.value] : [];
		const book = first.ok ? { sheets: [] } : await openWorkbook(source);
		for (const { name } of book.sheets.filter((sheet) => !sheet.hidden)) {
			const opened = await openSheet(source, fileName, { ...limits, sheet: name });
			if (opened.ok) sheets.push(opened.value);
			// A sheet without rows is not there.
			else if (opened.reason !== 'noSheet') return opened;
		}
		const grids: Grid[] = [];
		for (const sheet of sheets) {
			const grid = await gridOf(sheet);
			if (!grid) return refused('tooManyRows', { most: mostRows });
			grids.push(grid);
		}
		const [lead] = sheets;
		if (!lead) return refused('empty', { fileName });
		const reading = { format: lead.format, encoding: lead.encoding };
		return done({ fileName, fileHash: lead.hash, reading, grids });
	} catch (error) {
		if (!(error instanceof SheetBroken)) throw error;
		return refused(error.reason, { fileName });
	}
}
