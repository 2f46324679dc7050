import { inflateSync } from 'node:zlib';

/**
 * A WOFF 1.0 file as the TrueType/OpenType font it wraps (W3C WOFF 1.0, §4–5): Chromium reads no WOFF as a system font,
 * and a bare machine has no Chinese font at all.
 */
export function fontFromWoff(woff: Buffer): Buffer {
	const tables = woff.readUInt16BE(12);
	const header = Buffer.alloc(12 + tables * 16);
	woff.copy(header, 0, 4, 8);
	header.writeUInt16BE(tables, 4);
	const power = Math.floor(Math.log2(tables));
	header.writeUInt16BE(16 * 2 ** power, 6);
	header.writeUInt16BE(power, 8);
	header.writeUInt16BE(16 * (tables - 2 ** power), 10);
	const bodies: Buffer[] = [];
	let offset = header.length;
	for (let index = 0; index < tables; index++) {
		const entry = 44 + index * 20;
		const [start, packed, length] = [4, 8, 12].map((at) => woff.readUInt32BE(entry + at));
		const raw = woff.subarray(start, start! + packed!);
		const body = packed! < length! ? inflateSync(raw) : raw;
		const record = 12 + index * 16;
		woff.copy(header, record, entry, entry + 4);
		woff.copy(header, record + 4, entry + 16, entry + 20);
		header.writeUInt32BE(offset, record + 8);
		header.writeUInt32BE(length!, record + 12);
		const padded = Buffer.alloc(Math.ceil(length! / 4) * 4);
		body.copy(padded);
		bodies.push(padded);
		offset += padded.length;
	}
	return Buffer.concat([header, ...bodies]);
}
