import { createHash } from 'node:crypto';
import { done, type Outcome, refused } from '../core/outcome.ts';
import { piecesOf } from './bytes.server.ts';
import { shownNumber } from './number-format.ts';
import {
	type Sheet,
	SheetBroken,
	type SheetOptions,
	type SheetRefusal,
	type SheetRow,
	type SheetSource
} from './sheet.ts';
import { openWorkbook, unescapeCell, type Workbook, type WorkbookSheet } from './workbook.server.ts';
import { readXml } from './xml.server.ts';

/** Excel's own last column, XFD. */
const lastColumn = 16_384;

/** "AB12" → column 27 (from 0); undefined when the reference names none. */
export function columnOf(reference: string | undefined): number | undefined {
	const letters = /^([A-Z]{1,3})\d*$/.exec(reference ?? '')?.[1];
	if (!letters) return undefined;
	let column = 0;
	for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
	return column <= lastColumn ? column - 1 : undefined;
}

interface OpenCell {
	readonly column: number;
	readonly kind: string;
	readonly style: number;
	value: string;
	inline: string;
}

function cellText(cell: OpenCell, book: Workbook): string {
	if (cell.kind === 's') return book.strings[Number(cell.value)] ?? '';
	if (cell.kind === 'inlineStr') return unescapeCell(cell.inline);
	if (cell.kind === 'str' || cell.kind === 'd') return unescapeCell(cell.value);
	if (cell.kind === 'b') return cell.value === '1' ? 'TRUE' : cell.value === '0' ? 'FALSE' : cell.value;
	if (cell.kind === 'e') return cell.value;
	return shownNumber(cell.value, book.looks[cell.style] ?? { kind: 'plain' }, book.from1904);
}

async function* sheetRows(source: SheetSource, book: Workbook, sheet: WorkbookSheet): AsyncGenerator<SheetRow> {
	const ready: SheetRow[] = [];
	let row = 0;
	let cells: string[] = [];
	/** Where a cell without a reference stands: after the cell before it, also after an empty one. */
	let next = 0;
	let cell: OpenCell | undefined;
	let within: 'value' | 'inline' | undefined;
	let phonetic = 0;
	const pieces = readXml(source, sheet.part, {
		open(name, attributes) {
			if (name === 'row') {
				const stated = Number(attributes.r);
				row = Number.isSafeInteger(stated) && stated > row ? stated : row + 1;
				cells = [];
				next = 0;
			} else if (name === 'c') {
				const column = columnOf(attributes.r) ?? next;
				next = column + 1;
				cell = { column, kind: attributes.t ?? 'n', style: Number(attributes.s ?? 0), value: '', inline: '' };
			} else if (name === 'rPh') phonetic++;
			within = name === 'v' ? 'value' : name === 't' && phonetic === 0 ? 'inline' : undefined;
		},
		close(name) {
			within = undefined;
			if (name === 'rPh') phonetic--;
			else if (name === 'c' && cell) {
				const text = cellText(cell, book);
				// Only cells that hold something are placed: a styled empty cell far to the right costs nothing.
				if (text !== '' && cell.column < lastColumn) {
					while (cells.length < cell.column) cells.push('');
					cells[cell.column] = text;
				}
				cell = undefined;
			} else if (name === 'row' && cells.some((text) => text.trim() !== '')) ready.push({ row, cells });
		},
		text(text) {
			if (!cell || within === undefined) return;
			if (within === 'value') cell.value += text;
			else cell.inline += text;
		}
	});
	while (!(await pieces.next()).done) yield* ready.splice(0);
}

/** The sheets that hold rows, each with whether its beginning holds column names the caller knows. */
async function filledSheets(source: SheetSource, book: Workbook, knows: (cell: string) => boolean) {
	const filled: { sheet: WorkbookSheet; known: boolean }[] = [];
	for (const sheet of book.sheets) {
		let rows = 0;
		let known = false;
		for await (const { cells } of sheetRows(source, book, sheet)) {
			known = known || cells.filter(knows).length >= 2;
			if (++rows >= 30 || known) break;
		}
		if (rows > 0) filled.push({ sheet, known });
	}
	return filled;
}

/** Opens a workbook; which sheet: the one named, the only visible one with rows, the only one with known columns. */
export async function openXlsx(source: SheetSource, options: SheetOptions): Promise<Outcome<Sheet, SheetRefusal>> {
	try {
		const book = await openWorkbook(source);
		const filled = await filledSheets(source, book, options.knows ?? (() => false));
		const visible = filled.filter(({ sheet }) => !sheet.hidden);
		const names = visible.map(({ sheet }) => sheet.name);
		const known = visible.filter((candidate) => candidate.known);
		const named = options.sheet?.trim();
		const chosen =
			named !== undefined && named !== ''
				? filled.find(({ sheet }) => sheet.name.trim() === named)
				: visible.length === 1
					? visible[0]
					: known.length === 1
						? known[0]
						: undefined;
		if (!chosen && named) return refused('noSheet', { sheet: named, names: names.join('、') });
		if (filled.length === 0) return refused('empty');
		if (!chosen) return refused('chooseSheet', { names: names.join('、') });
		const hash = createHash('sha256');
		for await (const piece of piecesOf(source)) hash.update(piece);
		return done({
			format: 'xlsx',
			encoding: null,
			separator: null,
			sheetNames: names,
			sheetName: chosen.sheet.name,
			hash: hash.digest('hex'),
			rows: () => sheetRows(source, book, chosen.sheet)
		});
	} catch (error) {
		if (error instanceof SheetBroken) return refused(error.reason);
		throw error;
	}
}
