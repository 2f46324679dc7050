import type { ItemProblem } from '../item-problem.ts';
import { itemText } from '../text.ts';
import { findColumns, headerKey, type ColumnChoices, type ColumnRole, type Columns } from './columns.ts';
import { readKindWord, type KindWord } from './notation.ts';

/** A sheet as read: its name (null for CSV) and the rows that hold anything. */
export interface Grid {
	readonly sheet: string | null;
	readonly rows: readonly {
		readonly row: number;
		readonly cells: readonly string[];
		readonly brokenQuote?: true;
	}[];
}

/** One row of the file by role, texts as `itemText` leaves them. */
export interface RowTexts {
	readonly sheet: string | null;
	readonly row: number;
	readonly texts: Readonly<Partial<Record<ColumnRole, string>>>;
	/** Headers as the file writes them, for problems. */
	readonly headers: Readonly<Partial<Record<ColumnRole, string>>>;
	/** By place; '' where the column is empty; trailing empty ones cut off. */
	readonly options: readonly string[];
	/** The sheet's name says the kind: 单选题, 多选题 … */
	readonly sheetKind: KindWord | undefined;
	readonly own: boolean;
	readonly brokenQuote: boolean;
}

/**
 * One cell: the apostrophe that spreadsheets and our own exports put before = + - @ is taken off again; in foreign files
 * the text marker ="001" too. Our own files are read to the letter beyond that.
 */
export function cellText(cell: string, own: boolean): string {
	if (cell === '') return '';
	const text = itemText(cell);
	const formula = own ? null : /^="(.*)"$/s.exec(text);
	return formula ? itemText(formula[1] ?? '') : itemText(text.replace(/^'(?=.)/s, ''));
}

function rowTexts(grid: Grid, columns: Columns, source: Grid['rows'][number], several: boolean): RowTexts {
	const at = (index: number | undefined) =>
		index === undefined ? '' : cellText(source.cells[index] ?? '', columns.own);
	const texts: Partial<Record<ColumnRole, string>> = {};
	const headers: Partial<Record<ColumnRole, string>> = {};
	for (const [role, index] of Object.entries(columns.roles) as [ColumnRole, number][]) {
		texts[role] = at(index);
		headers[role] = itemText(columns.header[index] ?? '');
	}
	const options = Array.from(columns.options, at);
	while (options.at(-1) === '') options.pop();
	return {
		sheet: several ? grid.sheet : null,
		row: source.row,
		texts,
		headers,
		options,
		sheetKind: grid.sheet === null ? undefined : readKindWord(grid.sheet),
		own: columns.own,
		brokenQuote: source.brokenQuote === true
	};
}

export interface SheetColumns {
	readonly sheet: string | null;
	readonly columns: Columns | undefined;
	/** The header's cells; without a header those of the fullest of the first rows, for someone to say what they hold. */
	readonly header: readonly string[];
}

export interface ReadRows {
	readonly rows: readonly RowTexts[];
	/** The columns found in each sheet; undefined where there is no header. */
	readonly sheets: readonly SheetColumns[];
	/** Problems of the file and of its headers. */
	readonly problems: readonly ItemProblem[];
}

function fullestRow(grid: Grid): readonly string[] {
	const filled = (cells: readonly string[]) => cells.filter((cell) => headerKey(cell) !== '').length;
	const rows = grid.rows.slice(0, 20).map(({ cells }) => cells);
	return rows.toSorted((a, b) => filled(b) - filled(a))[0] ?? [];
}

/** Reads the sheets into rows by role. Rows that repeat the header, or hold nothing in any named column, are passed over. */
export function readRows(grids: readonly Grid[], choices: ColumnChoices = {}): ReadRows {
	const problems: ItemProblem[] = [];
	const rows: RowTexts[] = [];
	const sheets: SheetColumns[] = [];
	const several = grids.length > 1;
	for (const grid of grids) {
		const columns = findColumns(grid.rows, choices);
		sheets.push({ sheet: grid.sheet, columns, header: columns?.header ?? fullestRow(grid) });
		const place = several && grid.sheet !== null ? { sheet: grid.sheet } : {};
		if (!columns) {
			problems.push({ row: 0, column: '', rule: 'noHeader', weight: several ? 'warn' : 'refuse', detail: place });
			continue;
		}
		const sheetKind = grid.sheet === null ? undefined : readKindWord(grid.sheet);
		problems.push(...headerProblems(columns, place, sheetKind !== undefined));
		const stem = columns.roles.stem ?? 0;
		const repeated = headerKey(columns.header[stem] ?? '');
		for (const source of grid.rows) {
			if (source.row <= columns.headerRow) continue;
			// A header printed again on every page.
			const cell = source.cells[stem] ?? '';
			if (cell.length <= 24 && headerKey(cell) === repeated) continue;
			const texts = rowTexts(grid, columns, source, several);
			if (Object.values(texts.texts).some((text) => text !== '') || texts.options.length > 0) rows.push(texts);
		}
	}
	if (rows.length === 0 && problems.every((problem) => problem.weight !== 'refuse'))
		problems.push({ row: 0, column: '', rule: 'noRows', weight: 'refuse' });
	return { rows, sheets, problems };
}

function headerProblems(columns: Columns, place: Readonly<Record<string, string>>, kindKnown: boolean): ItemProblem[] {
	const at = (column: string, rule: ItemProblem['rule']): ItemProblem => ({
		row: columns.headerRow,
		column: itemText(column),
		rule,
		weight: 'warn',
		detail: place
	});
	return [
		...columns.unknown.map((column) => at(column, 'unknownColumn')),
		...columns.unused.map((column) => at(column, 'unusedColumn')),
		...columns.doubled.map((column) => at(column, 'doubleColumn')),
		...(columns.roles.kind === undefined && !kindKnown ? [at('', 'noKindColumn')] : []),
		...(columns.roles.difficulty === undefined ? [at('', 'noDifficultyColumn')] : []),
		...(columns.roles.explanation === undefined ? [at('', 'noExplanationColumn')] : []),
		...(columns.roles.article === undefined ? [at('', 'noArticleColumn')] : [])
	];
}
