import type { AccountId } from '#lib/base/core/ids.ts';
import type { Db } from '#lib/base/db/schema.ts';

/** Where an account goes after signing in: the desk of its work; those without a role to their exams. */
export async function homeOf(db: Db, accountId: AccountId): Promise<'/' | '/unit' | '/bureau'> {
	const grants = await db
		.selectFrom('roleGrant')
		.select(['role', 'unitId'])
		.where('accountId', '=', accountId)
		.where('revokedAt', 'is', null)
		.execute();
	if (grants.some(({ unitId }) => unitId === null)) return '/bureau';
	return grants.length > 0 ? '/unit' : '/';
}
