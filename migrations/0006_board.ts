import { type Kysely, sql } from 'kysely';

/**
 * The board reads what happens to attempts, apart from the answers themselves, in the order of writing. Two comparisons
 * instead of a list of kinds: every save is asked them, and a list would be built anew each time.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	await sql`create index attempt_event_sign on attempt_event (id, kind)
		where kind <> 'responded' and kind <> 'marked'`.execute(db);
}
