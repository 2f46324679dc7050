import '#lib/base/core/older-browsers.ts';
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { cutFrames, plaintextOf, rescueCode, type RescueSheet, sealedText, sealHead } from './rescue.ts';

/** A rescue sheet ready to leave the machine. */
export interface Rescue {
	/** Three groups of four, to be written down. */
	readonly code: string;
	/** What the file holds. */
	readonly sealed: string;
	/** The same in pieces for QR codes. */
	readonly frames: readonly string[];
}

/**
 * Seals a sheet in the browser: crypto.subtle does not exist on plain HTTP, so the cipher comes along.
 * @param key 32 bytes, the attempt's own
 * @param nonce 12 random bytes, never used twice
 */
export function sealSheet(key: Uint8Array, sheet: RescueSheet, nonce: Uint8Array): Rescue {
	const utf8 = new TextEncoder();
	const plaintext = utf8.encode(plaintextOf(sheet));
	const cipher = chacha20poly1305(key, nonce, utf8.encode(sealHead(sheet.attempt)));
	const ciphertext = cipher.encrypt(plaintext);
	const bytes = new Uint8Array(nonce.length + ciphertext.length);
	bytes.set(nonce);
	bytes.set(ciphertext, nonce.length);
	const sealed = sealedText(sheet.attempt, bytes);
	const code = rescueCode(hmac(sha256, key, plaintext));
	return { code, sealed, frames: cutFrames(sealed, code) };
}
