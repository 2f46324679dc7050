import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { serverClock } from '#lib/base/core/clock.ts';
import { judgeBoot, look, type Look, watchFrom } from '#lib/base/time/moments.ts';

const noon = Date.UTC(2026, 11, 4, 4);
const day = 86_400_000;

describe('the clock at a start', () => {
	test.each([
		['a new database', noon, null, false, { startAt: noon, doubt: null }],
		['a restart', noon + 9_000, noon, true, { startAt: noon + 9_000, doubt: null }],
		['a step back within slewing', noon - 1_500, noon, true, { startAt: noon, doubt: null }],
		['two days behind', noon - 2 * day, noon, true, { startAt: noon, doubt: 'behind' }],
		['a dead battery', Date.UTC(2000, 0, 1), noon, true, { startAt: noon, doubt: 'year' }],
		['a dead battery, new database', Date.UTC(1970, 0, 1), null, false, { startAt: 0, doubt: 'year' }],
		['a week off, nobody writing', noon + 7 * day, noon, false, { startAt: noon + 7 * day, doubt: null }],
		['an hour off, people writing', noon + day / 24, noon, true, { startAt: noon + day / 24, doubt: null }],
		['eight hours off, people writing', noon + day / 3, noon, true, { startAt: noon, doubt: 'ahead' }],
		['two years off', noon + 731 * day, noon, false, { startAt: noon, doubt: 'ahead' }]
	])('%s', (_, wall, known, running, boot) => {
		expect(judgeBoot(wall, known, running)).toEqual(boot);
	});

	test.each([
		['two hours down, and the clock agrees', noon + day / 12, { startAt: noon + day / 12, doubt: null }],
		['the clock was set ahead meanwhile', noon + day / 12 + day, { startAt: noon + day / 12, doubt: 'ahead' }],
		['the clock was set back meanwhile', noon + day / 24, { startAt: noon + day / 12, doubt: 'behind' }]
	])('by the uptime of a machine that stayed on: %s', (_, wall, boot) => {
		expect(judgeBoot(wall, noon, true, noon + day / 12)).toEqual(boot);
	});

	test('never begins before the newest moment on record', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 0, max: 4e12 }),
				fc.integer({ min: 0, max: 4e12 }),
				fc.boolean(),
				(wall, known, open) => {
					expect(judgeBoot(wall, known, open).startAt).toBeGreaterThanOrEqual(known);
				}
			)
		);
	});
});

describe('the clocks while running', () => {
	const at = (ms: number, change: Partial<Look> = {}): Look => ({
		wall: noon + ms,
		server: noon + ms,
		monotonic: 5_000 + ms,
		uptime: 90_000 + ms,
		...change
	});
	const watch = watchFrom(at(0));

	test('agree, and nothing is told', () => {
		expect(look(watch, at(1_000))).toMatchObject({ sleptMs: 0, stalledFrom: null, jumpedTo: null });
		expect(look(watch, at(1_000, { wall: noon + 2_900 })).jumpedTo).toBe(null);
	});

	test('a jump of the wall clock is told once, and once more when it is undone', () => {
		const hour = 3_600_000;
		for (const jump of [hour, -hour, 2_500]) {
			const first = look(watch, at(1_000, { wall: noon + 1_000 + jump }));
			expect(first.jumpedTo).toBe(jump);
			const second = look(first.watch, at(2_000, { wall: noon + 2_000 + jump }));
			expect(second.jumpedTo).toBe(null);
			expect(look(second.watch, at(3_000)).jumpedTo).toBe(0);
		}
	});

	test('a machine that slept is no jump: monotonic stood still, uptime did not', () => {
		const slept = 1_800_000;
		const seen = look(watch, at(1_000, { wall: noon + 1_000 + slept, uptime: 91_000 + slept }));
		expect(seen).toMatchObject({ sleptMs: slept, jumpedTo: null, stalledFrom: null });
		const moved = { wall: noon + 2_000 + slept, server: noon + 2_000 + slept, uptime: 92_000 + slept };
		expect(look(seen.watch, at(2_000, moved))).toMatchObject({ sleptMs: 0, jumpedTo: null, stalledFrom: null });
	});

	test('a standstill of the process is told with its beginning', () => {
		expect(look(watch, at(9_999)).stalledFrom).toBe(null);
		expect(look(watch, at(10_001)).stalledFrom).toBe(noon);
	});

	test('the server’s clock runs by the monotonic one', () => {
		let monotonic = 77;
		const clock = serverClock(noon, () => monotonic);
		monotonic += 1234.9;
		expect(clock.now()).toBe(noon + 1234);
		clock.set(noon + day);
		monotonic += 1;
		expect(clock.now()).toBe(noon + day + 1);
	});
});
