import { createHash } from 'node:crypto';
import { done, type Outcome, refused } from '../core/outcome.ts';
import { piecesOf } from './bytes.server.ts';
import { splitRecords } from './csv.ts';
import { controlCharacterAt, decoderLabel, looksLikeDamagedUtf8, markedEncoding, unmarkedUtf16 } from './encoding.ts';
import { type RawRecord, recordCutter } from './records.ts';
import { findSeparator } from './separator.ts';
import type { Separator, Sheet, SheetOptions, SheetRefusal, SheetRow, SheetSource, TextEncoding } from './sheet.ts';

/** Decoded text in pieces; throws a TypeError where the bytes are not of this encoding. */
export async function* textOf(source: SheetSource, encoding: TextEncoding): AsyncGenerator<string> {
	const decoder = new TextDecoder(decoderLabel[encoding], { fatal: true });
	for await (const piece of piecesOf(source)) yield decoder.decode(piece, { stream: true });
	yield decoder.decode();
}

interface Trial {
	readonly decodes: boolean;
	/** Line (counted from 1) of the first control character; 0: none. */
	readonly controlLine: number;
	readonly lines: number;
}

async function tryEncoding(source: SheetSource, encoding: TextEncoding): Promise<Trial> {
	let lines = 1;
	let controlLine = 0;
	try {
		for await (const text of textOf(source, encoding)) {
			const at = controlLine > 0 ? -1 : controlCharacterAt(text);
			if (at !== -1) controlLine = lines + text.slice(0, at).split('\n').length - 1;
			lines += text.split('\n').length - 1;
		}
		return { decodes: true, controlLine, lines };
	} catch (error) {
		if (!(error instanceof TypeError)) throw error;
		return { decodes: false, controlLine, lines };
	}
}

/** Byte order mark → clear UTF-16 → strict UTF-8 → GB18030 → refusal; control characters are refused in every one. */
export async function findEncoding(
	source: SheetSource,
	head: Uint8Array
): Promise<Outcome<TextEncoding, SheetRefusal>> {
	const marked = markedEncoding(head);
	const tried = marked ?? unmarkedUtf16(head) ?? 'utf-8';
	const first = await tryEncoding(source, tried);
	if (first.decodes) return first.controlLine > 0 ? refused('binary', { row: first.controlLine }) : done(tried);
	if (marked) return refused('damagedText', { row: first.lines });
	if (looksLikeDamagedUtf8(head)) return refused('damagedText', { row: first.lines });
	const second = await tryEncoding(source, 'gb18030');
	if (second.controlLine > 0) return refused('binary', { row: second.controlLine });
	return second.decodes ? done('gb18030') : refused('encoding', { row: second.lines });
}

async function hashOf(source: SheetSource): Promise<string> {
	const hash = createHash('sha256');
	for await (const piece of piecesOf(source)) hash.update(piece);
	return hash.digest('hex');
}

async function headText(source: SheetSource, encoding: TextEncoding): Promise<string> {
	let head = '';
	for await (const text of textOf(source, encoding)) {
		head += text;
		if (head.length >= 32_000) break;
	}
	return head.slice(0, 64_000);
}

async function* csvRows(source: SheetSource, encoding: TextEncoding, separator: Separator | null) {
	const cutter = recordCutter(separator);
	let next = 1;
	const split = function* (records: readonly RawRecord[]): Generator<SheetRow> {
		for (const row of splitRecords(records, separator, next)) {
			const hint = row.row === 1 && /^sep=/i.test(row.cells.join(''));
			if (!hint && row.cells.some((cell) => cell.trim() !== '' && cell !== '\u001a')) yield row;
		}
		next += records.length;
	};
	for await (const text of textOf(source, encoding)) yield* split(cutter.push(text));
	yield* split(cutter.end());
}

/** Opens a text table; `head` holds its first bytes (1 MB at most). */
export async function openCsv(
	source: SheetSource,
	head: Uint8Array,
	options: SheetOptions
): Promise<Outcome<Sheet, SheetRefusal>> {
	const found = await findEncoding(source, head);
	if (!found.ok) return found;
	const encoding = found.value;
	const start = await headText(source, encoding);
	if (start.trim() === '') return refused('empty');
	if (/^\s*<(!doctype html|html|table|head|meta|\?xml)/i.test(start)) return refused('htmlTable');
	const separator = findSeparator(start, options.knows);
	return done({
		format: 'csv',
		encoding,
		separator,
		sheetNames: [],
		sheetName: null,
		hash: await hashOf(source),
		rows: () => csvRows(source, encoding, separator)
	});
}
