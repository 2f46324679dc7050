import { type Kysely, sql } from 'kysely';

/** The server's own clock, outages and what they give back, extensions for everyone, rescue uploads, late adoption. */
export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}

const appendOnly = (table: string) => [
	`create trigger ${table}_no_update before update on ${table} begin select raise(abort, '${table} is append-only'); end`,
	`create trigger ${table}_no_delete before delete on ${table} begin select raise(abort, '${table} is append-only'); end`
];

const stays = (table: string) =>
	`create trigger ${table}_no_delete before delete on ${table} begin select raise(abort, '${table} is append-only'); end`;

const statements = [
	// One row, updated every few seconds: how long the server was away is read from it at the next start.
	`create table server_clock (
		id integer primary key check (id = 1),
		beat_at integer not null,
		audit_floor integer not null default 0,
		attempt_floor integer not null default 0
	) strict`,
	`create table clock_alarm (
		id integer primary key,
		kind text not null check (kind in ('jump', 'behind', 'ahead', 'year')),
		wall_at integer not null,
		server_at integer not null,
		confirmed_at integer,
		confirmed_by text,
		takes text check (takes in ('server', 'machine')),
		note text not null default '',
		applied_at integer,
		check ((confirmed_at is null) = (confirmed_by is null) and (confirmed_at is null) = (takes is null))
	) strict`,
	`create index clock_alarm_open on clock_alarm (id) where confirmed_at is null or applied_at is null`,
	stays('clock_alarm'),
	`create trigger clock_alarm_fixed before update on clock_alarm
		when new.kind <> old.kind or new.wall_at <> old.wall_at or new.server_at <> old.server_at
			or (old.confirmed_at is not null and (new.confirmed_at is not old.confirmed_at or new.takes is not old.takes))
		begin select raise(abort, 'an alarm stays as it was'); end`,

	`create table outage (
		id integer primary key,
		kind text not null check (kind in ('stopped', 'stalled', 'suspended', 'clock')),
		from_at integer not null,
		to_at integer not null,
		credited_at integer,
		check (to_at > from_at)
	) strict`,
	stays('outage'),
	`create trigger outage_fixed before update on outage
		when new.kind <> old.kind or new.from_at <> old.from_at or new.to_at <> old.to_at or old.credited_at is not null
		begin select raise(abort, 'an outage stays as it was'); end`,
	`create table outage_credit (
		attempt_id integer not null references attempt,
		outage_id integer not null references outage,
		exam_id integer not null references exam,
		lost_ms integer not null check (lost_ms > 0),
		credit_ms integer not null check (credit_ms between 0 and lost_ms),
		left_ms integer not null,
		primary key (attempt_id, outage_id)
	) strict, without rowid`,
	`create index outage_credit_exam on outage_credit (exam_id, outage_id)`,
	...appendOnly('outage_credit'),

	// An override without unit and person is for everyone: the table is made anew, for a check cannot be changed.
	`alter table window_override rename to window_override_before`,
	`create table window_override (
		id integer primary key,
		exam_id integer not null references exam,
		unit_id integer references unit,
		person_id integer references person,
		opens_at integer,
		closes_at integer,
		extra_ms integer not null default 0 check (extra_ms >= 0),
		reason text not null,
		actor text not null,
		at integer not null,
		check (unit_id is null or person_id is null)
	) strict`,
	`insert into window_override select * from window_override_before`,
	`drop trigger window_override_no_update`,
	`drop trigger window_override_stays`,
	`drop table window_override_before`,
	`create index window_override_exam on window_override (exam_id)`,
	`create trigger window_override_no_update before update on window_override
		begin select raise(abort, 'window_override is append-only'); end`,
	`create trigger window_override_stays before delete on window_override
		when (select published_at from exam where id = old.exam_id) is not null
		begin select raise(abort, 'window_override is append-only'); end`,

	`create table rescue_upload (
		id integer primary key,
		attempt_id integer not null references attempt,
		exam_id integer not null references exam,
		code text not null,
		slip text not null check (slip in ('matched', 'none')),
		digest text not null,
		edits integer not null,
		applied integer not null,
		late integer not null,
		stale integer not null,
		rejected integer not null,
		received_at integer not null,
		actor text not null,
		account_id integer references account,
		unique (attempt_id, digest)
	) strict`,
	`create index rescue_upload_exam on rescue_upload (exam_id)`,
	...appendOnly('rescue_upload'),

	`create table adoption (
		id integer primary key,
		attempt_id integer not null references attempt,
		exam_id integer not null references exam,
		events text not null check (json_valid(events)),
		reason text not null check (reason <> ''),
		proposed_by text not null,
		proposed_account integer not null references account,
		proposed_at integer not null,
		decision text check (decision in ('approved', 'refused')),
		note text not null default '',
		decided_by text,
		decided_account integer references account,
		decided_at integer,
		check ((decision is null) = (decided_account is null)),
		check (decided_account is null or decided_account <> proposed_account)
	) strict`,
	`create index adoption_exam on adoption (exam_id)`,
	`create unique index adoption_open on adoption (attempt_id) where decision is null`,
	stays('adoption'),
	`create trigger adoption_fixed before update on adoption
		when old.decision is not null or new.events <> old.events or new.attempt_id <> old.attempt_id
			or new.proposed_account <> old.proposed_account or new.reason <> old.reason
		begin select raise(abort, 'a proposal stays as it was'); end`
];
