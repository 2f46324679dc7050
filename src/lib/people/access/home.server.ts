import type { AccountId } from '#lib/base/core/ids.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { grantsOf } from './account.server.ts';

/** Where an account goes after signing in: the desk of its work; those without a role to their exams. */
export async function homeOf(db: Db, accountId: AccountId): Promise<'/' | '/unit' | '/bureau'> {
	const grants = await grantsOf(db, accountId);
	if (grants.some(({ unitId }) => unitId === null)) return '/bureau';
	return grants.length > 0 ? '/unit' : '/';
}
