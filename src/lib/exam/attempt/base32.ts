/** Crockford's base 32: no I, L, O, U, so that codes survive being read aloud and copied by hand. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The first `length` base-32 digits of the bytes, five bits each, zeros appended at the end. */
export function base32(bytes: Uint8Array, length: number): string {
	let bits = 0n;
	for (const byte of bytes) bits = (bits << 8n) | BigInt(byte);
	const wanted = BigInt(length * 5);
	const have = BigInt(bytes.length * 8);
	const aligned = wanted >= have ? bits << (wanted - have) : bits >> (have - wanted);
	let text = '';
	for (let digit = length - 1; digit >= 0; digit--) text += alphabet[Number((aligned >> BigInt(digit * 5)) & 31n)];
	return text;
}

/** Twelve digits in three groups, as people write them down: 7K2M-Q9XR-40TD. */
export const grouped = (twelve: string): string => [twelve.slice(0, 4), twelve.slice(4, 8), twelve.slice(8)].join('-');

/** A code as a person typed it, brought to the form codes are printed in; letters easily misread become the digit meant. */
export function typedCode(text: string): string {
	const digits = text
		.normalize('NFKC')
		.toUpperCase()
		.replace(/[^0-9A-Z]/g, '')
		.replace(/O/g, '0')
		.replace(/[IL]/g, '1');
	return grouped(digits);
}
