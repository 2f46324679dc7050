import { timingSafeEqual } from 'node:crypto';
import { keyedDigest } from '#lib/base/config/config.server.ts';
import type { Instant } from '#lib/base/core/clock.ts';
import type { PersonId, SessionId } from '#lib/base/core/ids.ts';

/** The code on the wall changes this often. */
export const codeMs = 30_000;
/** It is taken for so many changes more: whoever scans it may first have to sign in. */
const takenSteps = 3;

/** Six digits for one session and one half minute: nobody computes them without the installation's secret. */
export function sessionCode(secret: Buffer, sessionId: SessionId, now: Instant): string {
	const step = Math.floor(now / codeMs);
	const digest = keyedDigest(secret, `study-session\0${sessionId}\0${step}`);
	return String(digest.readUInt32BE(0) % 1_000_000).padStart(6, '0');
}

/** Whether what was typed is the code of now, or one of the three before it. */
export function fitsSessionCode(secret: Buffer, sessionId: SessionId, typed: string, now: Instant): boolean {
	const digits = Buffer.from(typed.normalize('NFKC').replace(/\D/g, ''));
	let fits = false;
	for (let step = 0; step <= takenSteps; step++) {
		const expected = Buffer.from(sessionCode(secret, sessionId, now - step * codeMs));
		fits = (digits.length === expected.length && timingSafeEqual(digits, expected)) || fits;
	}
	return fits;
}

const ticketMs = 5 * 60_000;

/**
 * A page that was opened with a good code may be read in peace: its form carries this mark of the moment, good for one
 * person and five minutes.
 */
export function signInTicket(secret: Buffer, sessionId: SessionId, personId: PersonId, now: Instant): string {
	const mac = keyedDigest(secret, `study-ticket\0${sessionId}\0${personId}\0${now}`).toString('hex');
	return `${now}.${mac.slice(0, 32)}`;
}

export function fitsTicket(
	secret: Buffer,
	sessionId: SessionId,
	personId: PersonId,
	ticket: string,
	now: Instant
): boolean {
	const at = Number(/^(\d{1,16})\.[0-9a-f]{32}$/.exec(ticket)?.[1] ?? NaN);
	if (!(at <= now && now - at < ticketMs)) return false;
	const [given, expected] = [ticket, signInTicket(secret, sessionId, personId, at)].map((text) => Buffer.from(text));
	return (
		given !== undefined &&
		expected !== undefined &&
		given.length === expected.length &&
		timingSafeEqual(given, expected)
	);
}
