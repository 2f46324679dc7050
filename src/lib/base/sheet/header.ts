import { compact } from '../core/text.ts';
import type { SheetRow } from './sheet.ts';

/** A column the caller looks for, with the names real files give it; earlier names are preferred. */
export interface ColumnNames<Field extends string = string> {
	readonly field: Field;
	readonly names: readonly string[];
}

export interface FoundHeader<Field extends string = string> {
	/** Row numbers of the header, top to bottom; [] when the file has none. */
	readonly rows: readonly number[];
	/** Each column as the file names it (the lower of two header rows, where it says anything). */
	readonly labels: readonly string[];
	/** Index of the column of each field found. */
	readonly columns: Readonly<Partial<Record<Field, number>>>;
}

/** Marks that forms put around a column's name: asterisks, numbering. */
const dressing = /^[*＊※\d]*[.、)）]?|[*＊※:：]+$/gu;

/** The forms under which a header is looked up: as it stands, without dressing, without what brackets add. */
function headerKeys(label: string): string[] {
	const folded = compact(label).toLowerCase();
	const bare = folded.replace(dressing, '');
	const short = bare.replace(/[([【].*?[)\]】]/gu, '').replace(/[*:]+$/u, '');
	return [...new Set([folded, bare, short])].filter((key) => key !== '');
}

type Lookup<Field extends string> = ReadonlyMap<string, { readonly field: Field; readonly rank: number }>;

/** Prepares the names once. */
export function nameLookup<Field extends string>(columns: readonly ColumnNames<Field>[]): Lookup<Field> {
	const lookup = new Map<string, { field: Field; rank: number }>();
	for (const { field, names } of columns)
		for (const [rank, name] of names.entries()) {
			const key = compact(name).toLowerCase();
			if (!lookup.has(key)) lookup.set(key, { field, rank });
		}
	return lookup;
}

/** Whether a cell is a column name of these. */
export const knowsName =
	(lookup: Lookup<string>) =>
	(cell: string): boolean =>
		headerKeys(cell).some((key) => lookup.has(key));

/** Which field each label is, best name first; a second column of the same field stays unnamed. */
export function matchColumns<Field extends string>(
	labels: readonly string[],
	lookup: Lookup<Field>
): Partial<Record<Field, number>> {
	const best = new Map<Field, { column: number; rank: number }>();
	for (const [column, label] of labels.entries()) {
		const keys = headerKeys(label);
		const hit = keys.map((key, step) => ({ found: lookup.get(key), step })).find(({ found }) => found);
		if (!hit?.found) continue;
		const rank = hit.found.rank + hit.step * 0.5;
		const known = best.get(hit.found.field);
		if (!known || rank < known.rank) best.set(hit.found.field, { column, rank });
	}
	return Object.fromEntries([...best].map(([field, { column }]) => [field, column])) as Partial<Record<Field, number>>;
}

/** Two or three header rows from merged cells, as one: the lowest that says anything names the column. */
function joined(rows: readonly SheetRow[]): string[] {
	const width = Math.max(...rows.map(({ cells }) => cells.length));
	return Array.from({ length: width }, (_, column) => {
		for (const { cells } of [...rows].reverse()) {
			const label = (cells[column] ?? '').trim();
			if (label !== '') return label;
		}
		return '';
	});
}

/**
 * Finds the header among the first rows, below titles and reporting lines: the row (or up to three rows of a merged
 * header) in which most columns are known. Undefined when no row holds every `required` field, or, with none required, at least two fields.
 */
export function findHeader<Field extends string>(
	firstRows: readonly SheetRow[],
	columns: readonly ColumnNames<Field>[],
	required: readonly Field[] = []
): FoundHeader<Field> | undefined {
	const lookup = nameLookup(columns);
	let best: { header: FoundHeader<Field>; score: number } | undefined;
	for (const [start] of firstRows.entries())
		for (let depth = 1; depth <= 3 && start + depth <= firstRows.length; depth++) {
			const rows = firstRows.slice(start, start + depth);
			// A header of several rows has no row in between that a reader would take for a person.
			if (depth > 1 && !rows.every(({ cells }) => cells.some((cell) => knowsName(lookup)(cell)))) break;
			const labels = joined(rows);
			const found = matchColumns(labels, lookup);
			const fields = Object.keys(found).length;
			if (
				required.some((field) => found[field] === undefined) ||
				fields < Math.max(1, required.length === 0 ? 2 : required.length)
			)
				continue;
			const score = fields - 0.1 * (depth - 1);
			if (!best || score > best.score)
				best = { header: { rows: rows.map(({ row }) => row), labels, columns: found }, score };
		}
	return best?.header;
}
