import { describe, expect, test } from 'vitest';
import { operator } from '#lib/base/core/permit.ts';
import { openStore } from '#lib/base/db/store.server.ts';
import { rememberPresences } from '#lib/people/access/presence.server.ts';
import { grantRole, setDisabled } from '#lib/people/access/role.server.ts';
import { endSessions, sessions } from '#lib/people/access/session.server.ts';
import { makeAccount, makeUnit } from '../doors/people.ts';
import { freshStore } from './fresh.ts';

const device = { userAgent: 'test', address: '10.0.0.1' };
const minute = 60_000;

async function scene() {
	const store = await freshStore();
	const { db, raw } = store;
	const unitId = await makeUnit(db, 'A');
	const [first, second] = [
		await makeAccount(db, { login: 'C', unitId }),
		await makeAccount(db, { login: 'D', unitId })
	];
	let at = 1_800_000_000_000;
	const door = sessions(store, () => at, rememberPresences(raw));
	const tokens = [await door.open(first.accountId, device), await door.open(second.accountId, device)] as const;
	for (const token of tokens) await door.find(token);
	return { store, db, raw, door, tokens, first, second, pass: (ms: number) => (at += ms) };
}

describe('the memory of presences', () => {
	test('spares the rows: a hit asks the database nothing (control: a change behind its back is not seen)', async () => {
		const { raw, door, tokens } = await scene();
		raw.exec('drop trigger presence_session');
		raw.exec('delete from session');
		expect(await door.find(tokens[0])).toBeDefined();
	});

	test.each([
		['ended', ({ db, first }) => db.transaction().execute((trx) => endSessions(trx, first.accountId))],
		['disabled', ({ db, first }) => setDisabled(db, operator, first.accountId, true, 1)],
		[
			'given a role',
			({ db, first }) => grantRole(db, operator, first.accountId, { role: 'examOfficer', unitId: null }, 1)
		],
		['deleted by its id', ({ door, tokens }) => door.close(tokens[0])]
	] satisfies [string, (all: Awaited<ReturnType<typeof scene>>) => Promise<unknown>][])(
		'%s is seen at the next request, and the neighbour is untouched',
		async (_, act) => {
			const all = await scene();
			await act(all);
			expect(await all.door.find(all.tokens[0])).toBeUndefined();
			expect(await all.door.find(all.tokens[1])).toBeDefined();
		}
	);

	test('a change by another process is seen five milliseconds later', async () => {
		const { raw, door, tokens, pass } = await scene();
		const other = openStore(raw.name);
		await other.db.deleteFrom('session').execute();
		await other.close();
		pass(5);
		expect(await door.find(tokens[0])).toBeUndefined();
	});

	test('a role taken away while the rows were being read is not remembered', async () => {
		const { db, door, first, tokens } = await scene();
		const token = await door.open(first.accountId, device);
		const [before] = await Promise.all([
			door.find(token),
			db.updateTable('account').set({ disabledAt: 1 }).where('id', '=', first.accountId).execute()
		]);
		expect(before === undefined || before.viewer.accountId === first.accountId).toBe(true);
		expect(await door.find(token)).toBeUndefined();
		expect(await door.find(tokens[0])).toBeUndefined();
	});

	test('idle and absolute limits hold through the memory', async () => {
		const { door, tokens, pass } = await scene();
		for (let n = 0; n < 20; n++) {
			pass(10 * minute);
			expect(await door.find(tokens[0])).toBeDefined();
		}
		expect(await door.find(tokens[1]), 'never used').toBeUndefined();
		pass(8.8 * 60 * minute);
		expect(await door.find(tokens[0])).toBeUndefined();
	});
});
