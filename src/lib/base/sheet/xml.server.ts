import { SaxesParser } from 'saxes';
import { markedEncoding, decoderLabel } from './encoding.ts';
import { SheetBroken, type SheetSource } from './sheet.ts';
import { readPart } from './zip.server.ts';

/** Names without their namespace prefix: some writers write `x:row`. */
const local = (name: string): string => name.slice(name.indexOf(':') + 1);

export interface XmlEvents {
	open?(name: string, attributes: Readonly<Record<string, string>>): void;
	close?(name: string): void;
	text?(text: string): void;
}

/**
 * Reads one XML part of a workbook in pieces; yields after each piece so that the caller can hand on what has gathered.
 * Document type declarations are refused: no entity of the file's own is ever expanded.
 * @throws SheetBroken `hostileWorkbook` at a DTD, `damagedWorkbook` at XML that is not well formed
 */
export async function* readXml(source: SheetSource, part: string, events: XmlEvents): AsyncGenerator<void> {
	const parser = new SaxesParser();
	parser.on('doctype', () => {
		throw new SheetBroken('hostileWorkbook');
	});
	parser.on('error', () => {
		throw new SheetBroken('damagedWorkbook');
	});
	parser.on('opentag', ({ name, attributes }) => events.open?.(local(name), attributes as Record<string, string>));
	parser.on('closetag', ({ name }) => events.close?.(local(name)));
	parser.on('text', (text) => events.text?.(text));
	let decoder: TextDecoder | undefined;
	for await (const piece of readPart(source, part)) {
		decoder ??= new TextDecoder(decoderLabel[markedEncoding(piece) ?? 'utf-8'], { fatal: true });
		parser.write(decode(decoder, piece));
		yield;
	}
	if (!decoder) throw new SheetBroken('damagedWorkbook');
	parser.write(decode(decoder));
	parser.close();
	yield;
}

function decode(decoder: TextDecoder, piece?: Uint8Array): string {
	try {
		return piece ? decoder.decode(piece, { stream: true }) : decoder.decode();
	} catch {
		throw new SheetBroken('damagedWorkbook');
	}
}

/** Reads a small part to its end. */
export async function scanXml(source: SheetSource, part: string, events: XmlEvents): Promise<void> {
	const pieces = readXml(source, part, events);
	while (!(await pieces.next()).done);
}
