import { hash } from '@node-rs/argon2';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { randomBytes } from 'node:crypto';
import { asId } from '#lib/base/core/ids.ts';
import { knownDevice, markDevice } from '#lib/people/access/device.server.ts';
import { QueueFull } from '#lib/people/access/fair-queue.ts';
import { createHashing } from '#lib/people/access/hashing.server.ts';
import { createThrottle, delayMinutes, type Throttle } from '#lib/people/access/throttle.server.ts';

const minute = 60_000;

describe('waiting', () => {
	beforeEach(() => vi.useFakeTimers({ now: 1_800_000_000_000 }));
	afterEach(() => vi.useRealTimers());

	const guess = async (throttle: Throttle, account: string, device?: string) => {
		const refused = await throttle.take({ account, device });
		if (!refused) await throttle.failed({ account, device }, '10.0.0.1');
		return refused === undefined;
	};

	test('delays grow 1, 2, 4, 8, 15, 15', () => {
		expect([1, 2, 3, 4, 5, 6, 7, 8, 100].map(delayMinutes)).toEqual([0, 0, 1, 2, 4, 8, 15, 15, 15]);
	});

	test('someone guessing as fast as allowed gets at most five tries in any quarter of an hour', async () => {
		const throttle = createThrottle(() => undefined);
		const tries: number[] = [];
		for (let second = 0; second < 3 * 3600; second += 5) {
			if (await guess(throttle, 'victim')) tries.push(second);
			vi.advanceTimersByTime(5000);
		}
		for (const start of tries)
			expect(tries.filter((at) => at >= start && at < start + 15 * 60).length).toBeLessThanOrEqual(5);
		expect(tries.length).toBeLessThan(20);
	});

	test('a thousand guesses at once: five are looked at', async () => {
		const throttle = createThrottle(() => undefined);
		const taken = await Promise.all(
			Array.from({ length: 1000 }, () => throttle.take({ account: 'victim', device: undefined }))
		);
		expect(taken.filter((refused) => refused === undefined)).toHaveLength(5);
	});

	test.each([undefined, 'home'])('a try that the full queue turned away is given back (browser %s)', async (device) => {
		const throttle = createThrottle(() => undefined);
		const bucket = { account: 'owner', device };
		for (let n = 0; n < 40; n++) {
			expect(await throttle.take(bucket)).toBeUndefined();
			await throttle.spare(bucket);
		}
		// Control: without that the tries are used up.
		for (let n = 0; n < 10; n++) await throttle.take(bucket);
		expect((await throttle.take(bucket))?.waitMs).toBeGreaterThan(0);
	});

	test('the owner’s known browser is not held back by strangers, the control without it is', async () => {
		const throttle = createThrottle(() => undefined);
		for (let n = 0; n < 1000; n++) await guess(throttle, 'owner');
		expect(await throttle.take({ account: 'owner', device: 'home' })).toBeUndefined();
		expect((await throttle.take({ account: 'owner', device: undefined }))?.waitMs).toBeGreaterThan(0);
	});

	test('a known browser has ten tries in fifteen minutes, and again afterwards', async () => {
		const throttle = createThrottle(() => undefined);
		const first = [];
		for (let n = 0; n < 12; n++) first.push(await guess(throttle, 'owner', 'home'));
		expect(first.filter(Boolean)).toHaveLength(10);
		vi.advanceTimersByTime(15 * minute + 1);
		expect(await guess(throttle, 'owner', 'home')).toBe(true);
	});

	test('success forgives, and successes are never counted', async () => {
		const throttle = createThrottle(() => undefined);
		for (let n = 0; n < 100; n++) {
			const bucket = { account: 'a', device: undefined };
			expect(await throttle.take(bucket)).toBeUndefined();
			await throttle.succeeded(bucket);
		}
	});

	test('an address with many failing accounts raises the alarm once and blocks nobody', async () => {
		const alarm = vi.fn();
		const throttle = createThrottle(alarm);
		for (let n = 0; n < 100; n++) expect(await guess(throttle, `account-${n}`)).toBe(true);
		expect(alarm).toHaveBeenCalledTimes(1);
		expect(await guess(throttle, 'one more')).toBe(true);
	});
});

describe('known browsers', () => {
	const secret = randomBytes(32);
	const account = (id: number) => asId<'account'>(id);
	test('a mark fits its account, browser and installation only', () => {
		const cookie = markDevice(secret, undefined, account(1));
		expect(knownDevice(secret, cookie, account(1))).toBeDefined();
		expect(knownDevice(secret, cookie, account(2))).toBeUndefined();
		expect(knownDevice(randomBytes(32), cookie, account(1))).toBeUndefined();
		const other = markDevice(secret, undefined, account(1));
		expect(other.split('.')[1]).not.toBe(cookie.split('.')[1]);
	});
	test('ten people share a machine; the cookie stays small', () => {
		let cookie: string | undefined;
		for (let id = 1; id <= 60; id++) cookie = markDevice(secret, cookie, account(id));
		for (let id = 51; id <= 60; id++) expect(knownDevice(secret, cookie, account(id))).toBeDefined();
		expect(knownDevice(secret, cookie, account(1))).toBeUndefined();
		expect(cookie?.length).toBeLessThan(700);
	});
	test.each([undefined, '', '.', 'x'.repeat(5000), 'a.b.c', `${'n'.repeat(22)}.短`])('%j is nobody’s', (cookie) => {
		expect(knownDevice(secret, cookie, account(1))).toBeUndefined();
		expect(knownDevice(secret, markDevice(secret, cookie, account(1)), account(1))).toBeDefined();
	});
});

describe('password checks', () => {
	test('never more at once than lanes; the queue is bounded', async () => {
		const hashing = createHashing(3, 1);
		const all = await Promise.allSettled(Array.from({ length: 8 }, () => hashing.hash('Lantern-7-weiqi')));
		expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(4);
		for (const result of all) if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(QueueFull);
		expect(await hashing.verify(await hashing.hash('x'), 'x')).toBe(true);
	});
	test('a hash of an earlier setting is checked with the cost it carries', async () => {
		const stored = await hash('Lantern-7-weiqi', { memoryCost: 12_288, timeCost: 3, parallelism: 1 });
		expect(await createHashing().verify(stored, 'Lantern-7-weiqi')).toBe(true);
		expect(await createHashing().verify(stored, 'Lantern-7-weiqj')).toBe(false);
	});
	test('without a stored hash the answer is no, after the same work', async () => {
		const hashing = createHashing();
		const stored = await hashing.hash('Lantern-7-weiqi');
		expect(stored).toContain('m=8192,t=5,p=1');
		expect(await hashing.verify(null, '\0')).toBe(false);
		const time = async (against: string | null) => {
			const started = performance.now();
			await hashing.verify(against, 'wrong');
			return performance.now() - started;
		};
		// The quickest of many, taken in turn: what a busy machine adds falls away.
		const times = { unknown: Infinity, known: Infinity };
		for (let n = 0; n < 40; n++) {
			times.unknown = Math.min(times.unknown, await time(null));
			times.known = Math.min(times.known, await time(stored));
		}
		expect(times.unknown / times.known).toBeGreaterThan(0.7);
		expect(times.unknown / times.known).toBeLessThan(1.4);
	});
});
