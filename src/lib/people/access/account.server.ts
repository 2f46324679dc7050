import type { AccountId, PersonId } from '#lib/base/core/ids.ts';
import type { Grant, Viewer } from '#lib/base/core/permit.ts';
import { prepared } from '#lib/base/db/prepared.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { loginKey } from './login-name.ts';
import type { PasswordOwner } from './password.ts';

/** An account as the doors need it. */
export interface Account {
	readonly id: AccountId;
	readonly personId: PersonId | null;
	readonly loginName: string | null;
	readonly displayName: string;
	readonly passwordHash: string | null;
	readonly disabledAt: number | null;
	readonly staffNo: string | null;
	readonly mobile: string | null;
}

const accounts = (db: Db) =>
	db
		.selectFrom('account')
		.leftJoin('person', 'person.id', 'account.personId')
		.select([
			'account.id',
			'account.personId',
			'account.loginName',
			'account.displayName',
			'account.passwordHash',
			'account.disabledAt',
			'person.staffNo',
			'person.mobile'
		]);

export const findAccount = async (db: Db, id: AccountId): Promise<Account | undefined> =>
	accounts(db).where('account.id', '=', id).executeTakeFirst();

/** Finds the account by login name, staff number or mobile, in this order; never by a person's name. */
export async function findAccountByLogin(db: Db, typed: string): Promise<Account | undefined> {
	const key = loginKey(typed);
	if (key === '' || key.length > 64) return undefined;
	const [byName] = await accountByName(db, { key });
	if (byName) return byName;
	const personId = await findPersonByNumber(db, key);
	return personId && (await accountOfPerson(db, { personId }))[0];
}

const accountByName = prepared((db, { key }: { key: string }) => accounts(db).where('account.loginName', '=', key));

const accountOfPerson = prepared((db, { personId }: { personId: PersonId }) =>
	accounts(db).where('account.personId', '=', personId)
);

const byStaffNo = prepared((db, { key, upper }: { key: string; upper: string }) =>
	db.selectFrom('person').select('id').where('staffNo', 'in', [key, upper])
);

/** Staff numbers are stored as the roster wrote them; letters in them are compared in both cases. */
async function findPersonByNumber(db: Db, key: string): Promise<PersonId | undefined> {
	const [found] = await byStaffNo(db, { key, upper: key.toUpperCase() });
	if (found) return found.id;
	return (await db.selectFrom('person').select('id').where('mobile', '=', key).executeTakeFirst())?.id;
}

/** Whether some account or person already signs in by this name, so that a new account may not take it. */
export async function isLoginTaken(db: Db, name: string): Promise<boolean> {
	const key = loginKey(name);
	const taken = await db.selectFrom('account').select('id').where('loginName', '=', key).executeTakeFirst();
	return taken !== undefined || (await findPersonByNumber(db, key)) !== undefined;
}

const standingGrants = prepared((db, { accountId }: { accountId: AccountId }) =>
	db
		.selectFrom('roleGrant')
		.select(['id', 'role', 'unitId'])
		.where('accountId', '=', accountId)
		.where('revokedAt', 'is', null)
		.orderBy('id')
);

export interface HeldGrant extends Grant {
	readonly id: number;
}

/** The roles the account has now, each with the unit it is for, the oldest first; none for a candidate. */
export const grantsOf = (db: Db, accountId: AccountId): Promise<readonly HeldGrant[]> =>
	standingGrants(db, { accountId });

export const hasRole = async (db: Db, accountId: AccountId): Promise<boolean> =>
	(await grantsOf(db, accountId)).length > 0;

/** What the password rules need to know of the account's owner. */
export async function passwordOwner(db: Db, account: Account): Promise<PasswordOwner> {
	const known = [account.displayName, account.loginName, account.staffNo, account.mobile];
	return {
		hasRole: await hasRole(db, account.id),
		known: known.filter((value): value is string => value !== null && value !== '')
	};
}

/** The account itself as the one who acts, for the record of signing in, activating and changing the own password. */
export const asViewer = (account: Account): Viewer & { readonly accountId: AccountId } => ({
	accountId: account.id,
	personId: account.personId,
	name: account.displayName,
	grants: []
});
