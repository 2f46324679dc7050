import { recordRaw } from '#lib/base/audit/audit.server.ts';
import { keyedHash } from '#lib/base/config/config.server.ts';
import type { Instant } from '#lib/base/core/clock.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import { Busy } from '#lib/base/db/group-commit.server.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { statement } from '#lib/base/db/statement.server.ts';
import { type Account, asViewer, findAccountByLogin } from './account.server.ts';
import { knownDevice, markDevice } from './device.server.ts';
import { QueueFull } from './fair-queue.ts';
import type { Hashing } from './hashing.server.ts';
import { loginKey } from './login-name.ts';
import { type Device, sessionId, type Sessions } from './session.server.ts';
import type { Bucket, Throttle } from './throttle.server.ts';

/** What every door that looks at passwords needs, made once per process. */
export interface Gate {
	readonly secret: Buffer;
	readonly hashing: Hashing;
	readonly throttle: Throttle;
	readonly sessions: Sessions;
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
 * Refusals: `wrong` · `wait` with `minutes` · `busy` (the queue of checks, or that of writes, is full: come again in seconds).
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
	try {
		const fits = await gate.hashing.verify(
			account?.passwordHash ?? null,
			given.password.slice(0, 512),
			browser.address
		);
		if (!fits || !account || account.disabledAt !== null) {
			await gate.throttle.failed(bucket, browser.address);
			return refused('wrong');
		}
		await gate.throttle.succeeded(bucket);
		return done(await openSession(gate, account, browser));
	} catch (error) {
		if (error instanceof QueueFull) await gate.throttle.spare(bucket);
		if (error instanceof QueueFull || error instanceof Busy) return refused('busy');
		throw error;
	}
}

/** A new session after a proof of identity, in one transaction with its record; the browser's old one ends. */
export async function openSession(gate: Gate, account: Account, browser: Browser): Promise<SignedIn> {
	const token = await gate.sessions.open(account.id, browser, (raw, at) => {
		if (browser.token !== undefined) statement(raw, 'delete from session where id = ?').run(sessionId(browser.token));
		statement(raw, 'update account set last_login_at = ? where id = ?').run(at, account.id);
		const body = { address: browser.address };
		const act = { act: 'session.opened', subjectKind: 'account', subjectId: account.id, body };
		recordRaw(raw, asViewer(account), act, at);
	});
	return { token, deviceCookie: markDevice(gate.secret, browser.deviceCookie, account.id), account };
}
