import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { verifyChain } from '#lib/base/audit/audit.server.ts';
import { operator, type Viewer } from '#lib/base/core/permit.ts';
import { accountForPerson, findAccounts } from '#lib/people/access/account-list.server.ts';
import { findAccountByLogin, grantsOf } from '#lib/people/access/account.server.ts';
import { listAudit } from '#lib/people/access/audit-list.server.ts';
import { createAccount, reissueCode } from '#lib/people/access/new-account.server.ts';
import { grantRole, revokeRole, setDisabled } from '#lib/people/access/role.server.ts';
import { issueSetupToken, isSetupToken } from '#lib/people/access/setup.server.ts';
import { issueSlips, slipCandidates } from '#lib/people/access/slip.server.ts';
import { makeAccount, makePerson, makeUnit } from '../doors/people.ts';
import { openAttempt } from './access-attempt.ts';
import { freshStore } from './fresh.ts';

const secret = randomBytes(32);
const now = 1_800_000_000_000;
const as = (account: { accountId: Viewer['accountId'] }, grants: Viewer['grants']): Viewer => ({
	...account,
	personId: null,
	name: 'tester',
	grants
});

async function district() {
	const { db } = await freshStore();
	const town = await makeUnit(db, 'T');
	const office = await makeUnit(db, 'T1', town);
	const school = await makeUnit(db, 'S');
	const head = await makeAccount(db, { login: 'head', unitId: town, roles: [{ role: 'unitAdmin', unitId: town }] });
	const boss = await makeAccount(db, { login: 'boss', roles: [{ role: 'systemAdmin', unitId: null }] });
	return {
		db,
		town,
		office,
		school,
		head: as(head, [{ role: 'unitAdmin', unitId: town }]),
		boss: as(boss, [{ role: 'systemAdmin', unitId: null }]),
		bossId: boss.accountId
	};
}

describe('slips', () => {
	test('for a whole district: 2,000 people without account, no two codes alike, only hashes kept', async () => {
		const { db, town } = await district();
		await db.transaction().execute(async (trx) => {
			for (let n = 0; n < 2000; n++) await makePerson(trx, { name: '众', staffNo: `M${n}`, unitId: town });
		});
		const outcome = await issueSlips(db, secret, operator, {}, now);
		expect(outcome.ok).toBe(true);
		if (!outcome.ok) return;
		expect(outcome.value).toHaveLength(2000);
		expect(new Set(outcome.value.map(({ code }) => code)).size).toBe(2000);
		const hashes = await db.selectFrom('activation').select('codeHash').execute();
		expect(hashes.every(({ codeHash }) => /^[0-9a-f]{64}$/.test(codeHash))).toBe(true);
		for (const { login } of outcome.value.slice(0, 20)) expect(await findAccountByLogin(db, login)).toBeDefined();
	});

	test('a unit administrator sees and issues for the own subtree only', async () => {
		const { db, head, office, school } = await district();
		const inside = await makePerson(db, { name: '内', staffNo: 'I1', unitId: office });
		const outside = await makePerson(db, { name: '外', staffNo: 'O1', unitId: school });
		const seen = await slipCandidates(db, head, now);
		expect(seen.ok && seen.value.map(({ name }) => name)).toEqual(['head', '内']);
		const asked = await slipCandidates(db, head, now, school);
		expect(asked.ok && asked.value).toEqual([]);
		expect(await issueSlips(db, secret, head, { personIds: [outside] }, now)).toMatchObject({ reason: 'nobody' });
		const both = await issueSlips(db, secret, head, { personIds: [outside, inside] }, now);
		expect(both.ok && both.value.map(({ name }) => name)).toEqual(['内']);
		const nobody = as({ accountId: null }, []);
		expect(await issueSlips(db, secret, nobody, {}, now)).toMatchObject({ reason: 'forbidden' });
	});

	test('while the person sits an exam only the bureau may, and must say so', async () => {
		const { db, head, town } = await district();
		const person = await makePerson(db, { name: '考', staffNo: 'K1', unitId: town });
		await openAttempt(db, person);
		const order = { personIds: [person] };
		const refused = { ok: false, reason: 'sitting', detail: { names: '考' } };
		expect(await issueSlips(db, secret, head, { ...order, confirmed: true }, now)).toEqual(refused);
		expect(await issueSlips(db, secret, operator, order, now)).toEqual(refused);
		expect((await issueSlips(db, secret, operator, { ...order, confirmed: true }, now)).ok).toBe(true);
		const { body } = await db
			.selectFrom('auditEntry')
			.select('body')
			.where('act', '=', 'slips.issued')
			.executeTakeFirstOrThrow();
		expect(JSON.parse(body)).toEqual({ persons: [person], confirmed: true });
	});
});

