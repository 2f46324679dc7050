import type { Separator } from './sheet.ts';

export type CellValue = string | number | null;

/** Beginnings that spreadsheet programs take for a formula, half and full width, behind spaces or invisible characters. */
const dangerous = /^[\s\0\u200b-\u200f\ufeff]*[=+\-@＝＋－＠]|^[\t\r\n]/u;

/** Text that opens as text: a leading ' before anything a spreadsheet program would compute; import strips it again. */
export const safeText = (text: string): string => (dangerous.test(text) ? `'${text}` : text);

function csvCell(value: CellValue, separator: Separator): string {
	if (value === null) return '';
	if (typeof value === 'number') return String(value);
	const text = safeText(value);
	return /["\r\n]/.test(text) || text.includes(separator) || /^\s|\s$/.test(text)
		? `"${text.replaceAll('"', '""')}"`
		: text;
}

/** A table as CSV text: comma, CRLF, quotes where needed, formula-safe; numbers stay numbers. */
export function csvText(header: readonly string[], rows: Iterable<readonly CellValue[]>): string {
	const lines: string[] = [];
	for (const cells of [header, ...rows]) lines.push(cells.map((cell) => csvCell(cell, ',')).join(','));
	return `${lines.join('\r\n')}\r\n`;
}

/** The same in bytes: UTF-8 with byte order mark, as Excel and WPS open it without asking. */
export const csvBytes = (header: readonly string[], rows: Iterable<readonly CellValue[]>): Uint8Array =>
	new TextEncoder().encode(`\ufeff${csvText(header, rows)}`);
