import { record } from '#lib/base/audit/audit.server.ts';
import type { Instant } from '#lib/base/core/clock.ts';
import type { AccountId } from '#lib/base/core/ids.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import { type Grant, may, mayEverywhere, type Viewer } from '#lib/base/core/permit.ts';
import { personName } from '#lib/base/core/text.ts';
import type { Db, Trx } from '#lib/base/db/schema.ts';
import { findAccount, isLoginTaken } from './account.server.ts';
import { type IssuedCode, issueCodes } from './activation.server.ts';
import { isLoginName, loginKey } from './login-name.ts';
import { hasOpenAttempt } from './open-attempt.server.ts';
import { type GrantFault, grantsFault } from './role.ts';
import { insertGrants, unitStands } from './role.server.ts';

export interface NewAccount {
	readonly name: string;
	readonly loginName: string;
	readonly grants: readonly Grant[];
}

export type NewAccountFault = GrantFault | 'nameMissing' | 'loginNameBad' | 'loginNameTaken' | 'unit' | 'roleMissing';

/** What is wrong with the account asked for; undefined when it can be made. */
export async function newAccountFault(db: Db, wanted: NewAccount): Promise<NewAccountFault | undefined> {
	if (personName(wanted.name) === '') return 'nameMissing';
	if (!isLoginName(loginKey(wanted.loginName))) return 'loginNameBad';
	if (await isLoginTaken(db, wanted.loginName)) return 'loginNameTaken';
	if (wanted.grants.length === 0) return 'roleMissing';
	for (const grant of wanted.grants) if (!(await unitStands(db, grant))) return 'unit';
	return grantsFault(wanted.grants);
}

/** Writes an account that is nobody's on the roster, with its roles; the rules have been asked before. */
export async function insertAccount(trx: Trx, viewer: Viewer, wanted: NewAccount, now: Instant): Promise<AccountId> {
	const displayName = personName(wanted.name);
	const loginName = loginKey(wanted.loginName);
	const { id } = await trx
		.insertInto('account')
		.values({ loginName, displayName, createdAt: now, ...blank })
		.returning('id')
		.executeTakeFirstOrThrow();
	const body = { loginName };
	await record(trx, viewer, { act: 'account.created', subjectKind: 'account', subjectId: id, body }, now);
	await insertGrants(trx, viewer, id, wanted.grants, now);
	return id;
}

/** The columns of an account that nobody has activated yet. */
export const blank = { personId: null, passwordHash: null, passwordSetAt: null, disabledAt: null, lastLoginAt: null };

/** Makes an account of the bureau; it comes to life by the code returned, shown this once. */
export async function createAccount(
	db: Db,
	secret: Buffer,
	viewer: Viewer,
	wanted: NewAccount,
	now: Instant
): Promise<Outcome<IssuedCode, NewAccountFault | 'forbidden'>> {
	if (!may(viewer, 'roles.grant')) return refused('forbidden');
	return db.transaction().execute(async (trx) => {
		const fault = await newAccountFault(trx, wanted);
		if (fault) return refused(fault);
		const id = await insertAccount(trx, viewer, wanted, now);
		return done(await issueRecorded(trx, secret, viewer, id, now));
	});
}

/**
 * A new code for an account that exists; the old one dies. While its owner sits an exam only the bureau may do this,
 * and only when it says so (`confirmed`).
 */
export async function reissueCode(
	db: Db,
	secret: Buffer,
	viewer: Viewer,
	accountId: AccountId,
	confirmed: boolean,
	now: Instant
): Promise<Outcome<IssuedCode, 'forbidden' | 'account' | 'sitting'>> {
	if (!mayEverywhere(viewer, 'roles.grant')) return refused('forbidden');
	return db.transaction().execute(async (trx) => {
		const account = await findAccount(trx, accountId);
		if (!account || account.disabledAt !== null) return refused('account');
		if (account.personId !== null && !confirmed && (await hasOpenAttempt(trx, account.personId)))
			return refused('sitting');
		return done(await issueRecorded(trx, secret, viewer, accountId, now));
	});
}

async function issueRecorded(
	trx: Trx,
	secret: Buffer,
	viewer: Viewer,
	accountId: AccountId,
	now: Instant
): Promise<IssuedCode> {
	const [issued] = await issueCodes(trx, secret, viewer, [accountId], now);
	if (!issued) throw new Error('no code was issued');
	await record(trx, viewer, { act: 'code.issued', subjectKind: 'account', subjectId: accountId }, now);
	return issued;
}
