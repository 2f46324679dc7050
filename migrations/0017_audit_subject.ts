import { type Kysely, sql } from 'kysely';

/** What was done to one thing is found without reading the whole record, to which every sign-in of a city adds a row. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await sql.raw('create index audit_entry_subject on audit_entry (subject_kind, subject_id)').execute(db);
}
