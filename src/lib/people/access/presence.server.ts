import type Sqlite from 'better-sqlite3';
import type { Instant } from '#lib/base/core/clock.ts';
import type { AccountId } from '#lib/base/core/ids.ts';
import type { Viewer } from '#lib/base/core/permit.ts';

/** Whom a request's cookie names. */
export interface Presence {
	/** SHA-256 of the token, as stored. */
	readonly sessionId: string;
	readonly viewer: Viewer & { readonly accountId: AccountId };
	readonly locale: 'zh' | 'en';
	readonly largeType: boolean;
}

/** A presence and until when it may be believed without asking the session's row again. */
export interface Remembered {
	readonly presence: Presence;
	readonly until: Instant;
}

/** Presences read lately: an answer saved every few seconds should not cost a join each time. */
export interface Presences {
	get(sessionId: string, now: Instant): Presence | undefined;
	/** To be asked before the rows are read, and handed to `keep`: what changed in between is not kept. */
	readonly generation: number;
	keep(sessionId: string, remembered: Remembered, generation: number): void;
}

/** What another process has written is seen after this time at the latest. */
const askEveryMs = 5;

/** About half a kilobyte each; the one kept longest goes first. */
const mostKept = 200_000;

/**
 * The memory of one process over one connection. It cannot be forgotten by a writer: temporary triggers on the rows a
 * presence is made of empty it, and SQLite's data version tells when another process (the command line) has written.
 */
export function rememberPresences(raw: Sqlite.Database): Presences {
	const kept = new Map<string, Remembered>();
	const dataVersion = raw.prepare('pragma data_version').pluck();
	let version = dataVersion.get();
	let generation = 0;
	let askedAt = -Infinity;
	const forget = (sessionId: unknown): null => {
		generation++;
		if (typeof sessionId === 'string') kept.delete(sessionId);
		else kept.clear();
		return null;
	};
	raw.function('forget_presence', forget);
	raw.exec(`
		create temp trigger presence_session after delete on main.session begin select forget_presence(old.id); end;
		create temp trigger presence_granted after insert on main.role_grant begin select forget_presence(null); end;
		create temp trigger presence_revoked after update on main.role_grant begin select forget_presence(null); end;
		create temp trigger presence_account
			after update of person_id, display_name, disabled_at, locale, large_type on main.account
			begin select forget_presence(null); end;
	`);
	return {
		get generation() {
			return generation;
		},
		get(sessionId, now) {
			// Asked at most every few milliseconds: it costs as much as all the rest.
			const seen = now - askedAt < askEveryMs ? version : dataVersion.get();
			if (seen !== version) {
				version = seen;
				forget(null);
			}
			if (now - askedAt >= askEveryMs) askedAt = now;
			const remembered = kept.get(sessionId);
			return remembered && now < remembered.until ? remembered.presence : undefined;
		},
		keep(sessionId, remembered, readAt) {
			if (readAt !== generation) return;
			const oldest = kept.keys().next().value;
			if (kept.size >= mostKept && oldest !== undefined) kept.delete(oldest);
			kept.set(sessionId, remembered);
		}
	};
}
