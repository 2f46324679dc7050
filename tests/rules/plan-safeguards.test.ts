import fc from 'fast-check';
import { BlockList, isIPv4 } from 'node:net';
import { describe, expect, test } from 'vitest';
import {
	configKeyHash,
	deviceMark,
	fitsRoomCode,
	machineFault,
	roomCode
} from '#lib/exam/attempt/safeguards.server.ts';
import {
	admitsAddress,
	admitsDevice,
	networkOf,
	noSafeguards,
	safeguardProblems,
	safeguardsOf,
	splitNetworks
} from '#lib/exam/plan/safeguards.ts';
import { asId } from '#lib/base/core/ids.ts';

describe('networks', () => {
	test.each([
		['10.20.0.0/16', '10.20.255.1', true],
		['10.20.0.0/16', '10.21.0.1', false],
		['10.20.3.7/16', '10.20.0.1', true],
		['192.168.1.8', '192.168.1.8', true],
		['192.168.1.8', '192.168.1.9', false],
		['0.0.0.0/0', '8.8.8.8', true],
		['0.0.0.0/0', '2001:db8::1', false],
		['10.0.0.0/8', '::ffff:10.1.2.3', true],
		['::ffff:10.0.0.0/8', '10.1.2.3', true],
		['2001:db8::/32', '2001:db8:1::5', true],
		['2001:db8::/32', '2001:db9::5', false],
		['fe80::/10', 'fe80::1%eth0', true],
		['10.0.0.0/8', 'unknown', false]
	])('%s holds %s: %s', (network, address, holds) => {
		expect(admitsAddress([network], address)).toBe(holds);
	});

	test.each([
		'',
		'10.0.0',
		'10.0.0.256',
		'010.0.0.1',
		'10.0.0.0/33',
		'10.0.0.0/',
		'1::2::3',
		'1:2:3:4:5:6:7',
		':::',
		'12345::',
		'2001:db8::/129',
		'1:2:3:4:5:6:7:8::',
		'10.0.0.0/8/8',
		'a.b.c.d'
	])('“%s” is no network', (text) => {
		expect(networkOf(text)).toBeUndefined();
		expect(safeguardProblems({ ...noSafeguards, networks: [text] })).toHaveLength(1);
		expect(admitsAddress([text], '10.0.0.1')).toBe(false);
	});

	test('no list means everywhere, whatever the address looks like', () => {
		fc.assert(fc.property(fc.string(), (address) => void expect(admitsAddress([], address)).toBe(true)));
	});

	test('agrees with Node’s own BlockList on addresses near and far', () => {
		const address = fc.oneof(fc.ipV4(), fc.ipV6());
		fc.assert(
			fc.property(address, fc.integer({ min: 0, max: 128 }), address, fc.boolean(), (base, bits, other, near) => {
				const prefix = isIPv4(base) ? bits % 33 : bits;
				const family = isIPv4(base) ? 'ipv4' : 'ipv6';
				const asked = near ? base : other;
				const list = new BlockList();
				list.addSubnet(base, prefix, family);
				// Node takes any IPv4 for a part of ::/0; here the two families are apart.
				fc.pre(isIPv4(base) === isIPv4(asked));
				// IPv4 within IPv6 is one address for us and another one for Node.
				fc.pre(!/^(0*:)*:?(0*:)*ffff:/i.test(base) && !/^(0*:)*:?(0*:)*ffff:/i.test(asked));
				expect(admitsAddress([`${base}/${prefix}`], asked)).toBe(list.check(asked, isIPv4(asked) ? 'ipv4' : 'ipv6'));
			}),
			{ numRuns: 2000 }
		);
	});

	test('a field takes lines, blanks and Chinese commas', () => {
		expect(splitNetworks(' 10.0.0.0/8\n192.168.1.8，::1、fe80::/10 ; ')).toEqual([
			'10.0.0.0/8',
			'192.168.1.8',
			'::1',
			'fe80::/10'
		]);
	});
});

describe('room code', () => {
	const secret = Buffer.alloc(32, 7);
	const exam = asId<'exam'>(3);
	const start = 1_800_000_000_000;

	test('is six digits, and another one in the next minute, for the next exam, under another secret', () => {
		const code = roomCode(secret, exam, start);
		expect(code).toMatch(/^\d{6}$/);
		expect(roomCode(secret, exam, start + 59_999)).toBe(code);
		for (const other of [
			roomCode(secret, exam, start + 60_000),
			roomCode(secret, asId<'exam'>(4), start),
			roomCode(Buffer.alloc(32, 8), exam, start)
		])
			expect(other).not.toBe(code);
	});

	test('two codes are taken around each change, one in the middle of its minute, never an older one', () => {
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 1e9 }), (offset) => {
				const now = start + offset;
				const minute = Math.floor(now / 60_000) * 60_000;
				const into = now - minute;
				const fits = (at: number) => fitsRoomCode(secret, exam, roomCode(secret, exam, at), now);
				expect(fits(now)).toBe(true);
				const same = (at: number) => roomCode(secret, exam, at) === roomCode(secret, exam, now);
				if (!same(minute - 1)) expect(fits(minute - 1)).toBe(into < 30_000);
				if (!same(minute + 60_000)) expect(fits(minute + 60_000)).toBe(into >= 30_000);
			})
		);
	});

	test('is taken as it is read out: full width, with a gap; and nothing else is', () => {
		const code = roomCode(secret, exam, start);
		const wide = [...code].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join('');
		for (const typed of [code, `${code.slice(0, 3)} ${code.slice(3)}`, wide])
			expect(fitsRoomCode(secret, exam, typed, start + 31_000)).toBe(true);
		for (const typed of ['', '12345', `${code}0`, code.slice(1)])
			expect(fitsRoomCode(secret, exam, typed, start + 31_000)).toBe(false);
	});
});

