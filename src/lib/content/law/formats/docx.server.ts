import { dirname, posix } from 'node:path';
import type { SheetSource } from '#lib/base/sheet/sheet.ts';
import { scanXml } from '#lib/base/sheet/xml.server.ts';

export const mainPart = 'word/document.xml';

/** A Word file's text, paragraph by paragraph, or the part in which it lies as a whole (w:altChunk). */
export interface WordText {
	readonly lines: readonly string[];
	/** Names of parts that hold text in another format, in the order of the document. */
	readonly chunks: readonly string[];
	/** Paragraphs whose number Word makes itself: it is not in the text. */
	readonly numbered: number;
}

/** What stands twice in a file, or was struck out with changes tracked, and is no text of the document. */
const silent = new Set(['del', 'moveFrom', 'Fallback', 'instrText', 'delText']);

/**
 * Reads `word/document.xml`: each paragraph a line, also those of tables and text boxes; a line break begins a new one.
 * @throws SheetBroken when the part is damaged or hostile
 */
export async function readDocx(source: SheetSource, parts: ReadonlyMap<string, string>): Promise<WordText> {
	const lines: string[] = [];
	const chunkIds: string[] = [];
	// Text boxes lie inside the paragraph they are anchored in: each open paragraph gathers its own text.
	const open: string[] = [];
	let silence = 0;
	let numbered = 0;
	let inText = false;
	const add = (text: string) => {
		if (silence === 0 && open.length > 0) open.push((open.pop() ?? '') + text);
	};
	const flush = () => lines.push(...(open.pop() ?? '').split('\n'));
	await scanXml(source, parts.get(mainPart) ?? mainPart, {
		open(name, attributes) {
			if (silent.has(name)) silence++;
			else if (name === 'p') open.push('');
			else if (name === 't') inText = true;
			else if (name === 'tab') add(' ');
			else if (name === 'br' || name === 'cr') add('\n');
			else if (name === 'numPr') numbered++;
			else if (name === 'altChunk') chunkIds.push(attributes['r:id'] ?? '');
		},
		close(name) {
			if (silent.has(name)) silence--;
			else if (name === 'p') flush();
			else if (name === 't') inText = false;
		},
		text(text) {
			if (inText) add(text);
		}
	});
	return { lines, chunks: await chunkParts(source, parts, chunkIds), numbered };
}

/** The parts that the relation ids name. */
async function chunkParts(
	source: SheetSource,
	parts: ReadonlyMap<string, string>,
	ids: readonly string[]
): Promise<readonly string[]> {
	if (ids.length === 0) return [];
	const relations = parts.get('word/_rels/document.xml.rels');
	const targets = new Map<string, string>();
	if (relations !== undefined)
		await scanXml(source, relations, {
			open(name, { Id = '', Target = '' }) {
				if (name === 'Relationship') targets.set(Id, Target);
			}
		});
	return ids.flatMap((id) => {
		const target = targets.get(id);
		if (target === undefined) return [];
		const path = target.startsWith('/') ? target.slice(1) : posix.join(dirname(mainPart), target);
		return parts.get(path.toLowerCase()) ?? [];
	});
}
