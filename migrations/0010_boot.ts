import { type Kysely, sql } from 'kysely';

/** With each heartbeat, how long the machine has been on: a wrong clock at a start is then told from a long outage. */
export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
	`alter table server_clock add column boot_id text`,
	`alter table server_clock add column uptime_ms integer`
];
