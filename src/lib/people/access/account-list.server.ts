import type { AccountId, PersonId } from '#lib/base/core/ids.ts';
import type { Instant } from '#lib/base/core/clock.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import { may, type Role, type Viewer } from '#lib/base/core/permit.ts';
import { cleanCell } from '#lib/base/core/text.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { record } from '#lib/base/audit/audit.server.ts';
import { loginKey, loginNameOfPerson } from './login-name.ts';
import { blank } from './new-account.server.ts';

/** A person or account as the bureau's list shows it; a person without account has no accountId. */
export interface AccountLine {
	readonly accountId: AccountId | null;
	readonly personId: PersonId | null;
	readonly name: string;
	readonly unit: string | null;
	readonly section: string | null;
	readonly login: string;
	readonly state: 'noAccount' | 'waiting' | 'active' | 'disabled';
	readonly grants: readonly { readonly role: Role; readonly unit: string | null }[];
}

const most = 50;

/** Accounts and people whose name or number fits the words; without words, every account that holds a role. */
export async function findAccounts(
	db: Db,
	viewer: Viewer,
	words: string
): Promise<Outcome<readonly AccountLine[], 'forbidden'>> {
	if (!may(viewer, 'roles.grant')) return refused('forbidden');
	const text = cleanCell(words);
	const key = loginKey(text);
	const holders = db.selectFrom('roleGrant').select('accountId').where('revokedAt', 'is', null);
	const columns = [
		'account.id as accountId',
		'person.id as personId',
		'account.displayName',
		'account.loginName',
		'account.passwordHash',
		'account.disabledAt',
		'person.name',
		'person.staffNo',
		'person.mobile',
		'membership.section',
		'unit.name as unit'
	] as const;
	// Accounts of nobody on the roster and people without account are two halves of one list.
	const people = db
		.selectFrom('person')
		.leftJoin('account', 'account.personId', 'person.id')
		.leftJoin('membership', (join) =>
			join
				.onRef('membership.personId', '=', 'person.id')
				.on('membership.kind', '=', 'establishment')
				.on('membership.toAt', 'is', null)
		)
		.leftJoin('unit', 'unit.id', 'membership.unitId')
		.select(columns)
		.where((where) =>
			text === ''
				? where('account.id', 'in', holders)
				: where.or([
						where('person.name', 'like', `%${text.replace(/[%_]/g, '')}%`),
						where('person.staffNo', 'in', [key, key.toUpperCase()]),
						where('person.mobile', '=', key)
					])
		)
		.orderBy('person.id')
		.limit(most);
	const others = db
		.selectFrom('account')
		.select(['id', 'displayName', 'loginName', 'passwordHash', 'disabledAt'])
		.where('personId', 'is', null)
		.where((where) =>
			text === ''
				? where('id', 'in', holders)
				: where.or([where('displayName', 'like', `%${text.replace(/[%_]/g, '')}%`), where('loginName', '=', key)])
		)
		.orderBy('id')
		.limit(most);
	const own = (await others.execute()).map(({ id, ...account }) => ({
		...account,
		accountId: id,
		personId: null,
		name: null,
		staffNo: null,
		mobile: null,
		section: null,
		unit: null
	}));
	const rows = [...own, ...(await people.execute())];
	const grants = await grantsByAccount(
		db,
		rows.flatMap(({ accountId }) => accountId ?? [])
	);
	return done(
		rows.map((row) => ({
			accountId: row.accountId,
			personId: row.personId,
			name: row.name ?? row.displayName ?? '',
			unit: row.unit,
			section: row.section,
			login: row.loginName ?? row.staffNo ?? row.mobile ?? '',
			state: stateOf(row),
			grants: (row.accountId !== null && grants.get(row.accountId)) || []
		}))
	);
}

function stateOf(row: {
	accountId: number | null;
	passwordHash: string | null;
	disabledAt: number | null;
}): AccountLine['state'] {
	if (row.accountId === null) return 'noAccount';
	if (row.disabledAt !== null) return 'disabled';
	return row.passwordHash === null ? 'waiting' : 'active';
}

async function grantsByAccount(db: Db, ids: readonly AccountId[]) {
	const byAccount = new Map<AccountId, { role: Role; unit: string | null }[]>();
	if (ids.length === 0) return byAccount;
	const rows = await db
		.selectFrom('roleGrant')
		.leftJoin('unit', 'unit.id', 'roleGrant.unitId')
		.select(['roleGrant.accountId', 'roleGrant.role', 'unit.name as unit'])
		.where('roleGrant.accountId', 'in', ids)
		.where('roleGrant.revokedAt', 'is', null)
		.orderBy('roleGrant.id')
		.execute();
	for (const { accountId, role, unit } of rows)
		byAccount.set(accountId, [...(byAccount.get(accountId) ?? []), { role, unit }]);
	return byAccount;
}

/** One account with its roles and who gave them; undefined when there is none or the viewer may not look. */
export async function accountSheet(db: Db, viewer: Viewer, accountId: AccountId) {
	if (!may(viewer, 'roles.grant')) return undefined;
	const account = await db
		.selectFrom('account')
		.leftJoin('person', 'person.id', 'account.personId')
		.select([
			'account.id',
			'account.displayName as name',
			'account.loginName',
			'account.passwordHash',
			'account.disabledAt',
			'account.lastLoginAt',
			'person.staffNo',
			'person.mobile'
		])
		.where('account.id', '=', accountId)
		.executeTakeFirst();
	if (!account) return undefined;
	const grants = await db
		.selectFrom('roleGrant')
		.leftJoin('unit', 'unit.id', 'roleGrant.unitId')
		.select(['roleGrant.id', 'roleGrant.role', 'unit.name as unit', 'roleGrant.grantedBy', 'roleGrant.grantedAt'])
		.where('roleGrant.accountId', '=', accountId)
		.where('roleGrant.revokedAt', 'is', null)
		.orderBy('roleGrant.id')
		.execute();
	const { passwordHash, loginName, staffNo, mobile, ...rest } = account;
	const state = stateOf({ accountId, passwordHash, disabledAt: account.disabledAt });
	return { ...rest, login: loginName ?? staffNo ?? mobile ?? '', state, grants };
}

/** The account of a person, made when there is none yet (without a code: slips give that). */
export async function accountForPerson(
	db: Db,
	viewer: Viewer,
	personId: PersonId,
	now: Instant
): Promise<Outcome<AccountId, 'forbidden' | 'account'>> {
	if (!may(viewer, 'roles.grant')) return refused('forbidden');
	return db.transaction().execute(async (trx) => {
		const person = await trx.selectFrom('person').selectAll().where('id', '=', personId).executeTakeFirst();
		if (!person) return refused('account');
		const found = await trx.selectFrom('account').select('id').where('personId', '=', personId).executeTakeFirst();
		if (found) return done(found.id);
		const nameless = person.staffNo === null && person.mobile === null;
		const loginName = nameless ? loginNameOfPerson(personId) : null;
		const { id } = await trx
			.insertInto('account')
			.values({ ...blank, personId, loginName, displayName: person.name, createdAt: now })
			.returning('id')
			.executeTakeFirstOrThrow();
		await record(trx, viewer, { act: 'account.created', subjectKind: 'account', subjectId: id }, now);
		return done(id);
	});
}
