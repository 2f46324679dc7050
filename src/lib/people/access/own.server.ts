import { record } from '#lib/base/audit/audit.server.ts';
import type { Instant } from '#lib/base/core/clock.ts';
import type { AccountId } from '#lib/base/core/ids.ts';
import type { Viewer } from '#lib/base/core/permit.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { endSessions } from './session.server.ts';

/** What a person sees of their own sessions. */
export interface OwnSession {
	readonly id: string;
	readonly isThis: boolean;
	readonly createdAt: Instant;
	readonly lastSeenAt: Instant;
	readonly userAgent: string;
	readonly address: string;
}

/** Ends one of the viewer's own sessions; someone else's is not found and nothing happens. */
export async function endOwnSession(db: Db, viewer: Viewer, sessionId: string, now: Instant): Promise<boolean> {
	const accountId = viewer.accountId;
	if (accountId === null) return false;
	return db.transaction().execute(async (trx) => {
		const ended = await trx
			.deleteFrom('session')
			.where('id', '=', sessionId)
			.where('accountId', '=', accountId)
			.executeTakeFirst();
		if (ended.numDeletedRows === 0n) return false;
		await record(trx, viewer, { act: 'session.ended', subjectKind: 'account', subjectId: accountId }, now);
		return true;
	});
}

/** Ends every session of the viewer but the present one. */
export async function endOtherSessions(db: Db, viewer: Viewer, sessionId: string, now: Instant): Promise<void> {
	const accountId = viewer.accountId;
	if (accountId === null) return;
	await db.transaction().execute(async (trx) => {
		await endSessions(trx, accountId, sessionId);
		await record(trx, viewer, { act: 'session.othersEnded', subjectKind: 'account', subjectId: accountId }, now);
	});
}

/** The account's living sessions, the newest use first. */
export async function ownSessions(
	db: Db,
	accountId: AccountId,
	sessionId: string | null,
	now: Instant
): Promise<readonly OwnSession[]> {
	const rows = await db
		.selectFrom('session')
		.select(['id', 'createdAt', 'lastSeenAt', 'userAgent', 'address'])
		.where('accountId', '=', accountId)
		.where('absoluteExpiresAt', '>', now)
		.where('expiresAt', '>', now)
		.orderBy('lastSeenAt', 'desc')
		.execute();
	return rows.map((row) => ({ ...row, isThis: row.id === sessionId }));
}

/** What the account page shows of its owner. */
export async function ownFacts(db: Db, accountId: AccountId) {
	const account = await db
		.selectFrom('account')
		.leftJoin('person', 'person.id', 'account.personId')
		.leftJoin('membership', (join) =>
			join
				.onRef('membership.personId', '=', 'person.id')
				.on('membership.kind', '=', 'establishment')
				.on('membership.toAt', 'is', null)
		)
		.leftJoin('unit', 'unit.id', 'membership.unitId')
		.select([
			'account.displayName as name',
			'account.loginName',
			'account.lastLoginAt',
			'account.passwordSetAt',
			'person.staffNo',
			'person.mobile',
			'person.post',
			'membership.section',
			'unit.name as unit'
		])
		.where('account.id', '=', accountId)
		.executeTakeFirstOrThrow();
	const roles = await db
		.selectFrom('roleGrant')
		.leftJoin('unit', 'unit.id', 'roleGrant.unitId')
		.select(['roleGrant.role', 'unit.name as unit'])
		.where('roleGrant.accountId', '=', accountId)
		.where('roleGrant.revokedAt', 'is', null)
		.execute();
	const codes = await db
		.selectFrom('activation')
		.select(['id', 'issuedAt', 'issuedBy', 'usedAt', 'revokedAt'])
		.where('accountId', '=', accountId)
		.orderBy('id', 'desc')
		.limit(5)
		.execute();
	return { ...account, roles, codes };
}
