import type Sqlite from 'better-sqlite3';
import { createHash } from 'node:crypto';
import type { Instant } from '#lib/base/core/clock.ts';
import type { AttemptId, ExamId } from '#lib/base/core/ids.ts';
import type { AttemptEvent, Closer, Happening, Register } from './attempt.ts';
import { answerOf, answerText, canonicalRow, type EventRow, toRow } from './event-row.ts';

/** The head of an empty chain. */
export const genesis = '0'.repeat(64);

/** SHA-256(previous hash ‖ canonical row): one changed, removed or added row breaks every later hash. */
export const eventHash = (previous: string, row: EventRow): string =>
	createHash('sha256').update(previous).update(canonicalRow(row)).digest('hex');

/** attempt_state, as the hot path reads and writes it. */
export interface LedgerState {
	readonly attemptId: AttemptId;
	readonly examId: ExamId;
	status: 'open' | 'submitted' | 'voided';
	n: number;
	head: string;
	epoch: number;
	answered: number;
	deadlineAt: Instant;
	graceMs: number;
	submittedAt: Instant | null;
	submittedBy: Closer | null;
	receipt: string | null;
}

/** When, and by whom: what every event carries. */
export interface Circumstance {
	readonly receivedAt: Instant;
	readonly clientAt: number | null;
	readonly actor: string;
}

/** One attempt's log, open for appending inside one group commit. Call `seal` last, or nothing of the state is written. */
export interface Ledger {
	readonly state: Readonly<LedgerState>;
	register(slot: number): Register | undefined;
	/** Whether this very edit was kept as late before: a repeated sending leaves no second row. */
	keptLate(edit: { slot: number; epoch: number; rev: number }): boolean;
	/** Number of edits kept as late. */
	lateCount(): number;
	append(happening: Happening, circumstance: Circumstance): AttemptEvent;
	seal(lastSeenAt: Instant | null, receipt?: string): void;
}

const stateColumns = `attempt_id as attemptId, exam_id as examId, status, n, head, epoch, answered,
	deadline_at as deadlineAt, grace_ms as graceMs, submitted_at as submittedAt, submitted_by as submittedBy, receipt`;

