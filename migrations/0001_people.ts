import { type Kysely, sql } from 'kysely';

/** Units, people, accounts, the files they came from, and the audit chain. Times are milliseconds since 1970. */
export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
	`create table audit_entry (
		id integer primary key,
		at integer not null,
		account_id integer,
		actor text not null,
		act text not null,
		subject_kind text not null,
		subject_id text not null,
		body text not null check (json_valid(body)),
		previous_hash text not null,
		hash text not null unique
	) strict`,
	`create trigger audit_entry_no_update before update on audit_entry begin select raise(abort, 'audit_entry is append-only'); end`,
	`create trigger audit_entry_no_delete before delete on audit_entry begin select raise(abort, 'audit_entry is append-only'); end`,

	`create table setting (name text primary key, value text not null check (json_valid(value))) strict`,

	`create table unit (
		id integer primary key,
		code text not null unique,
		name text not null,
		short_name text not null,
		category text not null,
		sort_order integer not null,
		parent_id integer references unit,
		abolished_at integer,
		successor_id integer references unit
	) strict`,
	`create index unit_parent on unit (parent_id)`,
	`create table unit_version (
		id integer primary key,
		unit_id integer not null references unit,
		change text not null check (change in ('created', 'changed', 'merged', 'abolished', 'restored')),
		state text not null check (json_valid(state)),
		at integer not null,
		actor text not null
	) strict`,
	`create index unit_version_unit on unit_version (unit_id)`,
	`create trigger unit_version_no_update before update on unit_version begin select raise(abort, 'unit_version is append-only'); end`,
	`create trigger unit_version_no_delete before delete on unit_version begin select raise(abort, 'unit_version is append-only'); end`,
	`create table unit_alias (
		unit_id integer not null references unit,
		alias text not null,
		alias_key text not null unique
	) strict`,

	`create table person (
		id integer primary key,
		name text not null,
		staff_no text unique,
		mobile text unique,
		id_hash text unique,
		id_tail text,
		post text not null default '',
		rank text not null default '',
		staffing text not null default '',
		joined_on text,
		note text not null default '',
		left_at integer,
		created_at integer not null
	) strict`,
	`create index person_name on person (name)`,
	`create table membership (
		id integer primary key,
		person_id integer not null references person,
		unit_id integer not null references unit,
		kind text not null check (kind in ('establishment', 'seconded')),
		section text not null default '',
		from_at integer not null,
		to_at integer
	) strict`,
	`create index membership_person on membership (person_id)`,
	`create index membership_unit on membership (unit_id)`,
	`create unique index membership_one_establishment on membership (person_id)
		where kind = 'establishment' and to_at is null`,

	`create table import_upload (
		id integer primary key,
		kind text not null check (kind in ('units', 'roster', 'items')),
		account_id integer,
		scope text not null check (json_valid(scope)),
		file_name text not null,
		file_hash text not null,
		choices text not null check (json_valid(choices)),
		reading text not null check (json_valid(reading)),
		rows_read integer not null,
		created_at integer not null,
		batch_id integer references import_batch
	) strict`,
	`create table import_row (
		upload_id integer not null references import_upload on delete cascade,
		row integer not null,
		outcome text not null,
		draft text not null check (json_valid(draft)),
		problems text not null check (json_valid(problems)),
		primary key (upload_id, row)
	) strict, without rowid`,
	`create index import_row_outcome on import_row (upload_id, outcome)`,
	`create table import_batch (
		id integer primary key,
		kind text not null check (kind in ('units', 'roster', 'items')),
		file_name text not null,
		file_hash text not null,
		actor text not null,
		account_id integer,
		at integer not null,
		counts text not null check (json_valid(counts)),
		undone_at integer
	) strict`,
	`create table import_change (
		batch_id integer not null references import_batch,
		n integer not null,
		noun text not null,
		noun_id integer not null,
		before text check (before is null or json_valid(before)),
		after text check (after is null or json_valid(after)),
		primary key (batch_id, n)
	) strict, without rowid`,

	`create table account (
		id integer primary key,
		person_id integer unique references person,
		login_name text unique,
		display_name text not null,
		password_hash text,
		password_set_at integer,
		disabled_at integer,
		locale text not null default 'zh' check (locale in ('zh', 'en')),
		large_type integer not null default 0,
		created_at integer not null,
		last_login_at integer,
		check (person_id is not null or login_name is not null)
	) strict`,
	`create table role_grant (
		id integer primary key,
		account_id integer not null references account,
		role text not null check (role in ('unitAdmin', 'examOfficer', 'itemEditor', 'auditor', 'systemAdmin')),
		unit_id integer references unit,
		granted_by text not null,
		granted_at integer not null,
		revoked_at integer
	) strict`,
	`create index role_grant_account on role_grant (account_id)`,
	`create table activation (
		id integer primary key,
		account_id integer not null references account,
		code_hash text not null unique,
		issued_at integer not null,
		issued_by text not null,
		expires_at integer not null,
		used_at integer,
		revoked_at integer
	) strict`,
	`create index activation_account on activation (account_id)`,
	`create table session (
		id text primary key,
		account_id integer not null references account,
		expires_at integer not null,
		absolute_expires_at integer not null,
		created_at integer not null,
		last_seen_at integer not null,
		user_agent text not null default '',
		address text not null default ''
	) strict, without rowid`,
	`create index session_account on session (account_id)`
];
