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

async function openZip(source: SheetSource): Promise<ZipFile> {
	if ('path' in source) return yauzl.openPromise(source.path, { autoClose: false });
	const { buffer, byteOffset, byteLength } = source.bytes;
	return yauzl.fromBufferPromise(Buffer.from(buffer, byteOffset, byteLength));
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
