import { randomBytes } from 'node:crypto';
import { base32, grouped } from './base32.ts';

/** An attempt's opaque name: 128 random bits. */
export const newAttemptCode = (): string => base32(randomBytes(16), 26);

/**
 * The receipt of a submission: the first 60 bits of the chain's head after it, so that it vouches for every answer
 * before it. Twelve characters in groups of four.
 * @param head hash of the `submitted` event, 64 hex digits
 */
export const receiptOf = (head: string): string => grouped(base32(Buffer.from(head.slice(0, 16), 'hex'), 12));
