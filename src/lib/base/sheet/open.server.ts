import { type Outcome, refused } from '../core/outcome.ts';
import { headOf, sizeOf } from './bytes.server.ts';
import { openCsv } from './csv.server.ts';
import type { Sheet, SheetOptions, SheetRefusal, SheetSource } from './sheet.ts';
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
