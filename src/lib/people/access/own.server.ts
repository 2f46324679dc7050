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
