import { type Kysely, sql } from 'kysely';

/** Exams and enrolment, the append-only record of attempts, and scores that never sit on responses. */
export async function up(db: Kysely<unknown>): Promise<void> {
	for (const statement of statements) await sql.raw(statement).execute(db);
}

const appendOnly = (table: string) => [
	`create trigger ${table}_no_update before update on ${table} begin select raise(abort, '${table} is append-only'); end`,
	`create trigger ${table}_no_delete before delete on ${table} begin select raise(abort, '${table} is append-only'); end`
];

const statements = [
	`create table exam (
		id integer primary key,
		title text not null,
		organiser text not null,
		subject_owner text not null default '',
		scheme text not null check (json_valid(scheme)),
		blueprint_id integer references blueprint,
		opens_at integer not null,
		closes_at integer not null,
		selection text not null default '{}' check (json_valid(selection)),
		published_at integer,
		closed_at integer,
		created_at integer not null,
		created_by text not null
	) strict`,
	`create trigger exam_published before update on exam when old.published_at is not null and (
			new.title <> old.title or new.scheme <> old.scheme or new.blueprint_id is not old.blueprint_id
			or new.published_at is not old.published_at or new.opens_at > old.opens_at or new.closes_at < old.closes_at)
		begin select raise(abort, 'a published exam only widens'); end`,
	`create trigger exam_no_delete before delete on exam when old.published_at is not null
		begin select raise(abort, 'a published exam stays'); end`,
	`create table exam_paper (
		exam_id integer not null references exam,
		variant text not null,
		paper_id integer not null references paper,
		primary key (exam_id, variant)
	) strict, without rowid`,
	`create table exam_unit (
		exam_id integer not null references exam,
		unit_id integer not null references unit,
		parent_id integer,
		reporting_unit_id integer not null,
		name text not null,
		short_name text not null,
		category text not null,
		sort_order integer not null,
		primary key (exam_id, unit_id)
	) strict, without rowid`,
	`create table enrolment (
		id integer primary key,
		exam_id integer not null references exam,
		person_id integer not null references person,
		unit_id integer not null references unit,
		name text not null,
		section text not null default '',
		post text not null default '',
		status text not null check (status in ('required', 'exempt', 'deferred', 'voluntary')),
		reason text not null default '',
		document_no text not null default '',
		changed_at integer not null,
		unique (exam_id, person_id)
	) strict`,
	`create index enrolment_unit on enrolment (exam_id, unit_id)`,
	`create index enrolment_person on enrolment (person_id)`,
	`create trigger enrolment_stays before delete on enrolment
		when (select published_at from exam where id = old.exam_id) is not null
		begin select raise(abort, 'enrolment of a published exam stays'); end`,
	`create table enrolment_change (
		id integer primary key,
		enrolment_id integer not null,
		exam_id integer not null references exam,
		person_id integer not null references person,
		before text check (before is null or json_valid(before)),
		after text not null check (json_valid(after)),
		actor text not null,
		at integer not null
	) strict`,
	`create index enrolment_change_exam on enrolment_change (exam_id, person_id)`,
	...appendOnly('enrolment_change'),
	`create table enrolment_request (
		id integer primary key,
		enrolment_id integer not null references enrolment on delete cascade,
		exam_id integer not null references exam,
		status text not null check (status in ('exempt', 'deferred')),
		reason text not null,
		document_no text not null,
		asked_by text not null,
		asked_at integer not null,
		decision text check (decision in ('approved', 'refused', 'withdrawn')),
		decision_note text not null default '',
		decided_by text,
		decided_at integer
	) strict`,
	`create index enrolment_request_exam on enrolment_request (exam_id)`,
	`create unique index enrolment_request_open on enrolment_request (enrolment_id) where decision is null`,
	`create trigger enrolment_request_decided before update on enrolment_request when old.decision is not null
		begin select raise(abort, 'the request is decided'); end`,
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
		check ((unit_id is null) <> (person_id is null))
	) strict`,
	`create index window_override_exam on window_override (exam_id)`,
	`create trigger window_override_no_update before update on window_override
		begin select raise(abort, 'window_override is append-only'); end`,
	`create trigger window_override_stays before delete on window_override
		when (select published_at from exam where id = old.exam_id) is not null
		begin select raise(abort, 'window_override is append-only'); end`,

	`create table attempt (
		id integer primary key,
		code text not null unique,
		enrolment_id integer not null references enrolment,
		exam_id integer not null references exam,
		no integer not null check (no >= 1),
		paper_id integer not null references paper,
		layout text not null check (json_valid(layout)),
		started_at integer not null,
		unique (enrolment_id, no)
	) strict`,
	`create index attempt_exam on attempt (exam_id)`,
	...appendOnly('attempt'),
	`create table attempt_event (
		attempt_id integer not null references attempt,
		n integer not null check (n >= 1),
		kind text not null check (kind in
			('started', 'opened', 'responded', 'marked', 'late', 'extended', 'submitted', 'voided', 'reopened')),
		slot integer,
		epoch integer,
		rev integer,
		answer text check (answer is null or json_valid(answer)),
		received_at integer not null,
		client_at integer,
		actor text not null,
		body text check (body is null or json_valid(body)),
		hash text not null,
		primary key (attempt_id, n)
	) strict, without rowid`,
	...appendOnly('attempt_event'),
	`create table response (
		attempt_id integer not null references attempt,
		slot integer not null,
		epoch integer not null,
		rev integer not null,
		answer text check (answer is null or json_valid(answer)),
		marked integer not null default 0,
		received_at integer not null,
		primary key (attempt_id, slot)
	) strict, without rowid`,
	`create table attempt_state (
		attempt_id integer primary key references attempt,
		exam_id integer not null references exam,
		status text not null check (status in ('open', 'submitted', 'voided')),
		n integer not null,
		head text not null,
		epoch integer not null,
		answered integer not null,
		deadline_at integer not null,
		grace_ms integer not null,
		last_seen_at integer not null,
		submitted_at integer,
		submitted_by text check (submitted_by in ('candidate', 'clock', 'officer')),
		receipt text unique
	) strict`,
	`create index attempt_state_open on attempt_state (deadline_at) where status = 'open'`,
	`create index attempt_state_exam on attempt_state (exam_id, status)`,

	`create table key_amendment (
		id integer primary key,
		exam_id integer not null references exam,
		item_version_id integer not null references item_version,
		part integer not null,
		kind text not null check (kind in ('replace', 'acceptAlso', 'fullCredit', 'exclude')),
		correct text check (correct is null or json_valid(correct)),
		reason text not null,
		actor text not null,
		at integer not null
	) strict`,
	...appendOnly('key_amendment'),
	`create table scoring_run (
		id integer primary key,
		exam_id integer not null references exam,
		rules text not null check (json_valid(rules)),
		amendments_upto integer not null,
		attempts integer not null,
		hash text not null,
		reason text not null,
		actor text not null,
		at integer not null
	) strict`,
	...appendOnly('scoring_run'),
	`create table item_score (
		run_id integer not null references scoring_run,
		attempt_id integer not null references attempt,
		slot integer not null,
		points integer not null,
		max_points integer not null,
		primary key (run_id, attempt_id, slot)
	) strict, without rowid`,
	...appendOnly('item_score'),
	`create table attempt_score (
		run_id integer not null references scoring_run,
		attempt_id integer not null references attempt,
		points integer not null,
		max_points integer not null,
		primary key (run_id, attempt_id)
	) strict, without rowid`,
	...appendOnly('attempt_score'),
	`create table publication (
		id integer primary key,
		exam_id integer not null references exam,
		no integer not null,
		run_id integer not null references scoring_run,
		policy text not null check (json_valid(policy)),
		snapshot text not null check (json_valid(snapshot)),
		snapshot_hash text not null,
		reason text not null,
		actor text not null,
		at integer not null,
		unique (exam_id, no)
	) strict`,
	...appendOnly('publication')
];
