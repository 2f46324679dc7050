import type { TextEncoding } from './sheet.ts';

/** Labels of the decoders; every decoder strips its byte order mark. */
export const decoderLabel: Record<TextEncoding, string> = {
	'utf-8': 'utf-8',
	'utf-8-bom': 'utf-8',
	'utf-16le': 'utf-16le',
	'utf-16be': 'utf-16be',
	gb18030: 'gb18030'
};

/** The encoding the byte order mark names, if there is one. */
export function markedEncoding(head: Uint8Array): TextEncoding | undefined {
	if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8-bom';
	if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
	if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
	return undefined;
}

/**
 * UTF-16 without a mark shows by its zero bytes: separators, digits and line ends have them all on one side.
 * Undefined unless the sign is clear.
 */
export function unmarkedUtf16(head: Uint8Array): TextEncoding | undefined {
	const zeros: [number, number] = [0, 0];
	for (const [index, byte] of head.entries()) if (byte === 0) zeros[index % 2 === 0 ? 0 : 1]++;
	const enough = Math.max(2, head.length / 50);
	if (zeros[1] >= enough && zeros[0] * 20 < zeros[1]) return 'utf-16le';
	if (zeros[0] >= enough && zeros[1] * 20 < zeros[0]) return 'utf-16be';
	return undefined;
}

/**
 * Whether bytes that are not sound UTF-8 are still meant as UTF-8 with a few broken places. Without this check such a
 * file would be taken for GB18030 and every name would silently turn into other characters.
 */
export function looksLikeDamagedUtf8(bytes: Uint8Array): boolean {
	let sound = 0;
	let broken = 0;
	for (let index = 0; index < bytes.length;) {
		const lead = bytes[index] ?? 0;
		const length =
			lead < 0x80
				? 1
				: lead >= 0xc2 && lead < 0xe0
					? 2
					: lead >= 0xe0 && lead < 0xf0
						? 3
						: lead >= 0xf0 && lead < 0xf5
							? 4
							: 0;
		if (length === 1) {
			index++;
			continue;
		}
		let follows = length > 0;
		for (let more = 1; more < length; more++) follows = follows && ((bytes[index + more] ?? 0) & 0xc0) === 0x80;
		if (follows) sound++;
		else broken++;
		index += follows ? length : 1;
	}
	return sound >= 6 && sound > 6 * broken;
}

/**
 * Place of the first control character that no table holds, or -1. Tab, line ends, vertical tab and form feed are met in
 * real files, and DOS tools close with Ctrl-Z.
 */
export function controlCharacterAt(text: string): number {
	for (let index = 0; index < text.length; index++) {
		const code = text.charCodeAt(index);
		if (code < 9 || (code > 13 && code < 32 && code !== 0x1a) || code === 0x7f) return index;
	}
	return -1;
}
