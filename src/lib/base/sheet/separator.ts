import { recordCutter } from './records.ts';
import { splitRecord } from './csv.ts';
import type { Separator } from './sheet.ts';

const candidates: readonly Separator[] = [',', '\t', ';', '，', '|'];

/**
 * The separator of a text table, from its beginning: the one whose cells the caller knows as column names; else the one
 * that cuts most lines into the same number (> 1) of cells. Null: one column only.
 * @param head the first lines of the file, decoded
 */
export function findSeparator(head: string, knows: (cell: string) => boolean = () => false): Separator | null {
	const hint = /^sep=(.)\r?\n/i.exec(head)?.[1];
	const hinted = candidates.find((candidate) => candidate === hint);
	if (hinted) return hinted;
	let best: { separator: Separator; known: number; even: number } | undefined;
	for (const separator of candidates) {
		const cutter = recordCutter(separator);
		const records = [...cutter.push(head), ...cutter.end()].slice(0, 40);
		const rows = records.map((record) => splitRecord(record.text, separator));
		const known = Math.max(0, ...rows.map((cells) => (cells.length > 1 ? cells.filter(knows).length : 0)));
		const widths = new Map<number, number>();
		for (const { length } of rows) if (length > 1) widths.set(length, (widths.get(length) ?? 0) + length - 1);
		const even = Math.max(0, ...widths.values());
		if (!best || known > best.known || (known === best.known && even > best.even)) best = { separator, known, even };
	}
	return best && (best.known > 0 || best.even > 0) ? best.separator : null;
}
