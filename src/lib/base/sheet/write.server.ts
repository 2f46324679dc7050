import writeXlsxFile, { type Row } from 'write-excel-file/node';
import type { CellValue } from './write.ts';

export interface XlsxOptions {
	/** Widths of the columns in characters; by default by the header. */
	readonly widths?: readonly number[];
	/** A title in a merged row above the header. */
	readonly title?: string;
}

/** Characters that XML cannot hold. */
const unprintable = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/**
 * Text that looks like the escape of a character (_x000D_) is escaped itself, as Excel does, or it would be decoded; so is
 * the replacement character, which the writing library takes for rubbish and drops: a lost character stays visible.
 */
const escaped = (text: string): string =>
	text.replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_').replace(/\ufffd/g, '_xFFFD_');

const textCell = (value: string) =>
	({ type: String, value: escaped(value.replace(unprintable, '')), format: '@' }) as const;

/**
 * A table as .xlsx. Text is written as text cells (format "@"), never as formulas, so nothing in it is computed and
 * numbers written as text keep all their digits.
 */
export async function xlsxBytes(
	sheetName: string,
	header: readonly string[],
	rows: Iterable<readonly CellValue[]>,
	options: XlsxOptions = {}
): Promise<Uint8Array> {
	const title: Row[] = options.title
		? [[{ type: String, value: options.title, fontWeight: 'bold', align: 'center', columnSpan: header.length }]]
		: [];
	const head: Row = header.map((label) => ({ type: String, value: label, fontWeight: 'bold', wrap: true }));
	const body: Row[] = [];
	for (const cells of rows)
		body.push(
			cells.map((cell) => {
				if (cell === null || cell === '') return null;
				return typeof cell === 'number' ? { type: Number, value: cell } : textCell(cell);
			})
		);
	const columns = header.map((label, index) => ({
		width: options.widths?.[index] ?? Math.max(10, label.length * 2 + 4)
	}));
	const sheet = sheetName.replace(/[\\/?*[\]:]/g, ' ').slice(0, 31) || 'Sheet1';
	const file = writeXlsxFile([...title, head, ...body], { sheet, columns, stickyRowsCount: title.length + 1 });
	return new Uint8Array(await file.toBuffer());
}
