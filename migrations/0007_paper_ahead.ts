import { type Kysely, sql } from 'kysely';

/** Papers drawn for one person each, assembled before the exam opens: starting then costs no drawing. */
export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
	`create table paper_ahead (
		enrolment_id integer not null references enrolment on delete cascade,
		no integer not null check (no >= 1),
		paper_id integer not null references paper,
		primary key (enrolment_id, no)
	) strict, without rowid`
];
