import { type Kysely, sql } from 'kysely';

/** Laws and editions, item banks with frozen versions, blueprints and papers. Keys stand in a table of their own. */
export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}

const frozen = (table: string) => [
	`create trigger ${table}_no_update before update on ${table} begin select raise(abort, '${table} is frozen'); end`
];

const statements = [
	`create table law (
		id integer primary key,
		title text not null unique,
		short_title text not null,
		kind text not null check (kind in
			('constitution', 'statute', 'adminRegulation', 'localRegulation', 'rule', 'interpretation', 'partyRegulation'))
	) strict`,
	`create table law_edition (
		id integer primary key,
		law_id integer not null references law,
		label text not null,
		adopted_on text,
		in_force_on text,
		repealed_on text,
		checked_on text,
		unique (law_id, label)
	) strict`,

	`create table item_bank (
		id integer primary key,
		code text not null unique,
		name text not null,
		purpose text not null check (purpose in ('exam', 'practice')),
		shipped integer not null default 0,
		created_at integer not null
	) strict`,
	`create table item (
		id integer primary key,
		bank_id integer not null references item_bank,
		code text not null,
		retired_at integer,
		current_version_id integer,
		unique (bank_id, code)
	) strict`,
	`create table item_version (
		id integer primary key,
		item_id integer not null references item,
		no integer not null,
		kind text not null check (kind in ('judge', 'single', 'multiple', 'case')),
		content text not null check (json_valid(content)),
		stem_key text not null,
		law_edition_id integer references law_edition,
		article text not null,
		difficulty integer not null check (difficulty between 1 and 5),
		tags text not null check (json_valid(tags)),
		part_labels text not null check (json_valid(part_labels)),
		lock_option_order integer not null default 0,
		parts integer not null check (parts >= 1),
		content_hash text not null,
		created_at integer not null,
		used_at integer,
		unique (item_id, no)
	) strict`,
	`create index item_version_stem on item_version (stem_key)`,
	`create trigger item_version_frozen before update on item_version
		when old.used_at is not null or new.content <> old.content or new.item_id <> old.item_id or new.no <> old.no
		begin select raise(abort, 'item_version is frozen'); end`,
	`create trigger item_version_no_delete before delete on item_version when old.used_at is not null
		begin select raise(abort, 'item_version is frozen'); end`,
	`create table item_key (
		item_version_id integer not null references item_version on delete cascade,
		part integer not null,
		correct text not null check (json_valid(correct)),
		explanation text not null,
		primary key (item_version_id, part)
	) strict, without rowid`,
	...frozen('item_key'),

	`create table blueprint (
		id integer primary key,
		title text not null,
		definition text not null check (json_valid(definition)),
		created_at integer not null,
		frozen_at integer
	) strict`,
	`create trigger blueprint_frozen before update on blueprint when old.frozen_at is not null
		begin select raise(abort, 'blueprint is frozen'); end`,
	`create table paper (
		id integer primary key,
		blueprint_id integer not null references blueprint,
		seed text not null,
		slots text not null check (json_valid(slots)),
		total_points integer not null,
		hash text not null,
		assembled_at integer not null
	) strict`,
	...frozen('paper'),
	`create trigger paper_no_delete before delete on paper begin select raise(abort, 'paper is frozen'); end`,
	`create table paper_pool (
		blueprint_id integer not null references blueprint,
		item_version_id integer not null references item_version,
		kind text not null,
		law_id integer,
		difficulty integer not null,
		parts integer not null,
		stem_key text not null,
		uses integer not null default 0,
		primary key (blueprint_id, item_version_id)
	) strict, without rowid`
];
