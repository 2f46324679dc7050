import { Buffer } from 'node:buffer';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { SheetBroken, type SheetSource } from './sheet.ts';

/** No honest workbook of names or questions comes near these. */
const limits = {
	entries: 200,
	unpackedBytes: 200 * 1024 * 1024,
	ratio: 100,
	ratioFromBytes: 20 * 1024 * 1024
} as const;

async function openZip(source: SheetSource, options: { decodeStrings?: boolean } = {}): Promise<ZipFile> {
	if ('path' in source) return yauzl.openPromise(source.path, { autoClose: false, ...options });
	const { buffer, byteOffset, byteLength } = source.bytes;
	return yauzl.fromBufferPromise(Buffer.from(buffer, byteOffset, byteLength), options);
}

/** Runs `work` over the open zip and closes it; whatever the zip reader finds wrong is a damaged workbook. */
async function withZip<Result>(source: SheetSource, work: (zip: ZipFile) => Promise<Result>): Promise<Result> {
	let zip: ZipFile | undefined;
	try {
		zip = await openZip(source);
		return await work(zip);
	} catch (error) {
		if (error instanceof SheetBroken) throw error;
		throw new SheetBroken('damagedWorkbook');
	} finally {
		zip?.close();
	}
}

/**
 * Names of the parts, in lower case, mapped to their true names, after checking the declared sizes; the reader later
 * holds every part to its declared size.
 * @throws SheetBroken `hostileWorkbook`, `encrypted` or `damagedWorkbook`
 */
export async function listParts(source: SheetSource): Promise<Map<string, string>> {
	return withZip(source, async (zip) => {
		const parts = new Map<string, string>();
		let packed = 0;
		let unpacked = 0;
		if (zip.entryCount > limits.entries) throw new SheetBroken('hostileWorkbook');
		for await (const entry of zip.eachEntry()) {
			if (entry.isEncrypted()) throw new SheetBroken('encrypted');
			parts.set(entry.fileName.toLowerCase(), entry.fileName);
			packed += entry.compressedSize;
			unpacked += entry.uncompressedSize;
			if (unpacked > limits.unpackedBytes) throw new SheetBroken('hostileWorkbook');
		}
		if (unpacked > limits.ratioFromBytes && unpacked > limits.ratio * packed) throw new SheetBroken('hostileWorkbook');
		return parts;
	});
}

async function findEntry(zip: ZipFile, name: string): Promise<Entry> {
	for await (const entry of zip.eachEntry()) if (entry.fileName === name) return entry;
	throw new SheetBroken('damagedWorkbook');
}

/** One part in pieces, unpacked. */
export async function* readPart(source: SheetSource, name: string): AsyncGenerator<Uint8Array> {
	let zip: ZipFile | undefined;
	try {
		zip = await openZip(source);
		const stream = await zip.openReadStreamPromise(await findEntry(zip, name));
		for await (const piece of stream) yield piece as Uint8Array;
	} catch (error) {
		if (error instanceof SheetBroken) throw error;
		throw new SheetBroken('damagedWorkbook');
	} finally {
		zip?.close();
	}
}

/** A name as it was meant: UTF-8 where the archive or the bytes say so, else as Chinese Windows writes it. */
function nameOf(raw: Buffer, isUtf8: boolean): string {
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(raw);
	} catch {
		return new TextDecoder(isUtf8 ? 'utf-8' : 'gb18030').decode(raw);
	}
}

/**
 * Every file of an archive with its bytes, in order; folders, and what macOS leaves beside files, are passed over.
 * @throws SheetBroken as `listParts`, which is to be asked first
 */
export async function* unpack(source: SheetSource): AsyncGenerator<{ readonly name: string; readonly bytes: Buffer }> {
	let zip: ZipFile | undefined;
	try {
		zip = await openZip(source, { decodeStrings: false });
		for await (const entry of zip.eachEntry()) {
			const name = nameOf(entry.fileName as unknown as Buffer, (entry.generalPurposeBitFlag & 0x800) !== 0);
			if (name.endsWith('/') || /(^|\/)(__MACOSX\/|\._|\.DS_Store$)/.test(name)) continue;
			const pieces: Buffer[] = [];
			for await (const piece of await zip.openReadStreamPromise(entry)) pieces.push(piece as Buffer);
			yield { name, bytes: Buffer.concat(pieces) };
		}
	} catch (error) {
		if (error instanceof SheetBroken) throw error;
		throw new SheetBroken('damagedWorkbook');
	} finally {
		zip?.close();
	}
}
