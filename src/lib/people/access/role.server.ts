import { record } from '#lib/base/audit/audit.server.ts';
import type { Instant } from '#lib/base/core/clock.ts';
import type { AccountId } from '#lib/base/core/ids.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import { type Grant, may, type Viewer } from '#lib/base/core/permit.ts';
import type { Db, Trx } from '#lib/base/db/schema.ts';
import { grantsOf } from './account.server.ts';
import { grantFault, type GrantFault } from './role.ts';
import { endSessions } from './session.server.ts';

type RoleRefusal = GrantFault | 'forbidden' | 'account' | 'unit' | 'lastAdmin';

/** Gives a role; every session of the account ends, so that nothing is done with rights half old, half new. */
export async function grantRole(
	db: Db,
	viewer: Viewer,
	accountId: AccountId,
	wanted: Grant,
	now: Instant
): Promise<Outcome<null, RoleRefusal>> {
	if (!may(viewer, 'roles.grant')) return refused('forbidden');
	return db.transaction().execute(async (trx) => {
		const account = await trx.selectFrom('account').select('id').where('id', '=', accountId).executeTakeFirst();
		if (!account) return refused('account');
		const fault = grantFault(await grantsOf(trx, accountId), wanted);
		if (fault) return refused(fault);
		if (!(await unitStands(trx, wanted))) return refused('unit');
		await insertGrants(trx, viewer, accountId, [wanted], now);
		await endSessions(trx, accountId);
		return done(null);
	});
}

/** Whether the grant names no unit or one that exists and is not abolished. */
export async function unitStands(db: Db, { unitId }: Grant): Promise<boolean> {
	if (unitId === null) return true;
	const unit = await db
		.selectFrom('unit')
		.select('id')
		.where('id', '=', unitId)
		.where('abolishedAt', 'is', null)
		.executeTakeFirst();
	return unit !== undefined;
}

/** Writes grants with their record; the rules have been asked before. */
export async function insertGrants(
	trx: Trx,
	viewer: Viewer,
	accountId: AccountId,
	grants: readonly Grant[],
	now: Instant
): Promise<void> {
	for (const { role, unitId } of grants) {
		const row = { accountId, role, unitId, grantedBy: viewer.name, grantedAt: now, revokedAt: null };
		await trx.insertInto('roleGrant').values(row).execute();
		const body = { role, unitId };
		await record(trx, viewer, { act: 'role.granted', subjectKind: 'account', subjectId: accountId, body }, now);
	}
}

/** Takes a role away; the account's next request is signed out. The last system administrator stays. */
export async function revokeRole(
	db: Db,
	viewer: Viewer,
	accountId: AccountId,
	grantId: number,
	now: Instant
): Promise<Outcome<null, RoleRefusal>> {
	if (!may(viewer, 'roles.grant')) return refused('forbidden');
	return db.transaction().execute(async (trx) => {
		const grant = (await grantsOf(trx, accountId)).find(({ id }) => id === grantId);
		if (!grant) return refused('account');
		if (grant.role === 'systemAdmin' && (await isLastAdmin(trx, accountId))) return refused('lastAdmin');
		await trx.updateTable('roleGrant').set({ revokedAt: now }).where('id', '=', grantId).execute();
		await endSessions(trx, accountId);
		const body = { role: grant.role, unitId: grant.unitId };
		await record(trx, viewer, { act: 'role.revoked', subjectKind: 'account', subjectId: accountId, body }, now);
		return done(null);
	});
}

/** Stops or reopens an account; stopping ends its sessions in the same transaction. */
export async function setDisabled(
	db: Db,
	viewer: Viewer,
	accountId: AccountId,
	disabled: boolean,
	now: Instant
): Promise<Outcome<null, RoleRefusal>> {
	if (!may(viewer, 'roles.grant')) return refused('forbidden');
	return db.transaction().execute(async (trx) => {
		const account = await trx.selectFrom('account').select('id').where('id', '=', accountId).executeTakeFirst();
		if (!account) return refused('account');
		if (disabled && (await isLastAdmin(trx, accountId))) return refused('lastAdmin');
		await trx
			.updateTable('account')
			.set({ disabledAt: disabled ? now : null })
			.where('id', '=', accountId)
			.execute();
		if (disabled) await endSessions(trx, accountId);
		const act = disabled ? 'account.disabled' : 'account.enabled';
		await record(trx, viewer, { act, subjectKind: 'account', subjectId: accountId }, now);
		return done(null);
	});
}

/** Accounts that can run the system now: not stopped, and with a password. */
export async function adminIds(db: Db): Promise<AccountId[]> {
	const rows = await db
		.selectFrom('roleGrant')
		.innerJoin('account', 'account.id', 'roleGrant.accountId')
		.select('account.id')
		.distinct()
		.where('roleGrant.role', '=', 'systemAdmin')
		.where('roleGrant.revokedAt', 'is', null)
		.where('account.disabledAt', 'is', null)
		.where('account.passwordHash', 'is not', null)
		.execute();
	return rows.map(({ id }) => id);
}

async function isLastAdmin(db: Db, accountId: AccountId): Promise<boolean> {
	const ids = await adminIds(db);
	return ids.length === 1 && ids[0] === accountId;
}
