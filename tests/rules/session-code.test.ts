import fc from 'fast-check';
import { expect, test } from 'vitest';
import { asId } from '#lib/base/core/ids.ts';
import { codeMs, fitsSessionCode, fitsTicket, sessionCode, signInTicket } from '#lib/study/session/code.server.ts';
import { takesCodes } from '#lib/study/session/session.ts';

const secret = Buffer.alloc(32, 7);
const session = asId<'session'>(3);
const person = asId<'person'>(5);
const now = Date.parse('2027-03-12T01:00:10Z');

test('six digits that change every half minute, for each session apart', () => {
	const codes = Array.from({ length: 200 }, (_, step) => sessionCode(secret, session, now + step * codeMs));
	expect(codes.every((code) => /^\d{6}$/.test(code))).toBe(true);
	expect(new Set(codes).size).toBeGreaterThan(195);
	expect(sessionCode(secret, session, now)).toBe(sessionCode(secret, session, now + 19_000));
	expect(sessionCode(secret, asId<'session'>(4), now)).not.toBe(sessionCode(secret, session, now));
	expect(sessionCode(Buffer.alloc(32, 8), session, now)).not.toBe(sessionCode(secret, session, now));
});

test('a code is taken while it is shown and for three changes more, never before, never longer', () => {
	fc.assert(
		fc.property(fc.integer({ min: 0, max: 10_000_000 }), fc.integer({ min: -300_000, max: 300_000 }), (at, later) => {
			const code = sessionCode(secret, session, now + at);
			const steps = Math.floor((now + at + later) / codeMs) - Math.floor((now + at) / codeMs);
			const clash = [0, 1, 2, 3].some(
				(step) => sessionCode(secret, session, now + at + later - step * codeMs) === code
			);
			expect(fitsSessionCode(secret, session, code, now + at + later)).toBe((steps >= 0 && steps <= 3) || clash);
		})
	);
});

test('typed as people type: full width, with a space; nonsense fits never', () => {
	const code = sessionCode(secret, session, now);
	expect(fitsSessionCode(secret, session, `${code.slice(0, 3)} ${code.slice(3)}`, now)).toBe(true);
	const wide = [...code].map((digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)).join('');
	expect(fitsSessionCode(secret, session, wide, now)).toBe(true);
	for (const text of ['', '12345', '1234567', 'abcdef', `${code}0`])
		expect(fitsSessionCode(secret, session, text, now), text).toBe(false);
});

test('a ticket is good for one person, one session and five minutes', () => {
	const ticket = signInTicket(secret, session, person, now);
	expect(fitsTicket(secret, session, person, ticket, now + 299_000)).toBe(true);
	expect(fitsTicket(secret, session, person, ticket, now + 300_000)).toBe(false);
	expect(fitsTicket(secret, session, person, ticket, now - 1), 'from the future').toBe(false);
	expect(fitsTicket(secret, session, asId<'person'>(6), ticket, now)).toBe(false);
	expect(fitsTicket(secret, asId<'session'>(4), person, ticket, now)).toBe(false);
	const forged = [`0${ticket}`, ticket.replace(/^\d+/, String(now + 1)), `${now}.`, `${now}.${'0'.repeat(32)}`, 'x'];
	for (const text of forged) expect(fitsTicket(secret, session, person, text, now + 1000), text).toBe(false);
});

test('codes are taken around the session only, while attendance is open', () => {
	const base = { state: 'planned' as const, startsAt: now, codes: true };
	expect(takesCodes(base, now)).toBe(true);
	expect(takesCodes(base, now - 3_600_001)).toBe(false);
	expect(takesCodes(base, now + 4 * 3_600_000)).toBe(false);
	expect(takesCodes({ ...base, state: 'held' }, now)).toBe(false);
	expect(takesCodes({ ...base, codes: false }, now)).toBe(false);
});
