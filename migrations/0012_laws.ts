import { type Kysely, sql } from 'kysely';

/** The texts of the statutes: one per edition, article by article, with the imports that brought them and can be undone. */
export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
	`alter table law add column issued_by text`,
	`create table law_import (
		id integer primary key,
		actor text not null,
		account_id integer,
		at integer not null,
		undone_at integer
	) strict`,
	`create table law_text (
		law_edition_id integer primary key references law_edition,
		import_id integer not null references law_import,
		file_name text not null,
		file_hash text not null,
		notes text not null check (json_valid(notes)),
		preamble text not null check (json_valid(preamble)),
		annexes text not null check (json_valid(annexes))
	) strict`,
	`create table law_article (
		id integer primary key,
		law_edition_id integer not null references law_text,
		no integer not null,
		number integer not null check (number > 0),
		inserted integer not null,
		headings text not null check (json_valid(headings)),
		paragraphs text not null check (json_valid(paragraphs)),
		unique (law_edition_id, number, inserted)
	) strict`,
	`create index law_article_order on law_article (law_edition_id, no)`,
	// What one import did, in order: the edition's text, days and law as they were before and as it left them.
	`create table law_import_change (
		import_id integer not null references law_import,
		n integer not null,
		law_edition_id integer not null,
		added_law integer not null check (added_law in (0, 1)),
		added_edition integer not null check (added_edition in (0, 1)),
		before text not null check (json_valid(before)),
		after text not null check (json_valid(after)),
		primary key (import_id, n)
	) strict, without rowid`,
	// Files read and not yet imported; what was stated of them by hand stands in choices, by the file's hash.
	`create table law_upload (
		id integer primary key,
		account_id integer,
		created_at integer not null,
		choices text not null check (json_valid(choices)),
		import_id integer references law_import
	) strict`,
	`create table law_upload_file (
		upload_id integer not null references law_upload on delete cascade,
		n integer not null,
		file_name text not null,
		file_hash text not null,
		read text not null check (json_valid(read)),
		primary key (upload_id, n)
	) strict, without rowid`,
	// Each character is a word of its own, so that a phrase finds what Chinese writes without spaces.
	`create virtual table law_search using fts5(body, content='', contentless_delete=1, tokenize='unicode61')`
];
