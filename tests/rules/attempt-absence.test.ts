import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	type Absence,
	absenceCauses,
	absencesPerCall,
	causeOf,
	leastAbsenceMs,
	plausible,
	readAbsences
} from '#lib/exam/attempt/absence.ts';

const absence = fc.record({
	beganAt: fc.integer({ min: 0, max: 2e12 }),
	lengthMs: fc.integer({ min: 0, max: 1e9 }),
	cause: fc.constantFrom(...absenceCauses)
});

describe('what the page sends', () => {
	test('is read as it was written', () => {
		fc.assert(
			fc.property(fc.array(absence, { maxLength: absencesPerCall }), (absences) => {
				const sent: unknown = JSON.parse(JSON.stringify({ absences }));
				expect(readAbsences(sent)).toEqual(absences);
			})
		);
	});

	test.each([
		null,
		[],
		{},
		{ absences: {} },
		{ absences: [], more: 1 },
		{ absences: [null] },
		{ absences: [{ beganAt: 1, lengthMs: 1 }] },
		{ absences: [{ beganAt: 1, lengthMs: 1, cause: 'cheating' }] },
		{ absences: [{ beganAt: -1, lengthMs: 1, cause: 'reload' }] },
		{ absences: [{ beganAt: 1.5, lengthMs: 1, cause: 'reload' }] },
		{ absences: [{ beganAt: 1, lengthMs: '1', cause: 'reload' }] },
		{ absences: [{ beganAt: 1, lengthMs: 1, cause: 'reload', note: '<b>' }] }
	])('anything else is refused: %j', (body) => {
		expect(readAbsences(body)).toBeUndefined();
	});

	test('no more than so many at once', () => {
		const many = (count: number) => new Array(count).fill({ beganAt: 1, lengthMs: 1, cause: 'reload' }) as unknown;
		expect(readAbsences({ absences: many(absencesPerCall) })).toHaveLength(absencesPerCall);
		expect(readAbsences({ absences: many(absencesPerCall + 1) })).toBeUndefined();
	});
});

test('an absence lies between the start of the attempt and now, whatever the browser’s clock says', () => {
	fc.assert(
		fc.property(
			fc.array(absence),
			fc.integer({ min: 0, max: 2e12 }),
			fc.nat({ max: 1e9 }),
			(absences, startedAt, elapsedMs) => {
				const now = startedAt + elapsedMs;
				for (const { beganAt, lengthMs } of plausible(absences, startedAt, now)) {
					expect(beganAt).toBeGreaterThanOrEqual(startedAt);
					expect(beganAt + lengthMs).toBeLessThanOrEqual(now);
					expect(lengthMs).toBeGreaterThanOrEqual(leastAbsenceMs);
				}
			}
		)
	);
	const told: Absence = { beganAt: 5000, lengthMs: 3000, cause: 'otherTab' };
	expect(plausible([told], 1000, 9000)).toEqual([told]);
	expect(plausible([{ ...told, lengthMs: 86_400_000 }], 1000, 9000)).toEqual([{ ...told, lengthMs: 4000 }]);
});

test('the kindest explanation that fits is named', () => {
	const seen = { slept: false, hidden: false, offline: false };
	expect(causeOf(seen)).toBe('otherWindow');
	expect(causeOf({ ...seen, offline: true })).toBe('networkDialog');
	expect(causeOf({ ...seen, offline: true, hidden: true })).toBe('otherTab');
	expect(causeOf({ slept: true, hidden: true, offline: true })).toBe('screenLock');
});
