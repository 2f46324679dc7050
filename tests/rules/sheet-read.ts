import { openSheet } from '#lib/base/sheet/open.server.ts';
import type { SheetOptions, SheetRow } from '#lib/base/sheet/sheet.ts';

/** All rows of a file, or the reason it was refused. */
export async function readAll(bytes: Uint8Array, options: SheetOptions = {}): Promise<SheetRow[] | string> {
	const opened = await openSheet({ bytes }, 'file', options);
	if (!opened.ok) return opened.reason;
	const rows: SheetRow[] = [];
	for await (const row of opened.value.rows()) rows.push(row);
	return rows;
}

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

export function utf16(text: string, little: boolean, mark = true): Uint8Array {
	const bytes = Buffer.from(`${mark ? '\ufeff' : ''}${text}`, 'utf16le');
	return new Uint8Array(little ? bytes : bytes.swap16());
}

export const cells = (rows: SheetRow[] | string): (readonly string[])[] | string =>
	typeof rows === 'string' ? rows : rows.map((row) => row.cells);
