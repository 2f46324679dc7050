import type { Instant } from '#lib/base/core/clock.ts';
import type { Viewer } from '#lib/base/core/permit.ts';
import type { Db } from '#lib/base/db/schema.ts';

/**
 * Whose session it is by now; undefined once it has ended, has been idle too long, or its account is disabled. A look
 * that does not count as activity: a page that keeps a line open does not keep its session alive by it.
 */
export async function standingSession(db: Db, sessionId: string, now: Instant): Promise<Viewer | undefined> {
	const rows = await db
		.selectFrom('session')
		.innerJoin('account', 'account.id', 'session.accountId')
		.leftJoin('roleGrant', (join) =>
			join.onRef('roleGrant.accountId', '=', 'account.id').on('roleGrant.revokedAt', 'is', null)
		)
		.select(['session.accountId', 'account.personId', 'account.displayName as name'])
		.select(['roleGrant.role', 'roleGrant.unitId'])
		.where('session.id', '=', sessionId)
		.where('session.expiresAt', '>', now)
		.where('session.absoluteExpiresAt', '>', now)
		.where('account.disabledAt', 'is', null)
		.execute();
	const first = rows[0];
	if (!first) return undefined;
	const { accountId, personId, name } = first;
	return {
		accountId,
		personId,
		name,
		grants: rows.flatMap(({ role, unitId }) => (role === null ? [] : [{ role, unitId }]))
	};
}
