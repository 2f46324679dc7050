import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { SheetSource } from './sheet.ts';

const pieceBytes = 256 * 1024;

export async function sizeOf(source: SheetSource): Promise<number> {
	return 'bytes' in source ? source.bytes.length : (await stat(source.path)).size;
}

/** The first bytes of the file. */
export async function headOf(source: SheetSource, length: number): Promise<Uint8Array> {
	if ('bytes' in source) return source.bytes.subarray(0, length);
	const file = await open(source.path, 'r');
	try {
		const head = new Uint8Array(length);
		const { bytesRead } = await file.read(head, 0, length, 0);
		return head.subarray(0, bytesRead);
	} finally {
		await file.close();
	}
}

/** The file in pieces, from its beginning. */
export async function* piecesOf(source: SheetSource): AsyncGenerator<Uint8Array> {
	if ('path' in source) {
		for await (const piece of createReadStream(source.path, { highWaterMark: pieceBytes })) yield piece as Uint8Array;
		return;
	}
	for (let start = 0; start < source.bytes.length; start += pieceBytes)
		yield source.bytes.subarray(start, start + pieceBytes);
}