describe('Safe Exam Browser', () => {
	const key = '81aad4ab9dfd447cc479e6a4a7c9a544e2cafc7f3adeb68b2a21efad68eca4dc';

	// Computed apart from this code: printf '%s%s' ADDRESS KEY | sha256sum
	test.each([
		['https://exam.example/exams/1', '0d9facf4b7a4638f963a3bc7d1b2a8e5ee0cb2d7cdb3a09f2238ce059f6f0dda'],
		['http://10.0.0.5:3000/attempts/ABC?saved=1', 'c8cdcc01131147c798a879ec6129dea8acdaafe8c60adade12de2bf95d5ef00f']
	])('hash of %s', (address, expected) => {
		expect(configKeyHash(address, key)).toBe(expected);
		expect(configKeyHash(`${address}#q7`, key)).toBe(expected);
	});

	test('another address, another key or no header: not that browser; without a key nobody is asked', () => {
		const url = 'https://exam.example/exams/1';
		const asked = { ...noSafeguards, safeBrowserKey: key };
		const machine = { address: '10.0.0.1', url, configKeyHash: configKeyHash(url, key) };
		expect(machineFault(asked, machine)).toBeUndefined();
		expect(machineFault(asked, { ...machine, configKeyHash: machine.configKeyHash.toUpperCase() })).toBeUndefined();
		expect(machineFault(asked, { ...machine, url: `${url}?x` })).toBe('otherBrowser');
		expect(machineFault(asked, { ...machine, configKeyHash: null })).toBe('otherBrowser');
		expect(machineFault(noSafeguards, { ...machine, configKeyHash: null })).toBeUndefined();
		expect(machineFault({ ...asked, networks: ['10.9.0.0/16'] }, machine)).toBe('otherNetwork');
		expect(safeguardProblems({ ...noSafeguards, safeBrowserKey: 'abc' })).toHaveLength(1);
		expect(safeguardProblems(asked)).toEqual([]);
	});
});

describe('one device', () => {
	const places = fc.array(
		fc.record({ device: fc.constantFrom('a', 'b', 'c'), at: fc.integer({ min: 1, max: 50 }), admitted: fc.boolean() })
	);
	const device = fc.constantFrom('a', 'b', 'c');

	test('the first device keeps it, a second one waits, a release lets the next one in', () => {
		const first = { device: 'a', at: 1, admitted: true };
		expect(admitsDevice([], null, 'a')).toBe(true);
		expect(admitsDevice([first], null, 'a')).toBe(true);
		expect(admitsDevice([first], null, 'b')).toBe(false);
		expect(admitsDevice([first], 2, 'b')).toBe(true);
		expect(admitsDevice([first, { device: 'b', at: 3, admitted: true }], 2, 'a')).toBe(false);
	});

	test('played by its own rule, at most one device is admitted between two releases', () => {
		fc.assert(
			fc.property(fc.array(fc.tuple(device, fc.boolean()), { maxLength: 40 }), (steps) => {
				let releasedAt: number | null = null;
				const played: { device: string; at: number; admitted: boolean }[] = [];
				for (const [index, [which, release]] of steps.entries()) {
					if (release) releasedAt = index;
					else played.push({ device: which, at: index, admitted: admitsDevice(played, releasedAt, which) });
					const since: number = releasedAt ?? -1;
					const holders = new Set(played.filter(({ at, admitted }) => admitted && at > since).map((one) => one.device));
					expect(holders.size).toBeLessThanOrEqual(1);
				}
			})
		);
	});

	test('refused openings change nothing', () => {
		fc.assert(
			fc.property(places, device, (all, which) => {
				const admitted = all.filter((place) => place.admitted);
				expect(admitsDevice(all, null, which)).toBe(admitsDevice(admitted, null, which));
			})
		);
	});

	test('the mark names no browser and differs with the secret', () => {
		expect(deviceMark(Buffer.alloc(32), 'nonce')).toMatch(/^[0-9a-f]{16}$/);
		expect(deviceMark(Buffer.alloc(32), 'nonce')).not.toBe(deviceMark(Buffer.alloc(32, 1), 'nonce'));
	});
});

test('a scheme written before there were safeguards has none', () => {
	expect(safeguardsOf({})).toEqual(noSafeguards);
});
