import { type Kysely, sql } from 'kysely';

/** Study guides: why a law matters, the articles that matter most, short cases; made anew from question-banks/guides.csv. */
export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
	`create table guide (
		law_edition_id integer primary key references law_edition,
		content text not null check (json_valid(content))
	) strict`
];
