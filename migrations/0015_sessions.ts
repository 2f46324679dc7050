import { type Kysely, sql } from 'kysely';

/** Collective study sessions (集中学法): what was held, who was expected, who was there, and who said so. */
export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}

const appendOnly = (table: string) => [
	`create trigger ${table}_no_update before update on ${table} begin select raise(abort, '${table} is append-only'); end`,
	`create trigger ${table}_no_delete before delete on ${table} begin select raise(abort, '${table} is append-only'); end`
];

const statements = [
	// One row is one session, however many sub-venues. unit_id: the organising unit; null for the district.
	// late_at, late_by: the last time its facts were entered or changed after it was closed, or later than the day after it.
	`create table study_session (
		id integer primary key,
		level text not null check (level in ('district', 'unit')),
		unit_id integer references unit,
		kind text not null check (kind in ('collectiveStudy', 'preMeetingStudy', 'trialObservation')),
		topic text not null,
		lecturer text not null,
		starts_at integer not null,
		place text not null,
		sub_venues text not null check (json_valid(sub_venues)),
		plan_month_id integer references plan_month,
		content text not null,
		codes integer not null check (codes in (0, 1)),
		walk_ins integer not null check (walk_ins in (0, 1)),
		state text not null check (state in ('planned', 'held', 'cancelled')),
		state_reason text not null,
		state_at integer not null,
		state_by text not null,
		made_at integer not null,
		made_by text not null,
		late_at integer,
		late_by text,
		check ((level = 'unit') = (unit_id is not null)),
		check ((late_at is null) = (late_by is null))
	) strict`,
	`create index study_session_start on study_session (starts_at)`,
	`create trigger study_session_no_delete before delete on study_session
		begin select raise(abort, 'study_session is never deleted'); end`,
	`create table session_law (
		session_id integer not null references study_session,
		n integer not null,
		law_id integer not null references law,
		primary key (session_id, n),
		unique (session_id, law_id)
	) strict, without rowid`,
	// Units as they were when people were put on the list; figures roll up to reporting_unit_id.
	`create table session_unit (
		session_id integer not null references study_session,
		unit_id integer not null references unit,
		reporting_unit_id integer not null references unit,
		name text not null,
		short_name text not null,
		category text not null,
		sort_order integer not null,
		primary key (session_id, unit_id)
	) strict, without rowid`,
	// status null: not marked yet; once the session is held that is an absence. The columns from status on are the newest
	// row of session_mark. withdrawn_at: taken off the list; counts in no figure.
	`create table session_person (
		id integer primary key,
		session_id integer not null references study_session,
		person_id integer not null references person,
		unit_id integer not null references unit,
		name text not null,
		section text not null,
		post text not null,
		walk_in integer not null check (walk_in in (0, 1)),
		added_at integer not null,
		added_by text not null,
		withdrawn_at integer,
		withdrawn_by text,
		withdrawn_reason text not null default '',
		status text check (status in ('present', 'leave', 'absent')),
		leave_kind text check (leave_kind in ('official', 'sick', 'personal', 'other')),
		document_no text not null default '',
		route text check (route in ('tick', 'file', 'code', 'undo')),
		late integer not null default 0 check (late in (0, 1)),
		marked_at integer,
		marked_by text,
		unique (session_id, person_id),
		check ((status = 'leave') = (leave_kind is not null) or status is null)
	) strict`,
	`create index session_person_person on session_person (person_id)`,
	`create index session_person_unit on session_person (session_id, unit_id)`,
	`create trigger session_person_no_delete before delete on session_person
		begin select raise(abort, 'session_person is never deleted'); end`,
	`create table session_batch (
		id integer primary key,
		session_id integer not null references study_session,
		file_name text not null,
		file_hash text not null,
		actor text not null,
		account_id integer,
		at integer not null,
		counts text not null check (json_valid(counts)),
		undone_at integer,
		undone_by text
	) strict`,
	`create index session_batch_session on session_batch (session_id)`,
	// Every entry and every change of one; before: what stood there, as JSON.
	`create table session_mark (
		id integer primary key,
		session_person_id integer not null references session_person,
		before text not null check (json_valid(before)),
		status text check (status in ('present', 'leave', 'absent')),
		leave_kind text check (leave_kind in ('official', 'sick', 'personal', 'other')),
		document_no text not null,
		route text not null check (route in ('tick', 'file', 'code', 'undo')),
		batch_id integer references session_batch,
		adds integer not null default 0 check (adds in (0, 1)),
		late integer not null check (late in (0, 1)),
		actor text not null,
		at integer not null
	) strict`,
	`create index session_mark_person on session_mark (session_person_id, id)`,
	`create index session_mark_batch on session_mark (batch_id) where batch_id is not null`,
	...appendOnly('session_mark'),
	// A sheet that waits for its preview to be confirmed.
	`create table session_upload (
		id integer primary key,
		session_id integer not null references study_session,
		account_id integer,
		file_name text not null,
		file_hash text not null,
		choices text not null check (json_valid(choices)),
		rows text not null check (json_valid(rows)),
		created_at integer not null,
		batch_id integer references session_batch
	) strict`
];
