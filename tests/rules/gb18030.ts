/** Text as GB18030 bytes, for fixtures: Node decodes it but does not encode. The two-byte table is the decoder's, inverted. */
let table: Map<string, readonly number[]> | undefined;

function twoByteTable(): Map<string, readonly number[]> {
	const decoder = new TextDecoder('gb18030', { fatal: true });
	const map = new Map<string, readonly number[]>();
	for (let lead = 0x81; lead <= 0xfe; lead++)
		for (let trail = 0x40; trail <= 0xfe; trail++) {
			if (trail === 0x7f) continue;
			const character = decoder.decode(Uint8Array.of(lead, trail));
			if (!map.has(character)) map.set(character, [lead, trail]);
		}
	return map;
}

/** Four bytes for a character beyond the basic plane (GB 18030: linear from 0x90308130). */
function fourBytes(code: number): number[] {
	let rest = code - 0x10000;
	const last = 0x30 + (rest % 10);
	rest = Math.floor(rest / 10);
	const third = 0x81 + (rest % 126);
	rest = Math.floor(rest / 126);
	return [0x90 + Math.floor(rest / 10), 0x30 + (rest % 10), third, last];
}

export function gb18030(text: string): Uint8Array {
	table ??= twoByteTable();
	const bytes: number[] = [];
	for (const character of text) {
		const code = character.codePointAt(0) ?? 0;
		if (code < 0x80) bytes.push(code);
		else if (code >= 0x10000) bytes.push(...fourBytes(code));
		else bytes.push(...(table.get(character) ?? [0x3f]));
	}
	return Uint8Array.from(bytes);
}
