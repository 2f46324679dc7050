import { done, type Outcome, refused } from '../core/outcome.ts';
import { headOf, sizeOf } from './bytes.server.ts';
import { openCsv } from './csv.server.ts';
import { type ColumnNames, knowsName, nameLookup } from './header.ts';
import {
	type Sheet,
	SheetBroken,
	type SheetOptions,
	type SheetRefusal,
	type SheetRow,
	type SheetSource
} from './sheet.ts';
import { firstLook } from './signature.ts';
import { openXlsx } from './xlsx.server.ts';

/** Largest file of a web form. */
export const webBytes = 5 * 1024 * 1024;
/** Largest workbook of the command line; text tables are read as a stream and may be larger. */
export const workbookBytes = 20 * 1024 * 1024;
const textBytes = 200 * 1024 * 1024;
const headBytes = 1024 * 1024;

/**
 * Opens a table file for reading: CSV or other separated text in any encoding met in offices, or .xlsx. What a file is
 * is decided by its bytes; its name only helps the message. Nothing is kept open between calls.
 */
export async function openSheet(
	source: SheetSource,
	fileName: string,
	options: SheetOptions = {}
): Promise<Outcome<Sheet, SheetRefusal>> {
	const size = await sizeOf(source);
	if (size === 0) return refused('empty', { fileName });
	const head = await headOf(source, headBytes);
	const look = firstLook(head.subarray(0, 8192));
	const most = Math.min(options.maxBytes ?? textBytes, look === 'zip' ? workbookBytes : textBytes);
	if (look !== 'zip' && look !== 'text') return refused(look, { fileName });
	if (size > most) return refused('tooLarge', { fileName, bytes: size, most });
	const opened = look === 'zip' ? await openXlsx(source, options) : await openCsv(source, head, options);
	return opened.ok ? opened : refused(opened.reason, { fileName, ...opened.detail });
}

/** A table file as a caller has it, with what a person has said of it. */
export interface SheetFile extends Omit<SheetOptions, 'knows'> {
	readonly source: SheetSource;
	readonly fileName: string;
}

/**
 * Reads a whole file whose columns the caller knows, up to `most` rows: lists that fit into memory and are judged as one.
 * `tooManyRows` carries `most`.
 */
export async function readRows(
	{ source, fileName, ...options }: SheetFile,
	columns: readonly ColumnNames[],
	most: number
): Promise<Outcome<{ readonly rows: readonly SheetRow[]; readonly hash: string }, SheetRefusal | 'tooManyRows'>> {
	const opened = await openSheet(source, fileName, { ...options, knows: knowsName(nameLookup(columns)) });
	if (!opened.ok) return opened;
	const rows: SheetRow[] = [];
	try {
		for await (const row of opened.value.rows()) {
			rows.push(row);
			if (rows.length > most) return refused('tooManyRows', { fileName, most });
		}
	} catch (error) {
		if (error instanceof SheetBroken) return refused(error.reason, { fileName });
		throw error;
	}
	return done({ rows, hash: opened.value.hash });
}
