import { type Kysely, sql } from 'kysely';

/** Must-know lists (应知应会清单): for everybody or for some, with their entries in order. */
export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
	// activated_at: the first time it was; null for a draft. retired_at: null while it stands.
	`create table law_list (
		id integer primary key,
		title text not null,
		title_key text not null unique,
		tier text not null check (tier in ('common', 'specific')),
		categories text not null check (json_valid(categories)),
		posts text not null check (json_valid(posts)),
		made_at integer not null,
		activated_at integer,
		retired_at integer,
		check (tier = 'specific' or (categories = '[]' and posts = '[]'))
	) strict`,
	`create trigger law_list_no_delete before delete on law_list
		begin select raise(abort, 'law_list is never deleted'); end`,
	// A law of the database, or the title and kind of one that is awaited. Articles: null for the whole law.
	`create table list_entry (
		id integer primary key,
		list_id integer not null references law_list,
		n integer not null,
		law_id integer references law,
		title text,
		kind text check (kind in ('constitution', 'statute', 'adminRegulation', 'localRegulation', 'rule',
			'interpretation', 'partyRegulation')),
		from_article integer,
		from_inserted integer,
		to_article integer,
		to_inserted integer,
		note text not null,
		added_at integer not null,
		retired_at integer,
		check ((law_id is null) = (title is not null)),
		check ((law_id is null) = (kind is not null)),
		check ((from_article is null) = (to_article is null)),
		check ((from_article is null) = (from_inserted is null)),
		check ((to_article is null) = (to_inserted is null))
	) strict`,
	`create index list_entry_list on list_entry (list_id, n)`,
	`create index list_entry_law on list_entry (law_id) where law_id is not null`,
	`create trigger list_entry_no_delete before delete on list_entry
		when (select activated_at from law_list where id = old.list_id) is not null
		begin select raise(abort, 'list_entry of a list in use is never deleted'); end`
];
