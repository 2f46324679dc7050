import type Sqlite from 'better-sqlite3';
import { hash } from 'node:crypto';
import { type Adapter, Lucia } from 'lucia';
import type { Instant } from '#lib/base/core/clock.ts';
import type { AccountId } from '#lib/base/core/ids.ts';
import type { Grant } from '#lib/base/core/permit.ts';
import { prepared } from '#lib/base/db/prepared.ts';
import type { Trx } from '#lib/base/db/schema.ts';
import { statement } from '#lib/base/db/statement.server.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { grantsOf } from './account.server.ts';
import { hasOpenAttempt } from './open-attempt.server.ts';
import type { Presence, Presences, Remembered } from './presence.server.ts';

declare module 'lucia' {
	interface Register {
		Lucia: Lucia<SessionFacts>;
		UserId: number;
		DatabaseSessionAttributes: SessionFacts;
	}
}

/** What the sessions page shows of the machine that signed in. */
export interface Device {
	readonly userAgent: string;
	readonly address: string;
}

/** Nobody stays signed in longer than a working day. */
export const absoluteLimitMs = 12 * 3_600_000;
const staffIdleMs = 30 * 60_000;
const candidateIdleMs = 2 * 3_600_000;

/** Idle limit of a session: anyone with a role 30 minutes, candidates 2 hours (and never during an open attempt). */
const idleLimitMs = (grants: readonly Grant[]): number => (grants.length > 0 ? staffIdleMs : candidateIdleMs);

/** What else is written when a session begins, in the same transaction; synchronous, see `GroupCommit`. */
export type Alongside = (raw: Sqlite.Database, at: Instant) => void;

interface SessionFacts extends Device {
	readonly remembered?: Remembered | undefined;
	readonly alongside?: Alongside | undefined;
}

/** Half to the whole: the sessions of people who signed in together are not all written to in the same second. */
const restOf = (id: string): number => 0.5 + Number.parseInt(id.slice(0, 4), 16) / 0x1_ffff;

/** Only the hash is stored: a copy of the database opens no session. */
const hashed = (token: string): string => hash('sha256', token);

// Lucia's tokens are 40 characters of base 32; anything else is not worth a hash.
const tokenShape = /^[a-z2-7]{40}$/;

/** The session's id as it is stored, from a cookie's token; for what can be no token an id that no session has. */
export const sessionId = (token: string): string => (tokenShape.test(token) ? hashed(token) : '');

/** Sign-in of one account on one machine, from a new random token on. */
export interface Sessions {
	/** Makes a session and returns the cookie's token; the only moment the token is known. */
	open(accountId: AccountId, device: Device, alongside?: Alongside): Promise<string>;
	/** Whom the token names now; undefined when unknown, idle too long, too old, or the account is disabled. */
	find(token: string): Promise<Presence | undefined>;
	close(token: string): Promise<void>;
}

type Storage = Pick<Store, 'db' | 'saves'>;

/** Sessions kept in `store`; `now` is the server's clock, `presences` the memory of the process that serves. */
export function sessions(store: Storage, now: () => Instant, presences?: Presences): Sessions {
	const lucia = new Lucia<SessionFacts>(adapter(store, now), {
		getSessionAttributes: (facts) => facts
	});
	return {
		async open(accountId, device, alongside) {
			const { id } = await lucia.createSession(accountId, {
				userAgent: device.userAgent.slice(0, 200),
				address: device.address.slice(0, 64),
				alongside
			});
			return id;
		},
		async find(token) {
			if (!tokenShape.test(token)) return undefined;
			const id = hashed(token);
			const known = presences?.get(id, now());
			if (known) return known;
			const generation = presences?.generation ?? 0;
			const { session } = await lucia.validateSession(token);
			if (!session?.remembered) return undefined;
			presences?.keep(id, session.remembered, generation);
			return session.remembered.presence;
		},
		close: (token) => lucia.invalidateSession(token)
	};
}

/** Ends every session of an account (all but one, where named): inside the transaction that takes the right away. */
export async function endSessions(trx: Trx, accountId: AccountId, except?: string): Promise<void> {
	const all = trx.deleteFrom('session').where('accountId', '=', accountId);
	await (except === undefined ? all : all.where('id', '<>', except)).execute();
}

