import type Sqlite from 'better-sqlite3';
import { hash } from 'node:crypto';
import type { Instant } from '#lib/base/core/clock.ts';
import type { AttemptId, ExamId } from '#lib/base/core/ids.ts';
import { insideGroupCommit } from '#lib/base/db/group-commit.server.ts';
import type { AttemptEvent, Happening, Op, Register } from './attempt.ts';
import type { LateEdit } from './attempt-rules.ts';
import { answerText, canonicalRow, type EventRow, fromRaw, fromRow, markText, toRow } from './event-row.ts';
import { ledgerStatements, type LedgerStatements } from './ledger-statements.server.ts';
import { ledgersOf, type LedgerState } from './ledgers.server.ts';

/** The head of an empty chain. */
export const genesis = '0'.repeat(64);

/** SHA-256(previous hash ‖ canonical row): one changed, removed or added row breaks every later hash. */
export const eventHash = (previous: string, row: EventRow): string => hash('sha256', previous + canonicalRow(row));

/** When, and by whom: what every event carries. */
export interface Circumstance {
	readonly receivedAt: Instant;
	readonly clientAt: number | null;
	readonly actor: string;
}

/** One attempt's log, open for appending inside one group commit. Call `seal` last. */
export interface Ledger {
	readonly state: Readonly<LedgerState>;
	register(slot: number): Register | undefined;
	/**
	 * Whether this very edit was kept as late before (a repeated sending leaves no second row), and how many were. One
	 * that arrived earlier and was read later is another: the earlier moment may be in time for a deadline that grows.
	 */
	late(
		edit: Pick<Op, 'slot' | 'epoch' | 'rev' | 'answer' | 'marked'>,
		receivedAt: Instant
	): { readonly same: boolean; readonly kept: number };
	/** All edits kept as late, in order. */
	lateEdits(): readonly LateEdit[];
	append(happening: Happening, circumstance: Circumstance): AttemptEvent;
	seal(lastSeenAt: Instant | null, receipt?: string): void;
}

/** Kinds that leave the rows of the attempt as they are until it is closed or settled: what most of the log consists of. */
const light: ReadonlySet<AttemptEvent['kind']> = new Set(['opened', 'responded', 'marked', 'late']);

const prepared = new WeakMap<Sqlite.Database, LedgerStatements>();
function statementsOf(raw: Sqlite.Database): LedgerStatements {
	let statements = prepared.get(raw);
	if (!statements) prepared.set(raw, (statements = ledgerStatements(raw)));
	return statements;
}

/** All edits kept as late, in order; to be read outside a group commit as well. */
export const lateEditsOf = (raw: Sqlite.Database, attemptId: AttemptId): readonly LateEdit[] =>
	statementsOf(raw)
		.lateEdits.all(attemptId)
		.map((row) => fromRow(fromRaw(row)) as LateEdit);

/** The attempt's rows before its first event, in the group commit that inserts the attempt. */
export function createLedger(
	raw: Sqlite.Database,
	attempt: { id: AttemptId; examId: ExamId; total: number; deadlineAt: Instant; graceMs: number; startedAt: Instant }
): Ledger {
	const { id, examId, total, deadlineAt, graceMs, startedAt } = attempt;
	statementsOf(raw).insertState.run(id, examId, total, genesis, deadlineAt, graceMs, startedAt);
	return openLedger(raw, id);
}

/**
 * Opens one attempt's log. Only inside `store.saves.push`: the memory of ledgers is told there when something is rolled
 * back, and nowhere else.
 * @throws when there is no such attempt
 */
export function openLedger(raw: Sqlite.Database, attemptId: AttemptId): Ledger {
	if (!insideGroupCommit(raw)) throw new Error('a ledger is opened inside a group commit only');
	const statements = statementsOf(raw);
	const ledgers = ledgersOf(raw);
	const kept = ledgers.get(attemptId);
	const { state, registers } = kept;
	let heavy = false;
	return {
		state,
		register: (slot) => registers.get(slot),
		late({ slot, epoch, rev, answer, marked }, receivedAt) {
			const content = [answerText(answer), markText(marked)] as const;
			const found = statements.late.get(slot, epoch, rev, ...content, receivedAt, attemptId);
			return { same: (found?.same ?? 0) > 0, kept: found?.kept ?? 0 };
		},
		lateEdits: () => lateEditsOf(raw, attemptId),
		append(happening, circumstance) {
			const event: AttemptEvent = { ...happening, ...circumstance, n: state.n + 1 };
			const row = toRow(attemptId, event);
			const head = eventHash(state.head, row);
			const { n, kind, slot, epoch, rev, answer, receivedAt, clientAt, actor, body } = row;
			const previous = n === 1 ? null : state.lastEvent;
			const { lastInsertRowid } = statements.insertEvent.run(
				...[attemptId, n, previous, kind, slot, epoch, rev, answer, receivedAt, clientAt, actor, body, head]
			);
			ledgers.wrote(kept, event, Number(lastInsertRowid), head);
			heavy ||= !light.has(kind);
			return event;
		},
		seal(lastSeenAt, receipt) {
			const writable = state as LedgerState;
			writable.receipt = receipt ?? state.receipt;
			writable.lastSeenAt = Math.max(state.lastSeenAt, lastSeenAt ?? 0);
			if (heavy) ledgers.project(kept);
			heavy = false;
		}
	};
}
