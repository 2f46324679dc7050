import type { Separator } from './sheet.ts';

export interface RawRecord {
	/** The record without its line end; quoted cells keep their own line breaks. */
	readonly text: string;
	readonly brokenQuote: boolean;
}

/** A record longer than this is an opening quotation mark that nobody closed. */
const longestRecord = 200_000;

/**
 * Cuts text that arrives in pieces into records at CRLF, LF or lone CR, mixed as they come, outside quoted cells.
 * A quotation mark opens a cell only at its beginning and closes it only before a separator, a line end or the end; when
 * it is never closed, its first line alone is marked broken and the lines after it are read as if it were not there.
 */
export function recordCutter(separator: Separator | null): {
	push(piece: string): RawRecord[];
	end(): RawRecord[];
} {
	let rest = '';
	let broken = false;

	/** End of the quoted cell that opens at `from`: the index after its closing mark; -1 when it is not in `text`. */
	function closing(text: string, from: number, last: boolean): number {
		for (let index = text.indexOf('"', from + 1); index !== -1; index = text.indexOf('"', index)) {
			const next = text[index + 1];
			if (next === undefined) return last ? index + 1 : -1;
			if (next === '"') {
				index += 2;
				continue;
			}
			let after = index + 1;
			while (text[after] === ' ') after++;
			const follows = text[after];
			if (follows === undefined && !last) return -1;
			if (follows === undefined || follows === separator || follows === '\n' || follows === '\r') return after;
			index++;
		}
		return -1;
	}

	function cut(last: boolean): RawRecord[] {
		const records: RawRecord[] = [];
		let start = 0;
		for (;;) {
			let index = start;
			let cellStart = true;
			let end = -1;
			let waits = false;
			while (index < rest.length) {
				const char = rest[index];
				if (char === '\n' || char === '\r') {
					end = index;
					break;
				}
				if (cellStart && char === '"' && !broken) {
					const after = closing(rest, index, last);
					if (after !== -1) {
						index = after;
						cellStart = false;
						continue;
					}
					if (!last && rest.length - start < longestRecord) {
						waits = true;
						break;
					}
					broken = true;
				}
				cellStart = char === separator || (cellStart && char === ' ');
				index++;
			}
			// A lone CR at the end of a piece may be half of a CRLF: wait for the rest.
			if (waits || (end === -1 && !last) || (end === rest.length - 1 && rest[end] === '\r' && !last)) break;
			if (end === -1) {
				if (start < rest.length) records.push({ text: rest.slice(start), brokenQuote: broken });
				broken = false;
				start = rest.length;
				break;
			}
			records.push({ text: rest.slice(start, end), brokenQuote: broken });
			broken = false;
			start = end + (rest[end] === '\r' && rest[end + 1] === '\n' ? 2 : 1);
		}
		rest = rest.slice(start);
		return records;
	}

	return {
		push(piece) {
			rest += piece;
			return cut(false);
		},
		end() {
			return cut(true);
		}
	};
}
