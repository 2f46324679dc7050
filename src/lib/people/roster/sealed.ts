import { type IdState, idNumber } from './cells.ts';

/**
 * Identity numbers are sealed before a file's rows are kept for the preview: what is stored is a keyed hash, the last four
 * characters and what was found about the number; the number itself never is.
 */
export interface SealedId {
	readonly hash: string;
	readonly tail: string;
	readonly state: IdState;
}

const mark = '\u0001id';

/** The cell with an identity number replaced by its seal; other cells as they are. */
export function sealCell(cell: string, hash: (number: string) => string): string {
	const found = cell.length >= 15 && cell.length <= 60 ? idNumber(cell) : undefined;
	return found ? [mark, hash(found.number), found.number.slice(-4), found.state].join('|') : cell;
}

export function readSeal(cell: string): SealedId | undefined {
	if (!cell.startsWith(mark)) return undefined;
	const [, hash = '', tail = '', state = 'ok'] = cell.split('|');
	return { hash, tail, state: state as IdState };
}

/** A cell for people: the seal shows only the tail. */
export function shownCell(cell: string): string {
	const seal = readSeal(cell);
	return seal ? `**************${seal.tail}` : cell;
}
