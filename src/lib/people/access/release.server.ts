import type Sqlite from 'better-sqlite3';
import type { PersonId } from '#lib/base/core/ids.ts';

/**
 * Ends every session of a person, inside the group commit of the act that wants it; how many there were. The next
 * request of any of that person's pages is asked to sign in.
 */
export const endSessionsOf = (raw: Sqlite.Database, personId: PersonId): number =>
	raw.prepare('delete from session where account_id in (select id from account where person_id = ?)').run(personId)
		.changes;
