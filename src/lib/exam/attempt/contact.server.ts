import type Sqlite from 'better-sqlite3';
import type { Instant } from '#lib/base/core/clock.ts';
import type { AttemptId } from '#lib/base/core/ids.ts';

/** When the pages of one session last asked how an attempt stands. */
export interface Contact {
	readonly session: string;
	at: Instant;
}

/**
 * What the pages of this process's candidates say of themselves by asking: memory only, for a look changes nothing on
 * record and would cost an fsync each. By session, so that a page that has lost the attempt to another device does not
 * vouch for that device.
 */
export interface Contacts {
	/** From when on this memory knows: an older page may have asked a process before this one. */
	readonly since: Instant;
	heard(attemptId: AttemptId, session: string, at: Instant): void;
	of(attemptId: AttemptId): readonly Contact[];
}

/** Sessions remembered per attempt: the device in use and the one before. */
const mostSessions = 3;
/** About a hundred bytes each; the one heard first goes first. */
const mostKept = 150_000;

const memories = new WeakMap<Sqlite.Database, Contacts>();

/** The one memory of this connection. @param now when it is made, if it is not there yet */
export function contactsOf(raw: Sqlite.Database, now: Instant): Contacts {
	let contacts = memories.get(raw);
	if (!contacts) memories.set(raw, (contacts = rememberContacts(now)));
	return contacts;
}

const none: readonly Contact[] = [];

function rememberContacts(since: Instant): Contacts {
	const kept = new Map<AttemptId, Contact[]>();
	return {
		since,
		of: (attemptId) => kept.get(attemptId) ?? none,
		heard(attemptId, session, at) {
			const contacts = kept.get(attemptId);
			const known = contacts?.find((contact) => contact.session === session);
			if (known) {
				known.at = Math.max(known.at, at);
				return;
			}
			if (contacts) {
				contacts.unshift({ session, at });
				contacts.length = Math.min(contacts.length, mostSessions);
				return;
			}
			const oldest = kept.keys().next().value;
			if (kept.size >= mostKept && oldest !== undefined) kept.delete(oldest);
			kept.set(attemptId, [{ session, at }]);
		}
	};
}
