import { randomBytes } from 'node:crypto';

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

/** An attempt's opaque name: 128 random bits. */
export const newAttemptCode = (): string => base32(randomBytes(16), 26);

/**
 * The receipt of a submission: the first 60 bits of the chain's head after it, so that it vouches for every answer
 * before it. Twelve characters in groups of four.
 * @param head hash of the `submitted` event, 64 hex digits
 */
export function receiptOf(head: string): string {
	const text = base32(Buffer.from(head.slice(0, 16), 'hex'), 12);
	return [text.slice(0, 4), text.slice(4, 8), text.slice(8)].join('-');
}
