import { type Kysely, sql } from 'kysely';

/** The year plan (一月一法) with its materials; practice: sets of questions, each asking of one, and what is remembered. */
export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
	// A year that nobody has published is seen by those who plan it only.
	`create table plan_year (
		year integer primary key check (year between 2000 and 2999),
		title text not null,
		published_at integer
	) strict`,
	`create table plan_month (
		id integer primary key,
		year integer not null references plan_year,
		month integer not null check (month between 1 and 12),
		theme text not null,
		presenter text not null,
		mode text not null check (mode in ('collective', 'self')),
		note text not null,
		unique (year, month)
	) strict`,
	`create table plan_law (
		plan_month_id integer not null references plan_month,
		n integer not null,
		law_id integer not null references law,
		primary key (plan_month_id, n),
		unique (plan_month_id, law_id)
	) strict, without rowid`,
	// kind text: body · article: law_id and article · file: name, type, bytes.
	`create table plan_material (
		id integer primary key,
		plan_month_id integer not null references plan_month,
		kind text not null check (kind in ('text', 'article', 'file')),
		title text not null,
		body text not null,
		law_id integer references law,
		article text not null,
		file_name text not null,
		file_type text not null,
		file_size integer not null,
		added_at integer not null
	) strict`,
	`create index plan_material_month on plan_material (plan_month_id)`,
	`create table plan_file (
		plan_material_id integer primary key references plan_material on delete cascade,
		bytes blob not null
	) strict`,

	// session_id: the collective session that the set makes up for.
	`create table practice_set (
		id integer primary key,
		code text not null unique,
		person_id integer not null references person,
		kind text not null check (kind in ('month', 'catchUp', 'law', 'kind', 'random', 'wrong', 'due', 'mock')),
		scope text not null check (json_valid(scope)),
		plan_month_id integer references plan_month,
		session_id integer,
		made_at integer not null,
		finished_at integer
	) strict`,
	`create index practice_set_person on practice_set (person_id, made_at)`,
	`create unique index practice_set_month on practice_set (person_id, plan_month_id) where kind = 'month'`,
	`create unique index practice_set_session on practice_set (person_id, session_id) where kind = 'catchUp'`,
	`create index practice_set_of_month on practice_set (plan_month_id) where plan_month_id is not null`,
	`create index practice_set_of_session on practice_set (session_id) where session_id is not null`,
	// One asking of one item: its token is good for one answer. choices: for each part the ids and their values in this form.
	`create table practice_ask (
		id integer primary key,
		set_id integer not null references practice_set,
		n integer not null,
		item_id integer not null references item,
		item_version_id integer not null references item_version,
		reason text not null check (reason in ('asked', 'again', 'between')),
		choices text not null check (json_valid(choices)),
		token text not null unique,
		answered_at integer,
		answer text check (answer is null or json_valid(answer)),
		is_right integer check (is_right in (0, 1)),
		is_unsure integer not null default 0 check (is_unsure in (0, 1)),
		unique (set_id, n)
	) strict`,
	`create trigger practice_ask_once before update on practice_ask when old.answered_at is not null
		begin select raise(abort, 'practice_ask is answered'); end`,
	// First answers of a day to an item, as rated for the memory: appended only, all else of a person's memory is their fold.
	`create table recall (
		id integer primary key,
		person_id integer not null references person,
		item_id integer not null references item,
		law_id integer references law,
		ask_id integer not null unique references practice_ask,
		day text not null,
		rating integer not null check (rating between 1 and 4),
		at integer not null,
		unique (person_id, item_id, day)
	) strict`,
	`create index recall_law on recall (law_id, day)`,
	`create trigger recall_no_update before update on recall begin select raise(abort, 'recall is append-only'); end`,
	`create trigger recall_no_delete before delete on recall begin select raise(abort, 'recall is append-only'); end`,
	`create table memory (
		person_id integer not null references person,
		item_id integer not null references item,
		law_id integer references law,
		stability real not null,
		difficulty real not null,
		last_day text not null,
		due_day text not null,
		reviews integer not null,
		lapses integer not null,
		missed_day text,
		successes integer not null,
		primary key (person_id, item_id)
	) strict, without rowid`,
	`create index memory_due on memory (person_id, due_day)`,
	`create index memory_law on memory (law_id)`
];