describe('roles', () => {
	test('only the system administrator grants; the last one cannot be lost', async () => {
		const { db, boss, bossId, head } = await district();
		const wanted = { role: 'examOfficer', unitId: null } as const;
		for (const viewer of [head, as({ accountId: null }, [wanted])])
			expect(await grantRole(db, viewer, bossId, wanted, now)).toMatchObject({ reason: 'forbidden' });
		const [grant] = await grantsOf(db, bossId);
		expect(await revokeRole(db, boss, bossId, grant?.id ?? 0, now)).toMatchObject({ reason: 'lastAdmin' });
		expect(await setDisabled(db, boss, bossId, true, now)).toMatchObject({ reason: 'lastAdmin' });
		const second = await makeAccount(db, { login: 'second', roles: [{ role: 'systemAdmin', unitId: null }] });
		expect((await setDisabled(db, boss, bossId, true, now)).ok).toBe(true);
		expect(await setDisabled(db, boss, second.accountId, true, now)).toMatchObject({ reason: 'lastAdmin' });
	});

	test('the auditor stays alone, a candidate may be a unit administrator, a unit must stand', async () => {
		const { db, boss, town } = await district();
		const person = await makePerson(db, { name: '兼', staffNo: 'J1', unitId: town });
		const made = await accountForPerson(db, boss, person, now);
		if (!made.ok) throw new Error('no account');
		expect((await grantRole(db, boss, made.value, { role: 'unitAdmin', unitId: town }, now)).ok).toBe(true);
		const auditor = { role: 'auditor', unitId: null } as const;
		expect(await grantRole(db, boss, made.value, auditor, now)).toMatchObject({ reason: 'auditorAlone' });
		await db.updateTable('unit').set({ abolishedAt: 1 }).where('id', '=', town).execute();
		const other = await makeAccount(db, { login: 'other', roles: [] });
		const gone = await grantRole(db, boss, other.accountId, { role: 'unitAdmin', unitId: town }, now);
		expect(gone).toMatchObject({ reason: 'unit' });
	});

	test('new accounts: name, login name and roles are asked; a number on the roster is never taken over', async () => {
		const { db, boss, town } = await district();
		await makePerson(db, { name: '号', staffNo: 'zhang3', unitId: town });
		const officer = [{ role: 'examOfficer', unitId: null }] as const;
		const make = (name: string, loginName: string, grants: Viewer['grants'] = officer) =>
			createAccount(db, secret, boss, { name, loginName, grants }, now);
		expect(await make(' ', 'fine')).toMatchObject({ reason: 'nameMissing' });
		expect(await make('名', '1x')).toMatchObject({ reason: 'loginNameBad' });
		expect(await make('名', 'ZHANG3')).toMatchObject({ reason: 'loginNameTaken' });
		expect(await make('名', 'boss')).toMatchObject({ reason: 'loginNameTaken' });
		expect(await make('名', 'fine', [])).toMatchObject({ reason: 'roleMissing' });
		expect((await make('名', 'Fine')).ok).toBe(true);
		expect(await findAccountByLogin(db, 'ＦＩＮＥ')).toMatchObject({ displayName: '名', passwordHash: null });
	});

	test('every act stands in the chain, without codes', async () => {
		const { db, boss, town } = await district();
		const grants = [{ role: 'auditor', unitId: null }] as const;
		const made = await createAccount(db, secret, boss, { name: '审', loginName: 'shen', grants }, now);
		if (!made.ok) throw new Error(made.reason);
		const again = await reissueCode(db, secret, boss, made.value.accountId, false, now);
		await setDisabled(db, boss, made.value.accountId, true, now);
		await setDisabled(db, boss, made.value.accountId, false, now);
		await makePerson(db, { name: '某', staffNo: 'X', unitId: town });
		const acts = await db.selectFrom('auditEntry').select(['act', 'body']).orderBy('id').execute();
		expect(acts.map(({ act }) => act)).toEqual([
			'account.created',
			'role.granted',
			'code.issued',
			'code.issued',
			'account.disabled',
			'account.enabled'
		]);
		expect(JSON.stringify(acts)).not.toContain(again.ok ? again.value.code : '-');
		expect(await verifyChain(db)).toMatchObject({ entries: 6, firstBroken: null });
		const auditor = as({ accountId: null }, grants);
		const page = await listAudit(db, auditor, { act: 'account', actor: '', before: undefined });
		expect(page.ok && page.value.lines.map(({ act }) => act)).toEqual([
			'account.enabled',
			'account.disabled',
			'account.created'
		]);
		expect(await listAudit(db, boss, { act: '', actor: '', before: undefined })).toMatchObject({ ok: false });
	});

	test('people and accounts are found by name and number, never for those who may not grant', async () => {
		const { db, boss, head, town } = await district();
		await makePerson(db, { name: '欧阳一', staffNo: 'A100', unitId: town, mobile: '13800138000' });
		for (const words of ['欧阳', 'a100', '13800138000']) {
			const found = await findAccounts(db, boss, words);
			expect(found.ok && found.value).toMatchObject([{ name: '欧阳一', state: 'noAccount', unit: '单位T' }]);
		}
		const holders = await findAccounts(db, boss, '');
		expect(holders.ok && holders.value.map(({ name }) => name)).toEqual(['boss', 'head']);
		const all = await findAccounts(db, boss, '%');
		expect(all.ok && all.value.length).toBeLessThanOrEqual(50);
		expect(await findAccounts(db, head, '欧阳')).toMatchObject({ reason: 'forbidden' });
	});
});

describe('the first start', () => {
	test('a link is given while nobody administers; the newest one only, for a day', async () => {
		const { db } = await freshStore();
		const first = (await issueSetupToken(db, secret, now)) ?? '';
		expect(await isSetupToken(db, secret, first, now + 1)).toBe(true);
		const second = (await issueSetupToken(db, secret, now)) ?? '';
		expect(await isSetupToken(db, secret, first, now + 1)).toBe(false);
		expect(await isSetupToken(db, secret, second, now + 24 * 3_600_000)).toBe(false);
		expect(await isSetupToken(db, secret, `${second}x`, now)).toBe(false);
		const { value } = await db.selectFrom('setting').select('value').executeTakeFirstOrThrow();
		expect(value).not.toContain(second);
		await makeAccount(db, { login: 'boss', roles: [{ role: 'systemAdmin', unitId: null }] });
		expect(await isSetupToken(db, secret, second, now + 1)).toBe(false);
		expect(await issueSetupToken(db, secret, now)).toBeUndefined();
	});
});
