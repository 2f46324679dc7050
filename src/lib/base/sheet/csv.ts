import Papa from 'papaparse';
import type { RawRecord } from './records.ts';
import type { Separator, SheetRow } from './sheet.ts';

/** A separator that occurs in no text, for files of one column. */
const none = '\u001f';

const parse = (text: string, separator: Separator | null): string[][] =>
	Papa.parse<string[]>(text, { delimiter: separator ?? none, newline: '\n', header: false, skipEmptyLines: false })
		.data;

/** One record into its cells; line breaks inside quoted cells are kept as they are. */
export const splitRecord = (text: string, separator: Separator | null): string[] =>
	parse(text, separator).at(0) ?? [''];

/** Records into numbered rows; a record that quotation marks spoil is read alone, so that it can spoil no other. */
export function splitRecords(records: readonly RawRecord[], separator: Separator | null, firstRow: number): SheetRow[] {
	const sound = records.every((record) => !record.brokenQuote);
	const together = sound ? parse(records.map((record) => record.text).join('\n'), separator) : [];
	if (sound && together.length === records.length)
		return together.map((cells, index) => ({ row: firstRow + index, cells }));
	return records.map((record, index) => {
		const row = firstRow + index;
		if (record.brokenQuote) return { row, cells: record.text.split(separator ?? none), brokenQuote: true };
		const rows = parse(record.text, separator);
		const cells = rows.at(0) ?? [''];
		return rows.length > 1 ? { row, cells, brokenQuote: true } : { row, cells };
	});
}
