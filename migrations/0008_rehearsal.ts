import { type Kysely, sql } from 'kysely';

/** Verdicts of rehearsals, signed and never changed; exams that stand in the database for a rehearsal only. */
export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
	`create table rehearsal_verdict (
		id integer primary key,
		exam_id integer not null references exam on delete cascade,
		at integer not null,
		heads integer not null check (heads >= 1),
		decision text not null check (decision in ('go', 'slots', 'noGo')),
		body text not null check (json_valid(body)),
		hash text not null,
		signature text not null,
		actor text not null
	) strict`,
	`create index rehearsal_verdict_exam on rehearsal_verdict (exam_id, id)`,
	`create trigger rehearsal_verdict_no_update before update on rehearsal_verdict
		begin select raise(abort, 'rehearsal_verdict is append-only'); end`,
	`create trigger rehearsal_verdict_no_delete before delete on rehearsal_verdict
		when (select published_at from exam where id = old.exam_id) is not null
		begin select raise(abort, 'rehearsal_verdict is append-only'); end`,
	`create table rehearsal_exam (exam_id integer primary key references exam on delete cascade) strict`
];
