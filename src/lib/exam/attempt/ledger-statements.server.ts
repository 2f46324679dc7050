import type Sqlite from 'better-sqlite3';
import type { AttemptId } from '#lib/base/core/ids.ts';
import type { RawEventRow } from './event-row.ts';
import type { LedgerState } from './ledgers.server.ts';

interface ResponseRow {
	readonly slot: number;
	readonly epoch: number;
	readonly rev: number;
	readonly answer: string | null;
	readonly marked: number;
	readonly receivedAt: number;
}

const eventColumns =
	'attempt_id, n, previous, kind, slot, epoch, rev, answer, received_at, client_at, actor, body, hash';

/** The statements of the hot path, compiled once per connection: preparing anew would cost more than the work. */
export const ledgerStatements = (raw: Sqlite.Database) => ({
	dataVersion: raw.prepare('pragma data_version').pluck(),
	mark: raw.prepare<[], { upto: number }>('select upto from attempt_log_mark'),
	putMark: raw.prepare<[number]>('update attempt_log_mark set upto = ?'),
	last: raw.prepare<[], { id: number | null }>('select max(id) as id from attempt_event'),
	after: raw.prepare<[number], { id: number; attemptId: AttemptId }>(
		'select id, attempt_id as attemptId from attempt_event where id > ? order by id'
	),
	event: raw.prepare<[number], RawEventRow & { previous: number | null }>(
		`select ${eventColumns} from attempt_event where id = ?`
	),
	insertEvent: raw.prepare<unknown[]>(
		`insert into attempt_event (${eventColumns}) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	),
	late: raw.prepare<
		[number, number, number, string | null, string | null, number, number],
		{ same: number; kept: number }
	>(
		`select count(*) as kept, coalesce(sum(
				slot = ? and epoch = ? and rev = ? and answer is ? and body is ? and received_at <= ?), 0) as same
			from attempt_event where attempt_id = ? and kind = 'late'`
	),
	lateEdits: raw.prepare<[number], RawEventRow>(
		`select ${eventColumns} from attempt_event where attempt_id = ? and kind = 'late' order by n`
	),
	state: raw.prepare<[number], LedgerState>(
		`select attempt_id as attemptId, exam_id as examId, total, status, n, head, epoch, answered,
			deadline_at as deadlineAt, grace_ms as graceMs, last_seen_at as lastSeenAt, submitted_at as submittedAt,
			submitted_by as submittedBy, receipt, last_event as lastEvent from attempt_state where attempt_id = ?`
	),
	responses: raw.prepare<[number], ResponseRow>(
		'select slot, epoch, rev, answer, marked, received_at as receivedAt from response where attempt_id = ?'
	),
	insertState: raw.prepare<unknown[]>(
		`insert into attempt_state
			(attempt_id, exam_id, total, status, n, head, epoch, answered, deadline_at, grace_ms, last_seen_at)
			values (?, ?, ?, 'open', 0, ?, 0, 0, ?, ?, ?)`
	),
	putState: raw.prepare<unknown[]>(
		`update attempt_state set status = ?, n = ?, head = ?, epoch = ?, answered = ?, deadline_at = ?,
			last_seen_at = ?, submitted_at = ?, submitted_by = ?, receipt = ?, last_event = ? where attempt_id = ?`
	),
	putResponse: raw.prepare<unknown[]>(
		`insert into response (attempt_id, slot, epoch, rev, answer, marked, received_at) values (?, ?, ?, ?, ?, ?, ?)
			on conflict (attempt_id, slot) do update set epoch = excluded.epoch, rev = excluded.rev,
			answer = excluded.answer, marked = excluded.marked, received_at = excluded.received_at`
	)
});

export type LedgerStatements = ReturnType<typeof ledgerStatements>;
