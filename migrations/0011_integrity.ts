import { type Kysely, sql } from 'kysely';

/**
 * What is noted about how an attempt was sat, apart from the answers: losing all of it changes no answer and no score.
 * Devices, absences from the page, the candidate's own words, and what the bureau made of it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}

const appendOnly = (table: string) => [
	`create trigger ${table}_no_update before update on ${table} begin select raise(abort, '${table} is append-only'); end`,
	`create trigger ${table}_no_delete before delete on ${table} begin select raise(abort, '${table} is append-only'); end`
];

const statements = [
	`create table attempt_place (
		attempt_id integer not null references attempt,
		device text not null,
		session text not null,
		address text not null,
		admitted integer not null check (admitted in (0, 1)),
		at integer not null,
		primary key (attempt_id, device, session, admitted)
	) strict, without rowid`,
	`create index attempt_place_device on attempt_place (device)`,
	...appendOnly('attempt_place'),
	// When an officer let the device go: looked up each time the paper of an exam on one device is opened.
	`create index attempt_event_released on attempt_event (attempt_id) where kind = 'released'`,
	`create table absence (
		id integer primary key,
		attempt_id integer not null references attempt,
		began_at integer not null,
		length_ms integer not null check (length_ms >= 0),
		cause text not null check (cause in ('screenLock', 'otherTab', 'otherWindow', 'networkDialog', 'reload', 'unknown')),
		received_at integer not null,
		unique (attempt_id, began_at, cause)
	) strict`,
	...appendOnly('absence'),
	// Of a big exam the review list reads the long ones alone, from the index.
	`create index absence_long on absence (attempt_id, length_ms) where length_ms >= 30000 and cause <> 'reload'`,
	`create table candidate_note (
		id integer primary key,
		attempt_id integer not null references attempt,
		text text not null,
		at integer not null
	) strict`,
	`create index candidate_note_attempt on candidate_note (attempt_id, id)`,
	...appendOnly('candidate_note'),
	`create table review_decision (
		id integer primary key,
		attempt_id integer not null references attempt,
		flags text not null check (json_valid(flags)),
		decision text not null check (decision in ('nothing', 'talkedTo', 'voided')),
		reason text not null,
		actor text not null,
		at integer not null
	) strict`,
	`create index review_decision_attempt on review_decision (attempt_id, id)`,
	...appendOnly('review_decision'),
	// How fast a closed attempt was answered: made from the log, one row for its last submission, and made again from it
	// when it is lost. The newest event in it is how far the log has been read.
	`create table attempt_pace (
		attempt_id integer primary key references attempt,
		event_id integer not null unique,
		answers integer not null,
		took_ms integer,
		reading_ms integer,
		check ((took_ms is null) = (reading_ms is null))
	) strict`,
	`create index attempt_event_submitted on attempt_event (id) where kind = 'submitted'`
];
