import { describe, expect, test } from 'vitest';
import { DiskFull } from '#lib/base/db/group-commit.server.ts';
import { rememberPresences } from '#lib/people/access/presence.server.ts';
import { sessions } from '#lib/people/access/session.server.ts';
import { makeAccount, makeUnit } from '../doors/people.ts';
import { openAttempt } from './access-attempt.ts';
import { freshStore } from './fresh.ts';

const minute = 60_000;
const device = { userAgent: 'test', address: '10.0.0.1' };

async function scene() {
	const store = await freshStore();
	const { db } = store;
	const unit = await makeUnit(db, 'A');
	const candidate = await makeAccount(db, { login: 'C', unitId: unit });
	const officer = await makeAccount(db, { login: 'officer', roles: [{ role: 'examOfficer', unitId: null }] });
	let at = 1_800_000_000_000;
	const door = sessions(store, () => at);
	return { db, candidate, officer, door, pass: (minutes: number) => (at += minutes * minute) };
}

describe('how long a session lives', () => {
	test('with a role it ends after 30 idle minutes; used, it rolls on', async () => {
		const { door, officer, pass } = await scene();
		const token = await door.open(officer.accountId, device);
		for (let n = 0; n < 10; n++) {
			pass(29);
			expect(await door.find(token)).toBeDefined();
		}
		pass(31);
		expect(await door.find(token)).toBeUndefined();
		pass(-31);
		expect(await door.find(token), 'it is gone, not only hidden').toBeUndefined();
	});

	test('a candidate’s ends after two idle hours', async () => {
		const { door, candidate, pass } = await scene();
		const token = await door.open(candidate.accountId, device);
		pass(1);
		expect(await door.find(token)).toBeDefined();
		pass(115);
		expect(await door.find(token)).toBeDefined();
		pass(121);
		expect(await door.find(token)).toBeUndefined();
	});

	test('what signed in together is not all written to in the same minute, and nothing is lost of the limit', async () => {
		const store = await freshStore();
		const { accountId } = await makeAccount(store.db, { login: 'C', unitId: await makeUnit(store.db, 'A') });
		let at = 1_800_000_000_000;
		const door = sessions(store, () => at, rememberPresences(store.raw));
		const tokens: string[] = [];
		for (let n = 0; n < 40; n++) tokens.push(await door.open(accountId, device));
		const seen = async () => {
			for (const token of tokens) expect(await door.find(token)).toBeDefined();
			const rows = await store.db.selectFrom('session').select('lastSeenAt').execute();
			return rows.filter(({ lastSeenAt }) => lastSeenAt === at).length;
		};
		at += 5 * minute;
		expect(await seen()).toBe(0);
		at += 4 * minute;
		const half = await seen();
		expect(half).toBeGreaterThan(5);
		expect(half).toBeLessThan(35);
		at += 119 * minute;
		for (const token of tokens) await door.find(token);
		expect(await store.db.selectFrom('session').select('id').execute()).toHaveLength(half);
	});

	test('where nothing can be written the session goes on', async () => {
		const store = await freshStore();
		const { accountId } = await makeAccount(store.db, { login: 'C', unitId: await makeUnit(store.db, 'A') });
		let at = 1_800_000_000_000;
		let isFull = false;
		const push: typeof store.saves.push = (work) =>
			isFull ? Promise.reject(new DiskFull('full')) : store.saves.push(work);
		const saves = { ...store.saves, push };
		const door = sessions({ db: store.db, saves }, () => at, rememberPresences(store.raw));
		const token = await door.open(accountId, device);
		at += 20 * minute;
		isFull = true;
		expect(await door.find(token)).toBeDefined();
	});

	test('nobody’s outlives twelve hours, however busy', async () => {
		const { door, officer, pass } = await scene();
		const token = await door.open(officer.accountId, device);
		for (let n = 0; n < 47; n++) {
			pass(15);
			expect(await door.find(token)).toBeDefined();
		}
		pass(15);
		expect(await door.find(token)).toBeUndefined();
	});

	test('idleness never ends an exam: with an open attempt the session stays, without it ends (control)', async () => {
		const { db, door, candidate, pass } = await scene();
		const other = await makeAccount(db, { login: 'D', unitId: await makeUnit(db, 'B') });
		await openAttempt(db, candidate.personId ?? 0);
		const tokens = [await door.open(candidate.accountId, device), await door.open(other.accountId, device)];
		pass(180);
		expect(await door.find(tokens[0] ?? '')).toBeDefined();
		expect(await door.find(tokens[1] ?? '')).toBeUndefined();
		pass(9 * 60);
		expect(await door.find(tokens[0] ?? '')).toBeUndefined();
	});

	test('text that is no token finds nothing', async () => {
		const { door } = await scene();
		for (const token of ['', 'x', 'A'.repeat(40), `${'a'.repeat(39)}'`, 'a'.repeat(4000)])
			expect(await door.find(token)).toBeUndefined();
	});
});
