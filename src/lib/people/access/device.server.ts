import { randomBytes, timingSafeEqual } from 'node:crypto';
import { keyedDigest } from '#lib/base/config/config.server.ts';
import type { AccountId } from '#lib/base/core/ids.ts';

/**
 * The device cookie: a nonce of the browser and one keyed mark per account that signed in with its password there. It
 * names nobody (the marks are HMACs), opens nothing, and gives the owner a bucket of failures that strangers cannot fill.
 */
const markCharacters = 22;
/** An office machine serves some people in turn; the oldest mark makes room. */
const marksKept = 24;

const mark = (secret: Buffer, nonce: string, accountId: AccountId): string =>
	keyedDigest(secret, `device\0${nonce}\0${accountId}`).toString('base64url').slice(0, markCharacters);

function read(cookie: string | undefined): { nonce: string; marks: string[] } | undefined {
	const [nonce = '', ...marks] = (cookie ?? '').split('.');
	const fits = nonce.length === markCharacters && marks.every((text) => text.length === markCharacters);
	return fits ? { nonce, marks: marks.slice(0, marksKept) } : undefined;
}

/** The nonce that names the browser; undefined for a cookie that is none. */
export const deviceNonce = (cookie: string | undefined): string | undefined => read(cookie)?.nonce;

/** Whether this browser has signed in to the account before; returns the nonce that names the browser. */
export function knownDevice(secret: Buffer, cookie: string | undefined, accountId: AccountId): string | undefined {
	const device = read(cookie);
	if (!device) return undefined;
	const expected = Buffer.from(mark(secret, device.nonce, accountId));
	return device.marks.some((text) => timingSafeEqual(Buffer.from(text), expected)) ? device.nonce : undefined;
}

/** The cookie after a success: the old marks with the account's own in front. */
export function markDevice(secret: Buffer, cookie: string | undefined, accountId: AccountId): string {
	const device = read(cookie) ?? { nonce: randomBytes(32).toString('base64url').slice(0, markCharacters), marks: [] };
	const own = mark(secret, device.nonce, accountId);
	return [device.nonce, own, ...device.marks.filter((text) => text !== own)].slice(0, marksKept + 1).join('.');
}
