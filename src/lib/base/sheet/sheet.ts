/** One record of a table file. */
export interface SheetRow {
	/** Records counted from 1 as the file shows them; a cell with line breaks inside is still one row. */
	readonly row: number;
	/** Cells as text, not yet cleaned; short rows are not padded. */
	readonly cells: readonly string[];
	/** An opening quotation mark was never closed: the cells cannot be trusted. */
	readonly brokenQuote?: true;
}

export type Separator = ',' | '\t' | ';' | '，' | '|';
export type TextEncoding = 'utf-8' | 'utf-8-bom' | 'utf-16le' | 'utf-16be' | 'gb18030';

export interface Sheet {
	readonly format: 'csv' | 'xlsx';
	/** null for .xlsx. */
	readonly encoding: TextEncoding | null;
	readonly separator: Separator | null;
	/** Names of the sheets that hold anything, in the order of the workbook; [] for CSV. */
	readonly sheetNames: readonly string[];
	/** The sheet whose rows `rows` gives; null for CSV. */
	readonly sheetName: string | null;
	/** SHA-256 of the file, hex. */
	readonly hash: string;
	/** Reads from the start at each call, in bounded memory; rows that hold nothing are passed over, their numbers kept. */
	rows(): AsyncIterable<SheetRow>;
}

/**
 * Why a file cannot be read at all:
 * `empty` no bytes · `tooLarge` · `picture`, `pdf`, `archive`, `document` by their first bytes · `oldExcel` .xls ·
 * `htmlTable` a web page saved as .xls · `encrypted` password or rights · `binary` control bytes (`detail.row`) ·
 * `encoding` neither UTF-8 nor GB18030 · `damagedText` UTF-8 with broken characters (`detail.row`) ·
 * `damagedWorkbook` a zip that is no sound workbook · `hostileWorkbook` unpacks to more than any honest file ·
 * `noSheet` the sheet asked for is not there · `chooseSheet` several sheets hold rows (`detail.names`)
 */
export type SheetRefusal =
	| 'empty'
	| 'tooLarge'
	| 'picture'
	| 'pdf'
	| 'archive'
	| 'document'
	| 'oldExcel'
	| 'htmlTable'
	| 'encrypted'
	| 'binary'
	| 'encoding'
	| 'damagedText'
	| 'damagedWorkbook'
	| 'hostileWorkbook'
	| 'noSheet'
	| 'chooseSheet';

export type SheetSource = { readonly path: string } | { readonly bytes: Uint8Array };

export interface SheetOptions {
	/** The sheet to read; without it the only one that holds rows. */
	readonly sheet?: string;
	/** Largest file read, in bytes; the command line takes more than a web form. */
	readonly maxBytes?: number;
	/** Whether a (compacted) cell is a column name the caller knows: the separator is chosen by it. */
	readonly knows?: (cell: string) => boolean;
}

/** A file broke off or proved hostile in the middle of reading; carries the refusal for the person. */
export class SheetBroken extends Error {
	readonly reason: SheetRefusal;
	constructor(reason: SheetRefusal) {
		super(`sheet: ${reason}`);
		this.reason = reason;
	}
}