/**
 * Lucia's storage. Lucia compares with the machine's wall clock; the limits here are kept by the server's own clock, so
 * what Lucia is told of expiry is the time left, counted from the wall clock's present.
 */
function adapter({ db, saves }: Storage, now: () => Instant): Adapter {
	/**
	 * Among the answers of the moment: a commit of its own would cost more than all else. Where nothing can be written now
	 * (a full disk) the session goes on and is prolonged another time.
	 */
	async function touch(id: string, at: Instant, expiresAt: Instant): Promise<void> {
		const text = 'update session set last_seen_at = ?, expires_at = ? where id = ?';
		await saves.push((raw) => statement(raw, text).run(at, expiresAt, id)).catch(() => undefined);
	}
	return {
		async getSessionAndUser(token) {
			const id = hashed(token);
			const rows = await sessionRows(db, { id });
			const row = rows[0];
			if (!row || row.disabledAt !== null) return [null, null];
			const grants = rows.flatMap(({ role, unitId }) => (role === null ? [] : [{ role, unitId }]));
			const at = now();
			const idle = at >= row.expiresAt && !(row.personId !== null && (await hasOpenAttempt(db, row.personId)));
			if (idle || at >= row.absoluteExpiresAt) {
				await db.deleteFrom('session').where('id', '=', id).execute();
				return [null, null];
			}
			// One write per tenth of the limit keeps the rolling limit within some minutes and the disk quiet.
			const limit = idleLimitMs(grants);
			const restMs = (limit / 10) * restOf(id);
			const touches = at - row.lastSeenAt > restMs || at >= row.expiresAt;
			if (touches) await touch(id, at, Math.min(at + limit, row.absoluteExpiresAt));
			const { accountId, personId, displayName: name, locale } = row;
			const presence: Presence = {
				sessionId: id,
				viewer: { accountId, personId, name, grants },
				locale,
				largeType: row.largeType === 1
			};
			const until = Math.min((touches ? at : row.lastSeenAt) + restMs, row.absoluteExpiresAt);
			const facts = { userAgent: row.userAgent, address: row.address, remembered: { presence, until } };
			const expiresAt = new Date(Date.now() + (row.absoluteExpiresAt - at));
			return [
				{ id: token, userId: accountId, expiresAt, attributes: facts },
				{ id: accountId, attributes: {} }
			];
		},
		getUserSessions: () => Promise.resolve([]),
		async setSession({ id, userId, attributes }) {
			const at = now();
			const accountId = userId as AccountId;
			const { userAgent, address, alongside } = attributes;
			const idleLimit = idleLimitMs(await grantsOf(db, accountId));
			const row = [hashed(id), accountId, userAgent, address, at, at, at + idleLimit, at + absoluteLimitMs];
			await saves.push((raw) => {
				statement(raw, insertText).run(...row);
				alongside?.(raw, at);
			});
		},
		// The limits above roll by themselves; Lucia's own prolonging has nothing to do.
		updateSessionExpiration: () => Promise.resolve(),
		async deleteSession(token) {
			await db.deleteFrom('session').where('id', '=', hashed(token)).execute();
		},
		async deleteUserSessions(userId) {
			await db
				.deleteFrom('session')
				.where('accountId', '=', userId as AccountId)
				.execute();
		},
		async deleteExpiredSessions() {
			await db.deleteFrom('session').where('absoluteExpiresAt', '<', now()).execute();
		}
	};
}

/** The session with its account, one row per role (one with nulls where there is none). */
const sessionRows = prepared((db, { id }: { id: string }) =>
	db
		.selectFrom('session')
		.innerJoin('account', 'account.id', 'session.accountId')
		.leftJoin('roleGrant', (join) =>
			join.onRef('roleGrant.accountId', '=', 'account.id').on('roleGrant.revokedAt', 'is', null)
		)
		.select([
			'session.accountId',
			'session.expiresAt',
			'session.absoluteExpiresAt',
			'session.lastSeenAt',
			'session.userAgent',
			'session.address',
			'account.personId',
			'account.displayName',
			'account.locale',
			'account.largeType',
			'account.disabledAt',
			'roleGrant.role',
			'roleGrant.unitId'
		])
		.where('session.id', '=', id)
);

const insertText = `insert into session
	(id, account_id, user_agent, address, created_at, last_seen_at, expires_at, absolute_expires_at)
	values (?, ?, ?, ?, ?, ?, ?, ?)`;
