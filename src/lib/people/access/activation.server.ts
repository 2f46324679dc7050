import { randomInt } from 'node:crypto';
import { record } from '#lib/base/audit/audit.server.ts';
import { keyedHash } from '#lib/base/config/config.server.ts';
import type { Instant } from '#lib/base/core/clock.ts';
import type { AccountId } from '#lib/base/core/ids.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import type { Viewer } from '#lib/base/core/permit.ts';
import type { Db, Trx } from '#lib/base/db/schema.ts';
import { type Account, asViewer, findAccount, findAccountByLogin, passwordOwner } from './account.server.ts';
import { makeCode, readCode } from './code.ts';
import { QueueFull } from './fair-queue.ts';
import { type Browser, type Gate, openSession, type SignedIn } from './login.server.ts';
import { type PasswordFault, passwordFaults } from './password.ts';
import { endSessions } from './session.server.ts';

export const codeLifeMs = 14 * 24 * 3_600_000;

export interface IssuedCode {
	readonly accountId: AccountId;
	/** The only time the code is known: the database keeps its keyed hash. */
	readonly code: string;
	readonly expiresAt: Instant;
}

/** New codes for the accounts; the ones issued before and not yet used are worth nothing from now on. */
export async function issueCodes(
	trx: Trx,
	secret: Buffer,
	viewer: Viewer,
	accountIds: readonly AccountId[],
	now: Instant
): Promise<IssuedCode[]> {
	const issued: IssuedCode[] = [];
	const expiresAt = now + codeLifeMs;
	for (let from = 0; from < accountIds.length; from += 500) {
		const some = accountIds.slice(from, from + 500);
		await trx
			.updateTable('activation')
			.set({ revokedAt: now })
			.where('accountId', 'in', some)
			.where('usedAt', 'is', null)
			.where('revokedAt', 'is', null)
			.execute();
		const codes = some.map((accountId) => ({ accountId, code: makeCode((limit) => randomInt(limit)), expiresAt }));
		await trx
			.insertInto('activation')
			.values(
				codes.map(({ accountId, code }) => ({
					accountId,
					codeHash: keyedHash(secret, 'activation', code),
					issuedAt: now,
					issuedBy: viewer.name,
					expiresAt,
					usedAt: null,
					revokedAt: null
				}))
			)
			.execute();
		issued.push(...codes);
	}
	return issued;
}

type CodeRefusal = 'code' | 'expired' | 'used';

/** The account whose unused, unexpired code this is. Name and code must both fit; which of them did not is not told. */
async function redeemable(
	db: Db,
	secret: Buffer,
	given: { readonly login: string; readonly code: string },
	now: Instant
): Promise<Outcome<{ account: Account; activationId: number }, CodeRefusal>> {
	const code = readCode(given.code);
	const named = await findAccountByLogin(db, given.login);
	if (code === undefined || !named || named.disabledAt !== null) return refused('code');
	const row = await db
		.selectFrom('activation')
		.select(['id', 'accountId', 'expiresAt', 'usedAt', 'revokedAt'])
		.where('codeHash', '=', keyedHash(secret, 'activation', code))
		.executeTakeFirst();
	if (!row || row.accountId !== named.id) return refused('code');
	if (row.usedAt !== null || row.revokedAt !== null) return refused('used');
	if (now >= row.expiresAt) return refused('expired');
	return done({ account: named, activationId: row.id });
}

export type Activated =
	| Outcome<SignedIn, CodeRefusal | 'busy'>
	| {
			readonly ok: false;
			readonly reason: 'password';
			readonly faults: readonly PasswordFault[];
			readonly hasRole: boolean;
	  };

/**
 * Redeems a code: sets the password, ends every session the account had, and signs in with a new one. A right code is
 * proof enough, so no bucket of failures stands before it (49.5 bits and the name guard it).
 */
export async function activate(
	db: Db,
	gate: Gate,
	given: { readonly login: string; readonly code: string; readonly password: string; readonly again: string },
	browser: Browser
): Promise<Activated> {
	const found = await redeemable(db, gate.secret, given, gate.now());
	if (!found.ok) return found;
	const owner = await passwordOwner(db, found.value.account);
	const faults = passwordFaults(given.password, given.again, owner);
	if (faults.length > 0) return { ok: false, reason: 'password', faults, hasRole: owner.hasRole };
	let passwordHash: string;
	try {
		passwordHash = await gate.hashing.hash(given.password, browser.address);
	} catch (error) {
		if (error instanceof QueueFull) return refused('busy');
		throw error;
	}
	const at = gate.now();
	const { account, activationId } = found.value;
	const won = await db.transaction().execute(async (trx) => {
		// Two browsers may hold the same slip: the code is taken by the first to write here.
		const taken = await trx
			.updateTable('activation')
			.set({ usedAt: at })
			.where('id', '=', activationId)
			.where('usedAt', 'is', null)
			.where('revokedAt', 'is', null)
			.executeTakeFirst();
		if (taken.numUpdatedRows !== 1n) return false;
		await setPassword(trx, account.id, passwordHash, at);
		await record(
			trx,
			asViewer(account),
			{ act: 'account.activated', subjectKind: 'account', subjectId: account.id },
			at
		);
		return true;
	});
	if (!won) return refused('used');
	await gate.throttle.succeeded({ account: String(account.id), device: undefined });
	return done(await openSession(gate, account, browser));
}

/** Replaces the password and ends every session of the account: whoever was signed in must know the new one. */
export async function setPassword(trx: Trx, accountId: AccountId, passwordHash: string, now: Instant): Promise<void> {
	await trx.updateTable('account').set({ passwordHash, passwordSetAt: now }).where('id', '=', accountId).execute();
	await endSessions(trx, accountId);
}

/** Changes the own password; every session ends and this browser gets a new one. */
export async function changePassword(
	db: Db,
	gate: Gate,
	accountId: AccountId,
	given: { readonly present: string; readonly password: string; readonly again: string },
	browser: Browser
): Promise<Activated | Outcome<SignedIn, 'wrong' | 'wait' | 'same'>> {
	const account = await findAccount(db, accountId);
	if (!account) return refused('wrong');
	const bucket = { account: `change/${accountId}`, device: 'own' };
	const full = await gate.throttle.take(bucket);
	if (full) return refused('wait', { minutes: Math.max(1, Math.ceil(full.waitMs / 60_000)) });
	try {
		if (!(await gate.hashing.verify(account.passwordHash, given.present.slice(0, 512), browser.address)))
			return refused('wrong');
		await gate.throttle.succeeded(bucket);
		if (given.password === given.present) return refused('same');
		const owner = await passwordOwner(db, account);
		const faults = passwordFaults(given.password, given.again, owner);
		if (faults.length > 0) return { ok: false, reason: 'password', faults, hasRole: owner.hasRole };
		const passwordHash = await gate.hashing.hash(given.password, browser.address);
		const at = gate.now();
		await db.transaction().execute(async (trx) => {
			await setPassword(trx, accountId, passwordHash, at);
			const act = { act: 'password.changed', subjectKind: 'account', subjectId: accountId };
			await record(trx, asViewer(account), act, at);
		});
		return done(await openSession(gate, account, browser));
	} catch (error) {
		if (!(error instanceof QueueFull)) throw error;
		await gate.throttle.spare(bucket);
		return refused('busy');
	}
}
