import { randomBytes } from 'node:crypto';
import { record } from '#lib/base/audit/audit.server.ts';
import { keyedHash } from '#lib/base/config/config.server.ts';
import type { Instant } from '#lib/base/core/clock.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import { operator, type Role } from '#lib/base/core/permit.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { findAccount } from './account.server.ts';
import type { Activated } from './activation.server.ts';
import { QueueFull } from './fair-queue.ts';
import { type Browser, type Gate, openSession, type SignedIn } from './login.server.ts';
import { insertAccount, type NewAccountFault, newAccountFault } from './new-account.server.ts';
import { passwordFaults } from './password.ts';
import { adminIds } from './role.server.ts';

/** The one-time link of the first start: only its keyed hash is kept, under this name of `setting`. */
const settingName = 'setupLink';
const linkLifeMs = 24 * 3_600_000;

/** A new link while nobody can administer the system (the one before is void); undefined when somebody can. */
export async function issueSetupToken(db: Db, secret: Buffer, now: Instant): Promise<string | undefined> {
	if ((await adminIds(db)).length > 0) return undefined;
	const token = randomBytes(24).toString('base64url');
	const value = JSON.stringify({ hash: keyedHash(secret, 'setup', token), expiresAt: now + linkLifeMs });
	await db
		.insertInto('setting')
		.values({ name: settingName, value })
		.onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
		.execute();
	return token;
}

/** Whether the link is the one last printed, unused and within its day. */
export async function isSetupToken(db: Db, secret: Buffer, token: string, now: Instant): Promise<boolean> {
	const row = await db.selectFrom('setting').select('value').where('name', '=', settingName).executeTakeFirst();
	if (!row || (await adminIds(db)).length > 0) return false;
	const { hash, expiresAt } = JSON.parse(row.value) as { hash: string; expiresAt: number };
	return now < expiresAt && keyedHash(secret, 'setup', token) === hash;
}

export interface FirstAdmin {
	readonly name: string;
	readonly loginName: string;
	/** Roles besides the system administrator's. */
	readonly roles: readonly Role[];
	readonly password: string;
	readonly again: string;
}

/** Makes the first administrator from the printed link, which is void afterwards, and signs in. */
export async function setUp(
	db: Db,
	gate: Gate,
	token: string,
	wanted: FirstAdmin,
	browser: Browser
): Promise<Activated | Outcome<SignedIn, 'gone' | NewAccountFault>> {
	if (!(await isSetupToken(db, gate.secret, token, gate.now()))) return refused('gone');
	const grants = [...new Set<Role>(['systemAdmin', ...wanted.roles])].map((role) => ({ role, unitId: null }));
	const account = { name: wanted.name, loginName: wanted.loginName, grants };
	const fault = await newAccountFault(db, account);
	if (fault) return refused(fault);
	const owner = { hasRole: true, known: [wanted.name, wanted.loginName] };
	const faults = passwordFaults(wanted.password, wanted.again, owner);
	if (faults.length > 0) return { ok: false, reason: 'password', faults, hasRole: true };
	let passwordHash: string;
	try {
		passwordHash = await gate.hashing.hash(wanted.password, browser.address);
	} catch (error) {
		if (error instanceof QueueFull) return refused('busy');
		throw error;
	}
	const at = gate.now();
	const id = await db.transaction().execute(async (trx) => {
		// Asked again inside: the link may have been used, or the name taken, while the password was hashed.
		if (!(await isSetupToken(trx, gate.secret, token, at)) || (await newAccountFault(trx, account))) return undefined;
		await trx.deleteFrom('setting').where('name', '=', settingName).execute();
		const made = await insertAccount(trx, operator, account, at);
		await trx.updateTable('account').set({ passwordHash, passwordSetAt: at }).where('id', '=', made).execute();
		await record(trx, operator, { act: 'system.setUp', subjectKind: 'account', subjectId: made }, at);
		return made;
	});
	const made = id === undefined ? undefined : await findAccount(db, id);
	return made ? done(await openSession(gate, made, browser)) : refused('gone');
}
