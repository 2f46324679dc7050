import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asId } from '#lib/base/core/ids.ts';
import {
	type CountedRow,
	type CountedSession,
	figuresOf,
	formatRate,
	isSelfStudy,
	levelFigures
} from '#lib/study/session/counts.ts';
import { isLate, lateFrom, sessionKinds, sessionLevels, statusOf } from '#lib/study/session/session.ts';
import { parseInstant } from '#lib/base/core/clock.ts';

const sessionsAny = fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 12 }).chain((ids) =>
	fc.tuple(
		...ids.map((id) =>
			fc.record({
				id: fc.constant(asId<'session'>(id)),
				level: fc.constantFrom(...sessionLevels),
				kind: fc.constantFrom(...sessionKinds),
				startsAt: fc.integer({ min: 0, max: 11 }).map((month) => Date.UTC(2027, month, 15)),
				state: fc.constantFrom('planned' as const, 'held' as const, 'held' as const, 'cancelled' as const)
			})
		)
	)
);

const world = sessionsAny.chain((sessions) =>
	fc
		.uniqueArray(
			fc.record({
				session: fc.integer({ min: 0, max: sessions.length - 1 }),
				person: fc.integer({ min: 1, max: 15 }),
				marked: fc.constantFrom('present' as const, 'leave' as const, 'absent' as const, null),
				walkIn: fc.boolean(),
				late: fc.boolean(),
				caughtUp: fc.boolean()
			}),
			{ selector: ({ session, person }) => `${session}/${person}`, maxLength: 120 }
		)
		.map((drafts) => {
			const rows: CountedRow[] = drafts.map(({ session, person, marked, walkIn, late, caughtUp }) => {
				const of = sessions[session] as CountedSession;
				return {
					...{ sessionId: of.id, personId: asId<'person'>(person), unitId: asId<'unit'>(1 + (person % 4)) },
					...{ walkIn, late, caughtUp },
					// Walk-ins are there, or they are not on the list at all.
					status: walkIn ? ('present' as const) : statusOf(marked, of.state)
				};
			});
			return { sessions: sessions as CountedSession[], rows };
		})
);

describe('figures', () => {
	test('every row counts once: expected is the sum of what became of it', () => {
		fc.assert(
			fc.property(world, ({ rows }) => {
				const { expected, present, leave, absent, unmarked, walkIns, headcount, selfStudy } = figuresOf(rows);
				expect(expected + walkIns).toBe(rows.length);
				expect(present + leave + absent + unmarked).toBe(rows.length);
				expect(headcount).toBeLessThanOrEqual(present);
				expect(headcount === 0).toBe(present === 0);
				expect(selfStudy).toBeLessThanOrEqual(leave + absent);
			})
		);
	});

	test('人次 adds up over months, kinds and units of one level; 人数 never more than the sum', () => {
		fc.assert(
			fc.property(world, ({ sessions, rows }) => {
				for (const level of sessionLevels) {
					const whole = levelFigures(sessions, rows, { level });
					const parts = {
						kind: sessionKinds.map((kind) => levelFigures(sessions, rows, { level, kind })),
						month: Array.from({ length: 12 }, (_, month) => levelFigures(sessions, rows, { level, month: month + 1 })),
						unit: [1, 2, 3, 4].map((unit) => levelFigures(sessions, rows, { level, unitId: asId<'unit'>(unit) }))
					};
					for (const list of Object.values(parts)) {
						const sum = (name: 'attendances' | 'expected' | 'leave' | 'absent' | 'selfStudy' | 'headcount') =>
							list.reduce((total, part) => total + part[name], 0);
						for (const name of ['attendances', 'expected', 'leave', 'absent', 'selfStudy'] as const)
							expect(sum(name)).toBe(whole[name]);
						expect(sum('headcount')).toBeGreaterThanOrEqual(whole.headcount);
					}
					expect(parts.kind.reduce((total, part) => total + part.sessionCount, 0)).toBe(whole.sessionCount);
					expect(parts.month.reduce((total, part) => total + part.sessionCount, 0)).toBe(whole.sessionCount);
					expect(whole.unmarked).toBe(0);
				}
			})
		);
	});

	test('only held sessions count, and a session counts once however many people it has', () => {
		fc.assert(
			fc.property(world, ({ sessions, rows }) => {
				for (const level of sessionLevels) {
					const held = sessions.filter((session) => session.state === 'held' && session.level === level);
					const figures = levelFigures(sessions, rows, { level });
					expect(figures.sessionCount).toBe(held.length);
					const ids = new Set(held.map(({ id }) => id));
					const there = rows.filter((row) => ids.has(row.sessionId) && row.status === 'present');
					expect(figures.attendances).toBe(there.length);
					expect(figures.headcount).toBe(new Set(there.map(({ personId }) => personId)).size);
				}
			})
		);
	});

	test('a quiz never makes an attendance, and of somebody who was there it counts for nothing', () => {
		fc.assert(
			fc.property(world, ({ rows }) => {
				const without = figuresOf(rows.map((row) => ({ ...row, caughtUp: false })));
				const withAll = figuresOf(rows.map((row) => ({ ...row, caughtUp: true })));
				expect(withAll.present).toBe(without.present);
				expect(withAll.attendanceRate).toEqual(without.attendanceRate);
				expect(withAll.selfStudy).toBe(without.leave + without.absent);
			})
		);
		expect(isSelfStudy({ status: 'present', caughtUp: true })).toBe(false);
		expect(isSelfStudy({ status: 'unmarked', caughtUp: true })).toBe(false);
		expect(isSelfStudy({ status: 'leave', caughtUp: true })).toBe(true);
	});

	test('the rate is of those expected: walk-ins never lift it, and 100 % means everybody', () => {
		fc.assert(
			fc.property(world, ({ rows }) => {
				const { attendanceRate } = figuresOf(rows);
				if (attendanceRate === null) return;
				expect(attendanceRate.present).toBeLessThanOrEqual(attendanceRate.expected);
				expect(formatRate(attendanceRate) === '100.00%').toBe(attendanceRate.present === attendanceRate.expected);
			})
		);
		expect(formatRate({ present: 19_999, expected: 20_000 })).toBe('99.99%');
		expect(formatRate({ present: 2, expected: 3 })).toBe('66.67%');
		expect(formatRate({ present: 0, expected: 3 })).toBe('0.00%');
		expect(formatRate(null)).toBeNull();
	});
});

describe('late entries', () => {
	const at = (text: string) => parseInstant(text) ?? NaN;
	test.each([
		['2027-03-12 09:00', '2027-03-12 08:00', false],
		['2027-03-12 09:00', '2027-03-13 23:59', false],
		['2027-03-12 09:00', '2027-03-14 00:00', true],
		['2027-12-31 23:30', '2028-01-01 23:59', false],
		['2028-02-28 15:00', '2028-02-29 23:59', false],
		['2028-02-28 15:00', '2028-03-01 00:00', true]
	])('session %s, entry %s: %s', (starts, entered, late) => {
		expect(isLate({ state: 'planned', startsAt: at(starts) }, at(entered))).toBe(late);
		expect(isLate({ state: 'held', startsAt: at(starts) }, at(entered)), 'after closing always').toBe(true);
	});
	test('the border is a midnight of the district', () => {
		expect(lateFrom(at('2027-03-12 00:00'))).toBe(at('2027-03-14 00:00'));
		expect(lateFrom(at('2027-03-12 23:59'))).toBe(at('2027-03-14 00:00'));
	});
});