const prepare = (raw: Sqlite.Database) => ({
	state: raw.prepare<[number], LedgerState>(`select ${stateColumns} from attempt_state where attempt_id = ?`),
	register: raw.prepare<
		[number, number],
		Omit<Register, 'answer' | 'marked'> & { answer: string | null; marked: number }
	>(`select epoch, rev, answer, marked, received_at as receivedAt from response where attempt_id = ? and slot = ?`),
	keptLate: raw.prepare<[number, number, number, number]>(
		`select 1 from attempt_event where attempt_id = ? and kind = 'late' and slot = ? and epoch = ? and rev = ?`
	),
	lateCount: raw.prepare<[number], { n: number }>(
		`select count(*) as n from attempt_event where attempt_id = ? and kind = 'late'`
	),
	insertEvent: raw.prepare<unknown[]>(
		`insert into attempt_event
			(attempt_id, n, kind, slot, epoch, rev, answer, received_at, client_at, actor, body, hash)
			values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	),
	putResponse: raw.prepare<unknown[]>(
		`insert into response (attempt_id, slot, epoch, rev, answer, marked, received_at) values (?, ?, ?, ?, ?, ?, ?)
			on conflict (attempt_id, slot) do update set epoch = excluded.epoch, rev = excluded.rev,
			answer = excluded.answer, marked = excluded.marked, received_at = excluded.received_at`
	),
	insertState: raw.prepare<unknown[]>(
		`insert into attempt_state (attempt_id, exam_id, status, n, head, epoch, answered, deadline_at, grace_ms, last_seen_at)
			values (?, ?, 'open', 0, ?, 0, 0, ?, ?, ?)`
	),
	putState: raw.prepare<unknown[]>(
		`update attempt_state set status = ?, n = ?, head = ?, epoch = ?, answered = ?, deadline_at = ?,
			last_seen_at = max(last_seen_at, ?), submitted_at = ?, submitted_by = ?, receipt = ?
			where attempt_id = ?`
	)
});

/** Compiled once per connection: preparing anew would cost more than the work. */
const prepared = new WeakMap<Sqlite.Database, ReturnType<typeof prepare>>();
function statementsOf(raw: Sqlite.Database): ReturnType<typeof prepare> {
	let statements = prepared.get(raw);
	if (!statements) prepared.set(raw, (statements = prepare(raw)));
	return statements;
}

/** The first row of the projection, in the transaction that inserts the attempt. */
export function createLedger(
	raw: Sqlite.Database,
	attempt: { id: AttemptId; examId: ExamId; deadlineAt: Instant; graceMs: number; startedAt: Instant }
): Ledger {
	const { id, examId, deadlineAt, graceMs, startedAt } = attempt;
	statementsOf(raw).insertState.run(id, examId, genesis, deadlineAt, graceMs, startedAt);
	return openLedger(raw, id);
}

/**
 * Opens one attempt's log. Synchronous: only inside `store.saves.push` or between two awaits of an open transaction.
 * @throws when there is no such attempt
 */
export function openLedger(raw: Sqlite.Database, attemptId: AttemptId): Ledger {
	const statements = statementsOf(raw);
	const state = statements.state.get(attemptId);
	if (!state) throw new Error(`no attempt ${attemptId}`);

	const register = (slot: number): Register | undefined => {
		const row = statements.register.get(attemptId, slot);
		return row && { ...row, answer: answerOf(row.answer), marked: row.marked === 1 };
	};

	function project(event: AttemptEvent): void {
		if (!state) return;
		switch (event.kind) {
			case 'responded':
			case 'marked': {
				const before = register(event.slot)?.answer.length ?? 0;
				state.answered += Number(event.answer.length > 0) - Number(before > 0);
				const { slot, epoch, rev, answer, marked, receivedAt } = event;
				statements.putResponse.run(attemptId, slot, epoch, rev, answerText(answer), Number(marked), receivedAt);
				return;
			}
			case 'opened':
				state.epoch = event.epoch;
				return;
			case 'submitted':
				state.status = 'submitted';
				state.submittedAt = event.submittedAt;
				state.submittedBy = event.by;
				return;
			case 'voided':
				state.status = 'voided';
				return;
			case 'extended':
				state.deadlineAt = Math.max(state.deadlineAt, event.deadlineAt);
				return;
			case 'reopened':
				state.status = 'open';
				state.deadlineAt = Math.max(state.deadlineAt, event.deadlineAt);
				state.submittedAt = state.submittedBy = state.receipt = null;
		}
	}

	return {
		state,
		register,
		keptLate: ({ slot, epoch, rev }) => statements.keptLate.get(attemptId, slot, epoch, rev) !== undefined,
		lateCount: () => statements.lateCount.get(attemptId)?.n ?? 0,
		append(happening, circumstance) {
			const event: AttemptEvent = { ...happening, ...circumstance, n: state.n + 1 };
			const row = toRow(attemptId, event);
			const hash = eventHash(state.head, row);
			const { n, kind, slot, epoch, rev, answer, receivedAt, clientAt, actor, body } = row;
			const values = [attemptId, n, kind, slot, epoch, rev, answer, receivedAt, clientAt, actor, body, hash];
			statements.insertEvent.run(...values);
			state.n = n;
			state.head = hash;
			project(event);
			return event;
		},
		seal(lastSeenAt, receipt) {
			state.receipt = receipt ?? state.receipt;
			const { status, n, head, epoch, answered, deadlineAt, submittedAt, submittedBy } = state;
			const seen = lastSeenAt ?? 0;
			statements.putState.run(
				...[status, n, head, epoch, answered, deadlineAt, seen, submittedAt, submittedBy, state.receipt, attemptId]
			);
		}
	};
}
