import { createHash } from 'node:crypto';
import { headOf, piecesOf, sizeOf } from '#lib/base/sheet/bytes.server.ts';
import { findEncoding, textOf } from '#lib/base/sheet/csv.server.ts';
import { SheetBroken, type SheetRefusal, type SheetSource } from '#lib/base/sheet/sheet.ts';
import { firstLook } from '#lib/base/sheet/signature.ts';
import { listParts, readPart, unpack } from '#lib/base/sheet/zip.server.ts';
import { mainPart, readDocx } from './formats/docx.server.ts';
import { htmlLines, mhtLines } from './formats/html.server.ts';

/**
 * Why a file gives no text: as for tables, and `oldWord` a binary .doc · `workbook` a spreadsheet · `nested` an archive
 * inside an archive · `autoNumbered` Word makes the numbers of the articles itself, they are not in the text · `noText`.
 */
export type LawFileRefusal = SheetRefusal | 'oldWord' | 'workbook' | 'nested' | 'autoNumbered' | 'noText';

/** A file's text, or why it has none. */
export type LawFile = { readonly fileName: string; readonly hash: string } & (
	| { readonly lines: readonly string[] }
	| { readonly refusal: LawFileRefusal; readonly detail?: Readonly<Record<string, string | number>> }
);

/** Largest file; the longest statute in force, the civil code, is a tenth of a megabyte as text and half as .docx. */
const largestBytes = 20 * 1024 * 1024;

const hashOf = async (source: SheetSource): Promise<string> => {
	const hash = createHash('sha256');
	for await (const piece of piecesOf(source)) hash.update(piece);
	return hash.digest('hex');
};

/**
 * Reads files as the national database serves them (.docx), text in any encoding, Markdown, saved pages, or an archive of
 * such files. What a file is, its bytes decide. One answer per file, in order; an archive gives one per file inside.
 */
export async function* readLawFiles(
	given: AsyncIterable<{ readonly fileName: string; readonly source: SheetSource }>
): AsyncGenerator<LawFile> {
	for await (const { fileName, source } of given) yield* readOne(fileName, source, false);
}

async function* readOne(fileName: string, source: SheetSource, isInside: boolean): AsyncGenerator<LawFile> {
	let hash = '';
	try {
		const bytes = await sizeOf(source);
		if (bytes > largestBytes) {
			yield { fileName, hash, refusal: 'tooLarge', detail: { bytes, most: largestBytes } };
			return;
		}
		hash = await hashOf(source);
		const look = firstLook(await headOf(source, 8192));
		if (look !== 'zip') {
			yield { fileName, hash, ...(await readPlain(source, look)) };
			return;
		}
		const parts = await listParts(source);
		if (parts.has(mainPart)) yield { fileName, hash, ...(await readWord(source, parts)) };
		else if (parts.has('xl/workbook.xml')) yield { fileName, hash, refusal: 'workbook' };
		else if (isInside) yield { fileName, hash, refusal: 'nested' };
		else for await (const { name, bytes: own } of unpack(source)) yield* readOne(name, { bytes: own }, true);
	} catch (error) {
		if (!(error instanceof SheetBroken)) throw error;
		yield { fileName, hash, refusal: error.reason };
	}
}

type Read = { readonly lines: readonly string[] } | { readonly refusal: LawFileRefusal };

async function readWord(source: SheetSource, parts: ReadonlyMap<string, string>): Promise<Read> {
	const { lines, chunks, numbered } = await readDocx(source, parts);
	const all = [...lines];
	for (const chunk of chunks) {
		const pieces: Uint8Array[] = [];
		for await (const piece of readPart(source, chunk)) pieces.push(piece);
		const bytes = Buffer.concat(pieces);
		const read = /\.mht(ml)?$/i.test(chunk)
			? { lines: await mhtLines(bytes) }
			: await readPlain({ bytes }, 'htmlTable');
		if ('refusal' in read) return read;
		all.push(...read.lines);
	}
	if (all.every((line) => line.trim() === '')) return { refusal: 'noText' };
	const isUnnumbered = numbered > 5 && !all.some((line) => /^\s*第.{1,7}条/.test(line));
	return isUnnumbered ? { refusal: 'autoNumbered' } : { lines: all };
}

async function readPlain(source: SheetSource, look: ReturnType<typeof firstLook>): Promise<Read> {
	if (look === 'oldExcel') return { refusal: 'oldWord' };
	if (look !== 'text' && look !== 'htmlTable') return { refusal: look === 'zip' ? 'nested' : look };
	const head = await headOf(source, 1024 * 1024);
	const start = new TextDecoder('latin1').decode(head.subarray(0, 1024));
	if (/^\s*mime-version:/im.test(start) && /multipart\//i.test(start)) {
		const pieces: Uint8Array[] = [];
		for await (const piece of piecesOf(source)) pieces.push(piece);
		return { lines: await mhtLines(Buffer.concat(pieces)) };
	}
	const encoding = await findEncoding(source, head);
	if (!encoding.ok) return { refusal: encoding.reason };
	let text = '';
	for await (const piece of textOf(source, encoding.value)) text += piece;
	const lines =
		look === 'htmlTable' || /<(?:html|body|p|div|br|h1)\b/i.test(text) ? htmlLines(text) : text.split(/\r\n|\n|\r/);
	return lines.every((line) => line.trim() === '') ? { refusal: 'noText' } : { lines };
}
