import { record } from '#lib/base/audit/audit.server.ts';
import { keyedHash } from '#lib/base/config/config.server.ts';
import type { Instant } from '#lib/base/core/clock.ts';
import type { AccountId } from '#lib/base/core/ids.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import { prepared } from '#lib/base/db/prepared.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { type Account, asViewer, findAccountByLogin } from './account.server.ts';
import { knownDevice, markDevice } from './device.server.ts';
import { type Hashing, HashingBusy } from './hashing.server.ts';
import { loginKey } from './login-name.ts';
import { type Device, sessions } from './session.server.ts';
import type { Bucket, Throttle } from './throttle.server.ts';

/** What every door that looks at passwords needs, made once per process. */
export interface Gate {
	readonly secret: Buffer;
	readonly hashing: Hashing;
	readonly throttle: Throttle;
	readonly now: () => Instant;
}

/** The browser at the door: its cookies and what the session list shows of it. */
export interface Browser extends Device {
	readonly deviceCookie: string | undefined;
	/** The token it already holds, if any: it ends when a new one is given. */
	readonly token: string | undefined;
}

export interface SignedIn {
	readonly token: string;
	readonly deviceCookie: string;
	readonly account: Account;
}

/**
 * Signs in by name and password. Unknown names cost and answer the same as wrong passwords.
 * Refusals: `wrong` · `wait` with `minutes` · `busy` (the queue of checks is full, come again in seconds).
 */
export async function signIn(
	db: Db,
	gate: Gate,
	given: { readonly login: string; readonly password: string },
	browser: Browser
): Promise<Outcome<SignedIn, 'wrong' | 'wait' | 'busy'>> {
	const account = await findAccountByLogin(db, given.login);
	const bucket: Bucket = {
		account: account ? String(account.id) : keyedHash(gate.secret, 'login', loginKey(given.login).slice(0, 64)),
		device: account && knownDevice(gate.secret, browser.deviceCookie, account.id)
	};
	const full = await gate.throttle.take(bucket);
	if (full) return refused('wait', { minutes: Math.max(1, Math.ceil(full.waitMs / 60_000)) });
	let fits: boolean;
	try {
		fits = await gate.hashing.verify(account?.passwordHash ?? null, given.password.slice(0, 512));
	} catch (error) {
		if (error instanceof HashingBusy) return refused('busy');
		throw error;
	}
	if (!fits || !account || account.disabledAt !== null) {
		await gate.throttle.failed(bucket, browser.address);
		return refused('wrong');
	}
	await gate.throttle.succeeded(bucket);
	return done(await openSession(db, gate, account, browser, 'session.opened'));
}

const noteLogin = prepared((db, { id, at }: { id: AccountId; at: Instant }) =>
	db.updateTable('account').set({ lastLoginAt: at }).where('id', '=', id)
);

/** A new session after a proof of identity, in one transaction with its record; the browser's old one ends. */
export async function openSession(
	db: Db,
	gate: Gate,
	account: Account,
	browser: Browser,
	act: string
): Promise<SignedIn> {
	const at = gate.now();
	const token = await db.transaction().execute(async (trx) => {
		const door = sessions(trx, gate.now);
		if (browser.token !== undefined) await door.close(browser.token);
		const opened = await door.open(account.id, browser);
		await noteLogin(trx, { at, id: account.id });
		const body = { address: browser.address };
		await record(trx, asViewer(account), { act, subjectKind: 'account', subjectId: account.id, body }, at);
		return opened;
	});
	return { token, deviceCookie: markDevice(gate.secret, browser.deviceCookie, account.id), account };
}
