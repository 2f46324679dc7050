import type { SheetRefusal } from './sheet.ts';

/** What the first bytes say a file is: a zip may be a workbook, text may be CSV, the rest is refused by its name. */
export type FirstLook = 'zip' | 'text' | SheetRefusal;

const marks: readonly (readonly [readonly number[], FirstLook])[] = [
	[[0x50, 0x4b, 0x03, 0x04], 'zip'],
	[[0x50, 0x4b, 0x05, 0x06], 'damagedWorkbook'],
	[[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1], 'oldExcel'],
	[[0x09, 0x08, 0x10, 0x00], 'oldExcel'],
	[[0x09, 0x04, 0x06, 0x00], 'oldExcel'],
	[[0x89, 0x50, 0x4e, 0x47], 'picture'],
	[[0xff, 0xd8, 0xff], 'picture'],
	[[0x47, 0x49, 0x46, 0x38], 'picture'],
	[[0x49, 0x49, 0x2a, 0x00], 'picture'],
	[[0x4d, 0x4d, 0x00, 0x2a], 'picture'],
	[[0x25, 0x50, 0x44, 0x46], 'pdf'],
	[[0x52, 0x61, 0x72, 0x21], 'archive'],
	[[0x37, 0x7a, 0xbc, 0xaf], 'archive'],
	[[0x1f, 0x8b], 'archive'],
	[[0x7b, 0x5c, 0x72, 0x74, 0x66], 'document']
];

const latin = (bytes: Uint8Array, from: number, to: number): string =>
	String.fromCharCode(...bytes.subarray(from, Math.min(to, bytes.length)));

/** The name of the stream that holds a password-protected workbook inside an old container, as UTF-16LE bytes. */
const encryptedMark = 'E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e';

/** Looks at the head of a file (the first 8 KB are enough). */
export function firstLook(head: Uint8Array): FirstLook {
	if (head.length === 0) return 'empty';
	for (const [mark, look] of marks) {
		if (!mark.every((byte, index) => head[index] === byte)) continue;
		return look === 'oldExcel' && latin(head, 0, 8192).includes(encryptedMark) ? 'encrypted' : look;
	}
	if (latin(head, 0, 2) === 'BM' && head[6] === 0 && head[7] === 0) return 'picture';
	if (latin(head, 0, 4) === 'RIFF' && latin(head, 8, 12) === 'WEBP') return 'picture';
	if (latin(head, 4, 8) === 'ftyp') return 'picture';
	const start = latin(head, 0, 1024)
		.replace(/^\u00ef\u00bb\u00bf/, '')
		.replace(/\0/g, '')
		.trimStart()
		.toLowerCase();
	if (/^(<!doctype html|<html|<table|<head|<meta|<body)/.test(start)) return 'htmlTable';
	if (start.startsWith('<?xml') || start.startsWith('mime-version:')) return 'htmlTable';
	return 'text';
}
