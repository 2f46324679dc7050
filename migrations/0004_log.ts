import { type Kysely, sql } from 'kysely';

/**
 * The record of attempts becomes one log in the order of writing: a save touches the end of one table instead of a page
 * of its own for every candidate. Each event names the one before it in the same attempt; `attempt_state` names the last
 * event that it and `response` reflect, and `attempt_log_mark` the event up to which all of them do. The attempt is not
 * declared as a foreign key: checking it would read a page of the attempt for every answer; "xuefa doctor" checks it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
	`create table attempt_log (
		id integer primary key,
		attempt_id integer not null,
		n integer not null check (n >= 1),
		previous integer check ((previous is null) = (n = 1)),
		kind text not null,
		slot integer,
		epoch integer,
		rev integer,
		answer text check (answer is null or json_valid(answer)),
		received_at integer not null,
		client_at integer,
		actor text not null,
		body text check (body is null or json_valid(body)),
		hash text not null
	) strict`,
	`insert into attempt_log
		select place, attempt_id, n, case when n > 1 then place - 1 end,
			kind, slot, epoch, rev, answer, received_at, client_at, actor, body, hash
		from (select row_number() over (order by attempt_id, n) as place, * from attempt_event)`,
	`drop table attempt_event`,
	`alter table attempt_log rename to attempt_event`,
	`create trigger attempt_event_no_update before update on attempt_event
		begin select raise(abort, 'attempt_event is append-only'); end`,
	`create trigger attempt_event_no_delete before delete on attempt_event
		begin select raise(abort, 'attempt_event is append-only'); end`,
	`create index attempt_event_late on attempt_event (attempt_id) where kind = 'late'`,

	`alter table attempt_state add column total integer not null default 0`,
	`alter table attempt_state add column last_event integer not null default 0`,
	`update attempt_state set total = (
		select json_array_length(paper.slots) from attempt join paper on paper.id = attempt.paper_id
		where attempt.id = attempt_state.attempt_id)`,
	`update attempt_state set last_event = last.id
		from (select attempt_id, max(id) as id from attempt_event group by attempt_id) as last
		where last.attempt_id = attempt_state.attempt_id`,

	`create table attempt_log_mark (
		one integer primary key check (one = 1),
		upto integer not null
	) strict`,
	`insert into attempt_log_mark select 1, coalesce(max(id), 0) from attempt_event`
];
