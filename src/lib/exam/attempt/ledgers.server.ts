import type Sqlite from 'better-sqlite3';
import type { Instant } from '#lib/base/core/clock.ts';
import type { AttemptId, ExamId } from '#lib/base/core/ids.ts';
import { follow } from '#lib/base/db/group-commit.server.ts';
import { type AttemptEvent, type Closer, compareVersions } from './attempt.ts';
import { answerOf, answerText, fromRaw, fromRow } from './event-row.ts';
import { ledgerStatements, type LedgerStatements } from './ledger-statements.server.ts';
import { createRegisters, type Registers } from './registers.ts';

/** Where one attempt stands: its row of attempt_state, brought up to the last event of the log. */
export interface LedgerState {
	readonly attemptId: AttemptId;
	readonly examId: ExamId;
	readonly total: number;
	status: 'open' | 'submitted' | 'voided';
	n: number;
	head: string;
	epoch: number;
	deadlineAt: Instant;
	graceMs: number;
	lastSeenAt: Instant;
	submittedAt: Instant | null;
	submittedBy: Closer | null;
	receipt: string | null;
	lastEvent: number;
	/** Kept as a value: a getter of its own would give each attempt a form of its own, and every look would be slow. */
	answered: number;
}

export interface Kept {
	readonly state: LedgerState;
	readonly registers: Registers;
}

/** Events of one attempt that its rows do not reflect yet: ids of the first and of the last. */
interface Ahead {
	readonly first: number;
	readonly last: number;
}

/** Attempts kept in memory, about 4 kB each; the one loaded longest ago goes first. */
const mostKept = 120_000;

/**
 * The ledgers of all attempts over one connection. The log is the truth; what stands in memory follows it, and the rows
 * of `attempt_state` and `response` are brought up when an attempt is closed, or by `settle` when the log has run far
 * ahead. So a save writes one row at the end of one table.
 */
export interface Ledgers {
	/** @throws when there is no such attempt */
	get(attemptId: AttemptId): Kept;
	/** Where an attempt stands that is in memory already; undefined when it would have to be read first. */
	known(attemptId: AttemptId): Readonly<LedgerState> | undefined;
	/** The attempt's whole record in order. */
	history(attemptId: AttemptId): readonly AttemptEvent[];
	/** Counts the event just written by the caller as the attempt's last, and takes what it says into memory. */
	wrote(kept: Kept, event: AttemptEvent, eventId: number, hash: string): void;
	/** Brings the attempt's rows up to its last event: inside a group commit. */
	project(kept: Kept): void;
	/** Events that some row does not reflect yet: at most, for the mark is a bound. */
	readonly ahead: number;
	/** Attempts with such events. */
	readonly waiting: number;
	/** Brings up the rows of the attempts that have waited longest, `most` of them, and moves the mark: inside a group commit. */
	settle(most: number): void;
}

const instances = new WeakMap<Sqlite.Database, Ledgers>();

/** The one memory of this connection. */
export function ledgersOf(raw: Sqlite.Database): Ledgers {
	let ledgers = instances.get(raw);
	if (!ledgers) instances.set(raw, (ledgers = createLedgers(raw)));
	return ledgers;
}

function createLedgers(raw: Sqlite.Database): Ledgers {
	const sql = ledgerStatements(raw);
	const kept = new Map<AttemptId, Kept>();
	/** In the order of `first`: what has waited longest comes first. */
	let waiting = new Map<AttemptId, Ahead>();
	let mark = sql.mark.get()?.upto ?? 0;
	/** The last event this memory knows of. */
	let seen = mark;
	let version: unknown;
	/** What to go back to when the request, or the whole transaction, is rolled back. */
	const undoRequest = new Map<AttemptId, Ahead | undefined>();
	const undoAll = new Map<AttemptId, Ahead | undefined>();
	let [seenBefore, markBefore] = [seen, mark];

	/** Reads on when another process has written: what it wrote about is loaded anew when asked for. */
	function catchUp(): void {
		const found = sql.dataVersion.get();
		if (found === version) return;
		version = found;
		for (const { id, attemptId } of sql.after.iterate(seen)) {
			stretch(attemptId, id);
			kept.delete(attemptId);
			seen = id;
		}
	}

	function stretch(attemptId: AttemptId, last: number): void {
		waiting.set(attemptId, { first: waiting.get(attemptId)?.first ?? last, last });
	}

	function touch(attemptId: AttemptId): void {
		if (!undoRequest.has(attemptId)) undoRequest.set(attemptId, waiting.get(attemptId));
	}

	function goBack(before: Map<AttemptId, Ahead | undefined>): void {
		for (const [attemptId, ahead] of before) {
			kept.delete(attemptId);
			if (ahead) waiting.set(attemptId, ahead);
			else waiting.delete(attemptId);
		}
		before.clear();
		waiting = new Map([...waiting].sort(([, a], [, b]) => a.first - b.first));
	}

	follow(raw, {
		enter() {
			catchUp();
			[seenBefore, markBefore] = [seen, mark];
		},
		keep() {
			for (const [attemptId, ahead] of undoRequest) if (!undoAll.has(attemptId)) undoAll.set(attemptId, ahead);
			undoRequest.clear();
		},
		undo() {
			goBack(undoRequest);
			seen = sql.last.get()?.id ?? seenBefore;
		},
		committed() {
			undoRequest.clear();
			undoAll.clear();
		},
		abandoned() {
			goBack(undoRequest);
			goBack(undoAll);
			[seen, mark] = [seenBefore, markBefore];
		}
	});
	catchUp();
	seenBefore = seen;

	function load(attemptId: AttemptId): Kept {
		const row = sql.state.get(attemptId);
		if (!row) throw new Error(`no attempt ${attemptId}`);
		const registers = createRegisters(row.total);
		for (const { slot, answer, marked, ...rest } of sql.responses.iterate(attemptId))
			registers.set(slot, { ...rest, answer: answerOf(answer), marked: marked === 1 });
		registers.clean();
		const loaded = { state: { ...row, answered: registers.answered }, registers };
		for (const { id, hash, event } of chain(waiting.get(attemptId)?.last ?? 0, row.lastEvent))
			take(loaded, event, id, hash);
		return loaded;
	}

	/** Events along one attempt's chain: after `from` up to `last`, in order. */
	function chain(last: number, from: number): { id: number; hash: string; event: AttemptEvent }[] {
		const found: { id: number; hash: string; event: AttemptEvent }[] = [];
		for (let id = last; id > from;) {
			const row = sql.event.get(id);
			if (!row) throw new Error(`event ${id} of the log is missing`);
			found.push({ id, hash: row.hash, event: fromRow(fromRaw(row)) });
			id = row.previous ?? 0;
		}
		return found.reverse();
	}

	function take({ state, registers }: Kept, event: AttemptEvent, eventId: number, hash: string): void {
		state.n = event.n;
		state.head = hash;
		state.lastEvent = eventId;
		if (event.actor === 'candidate') state.lastSeenAt = Math.max(state.lastSeenAt, event.receivedAt);
		switch (event.kind) {
			case 'responded':
			case 'marked':
				registers.set(event.slot, event);
				state.answered = registers.answered;
				return;
			case 'adopted': {
				const stands = registers.get(event.slot);
				if (!stands || compareVersions(event, stands) > 0) registers.set(event.slot, event);
				state.answered = registers.answered;
				return;
			}
			case 'opened':
			case 'released':
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

	function project({ state, registers }: Kept): void {
		const { attemptId } = state;
		touch(attemptId);
		writeRows(sql, { state, registers });
		registers.clean();
		waiting.delete(attemptId);
	}

	function get(attemptId: AttemptId): Kept {
		let found = kept.get(attemptId);
		if (found) return found;
		found = load(attemptId);
		const oldest = kept.keys().next().value;
		if (kept.size >= mostKept && oldest !== undefined) kept.delete(oldest);
		kept.set(attemptId, found);
		return found;
	}

	return {
		get(attemptId) {
			if (!raw.inTransaction) catchUp();
			return get(attemptId);
		},
		known: (attemptId) => kept.get(attemptId)?.state,
		history: (attemptId) => chain(get(attemptId).state.lastEvent, 0).map(({ event }) => event),
		wrote(one, event, eventId, hash) {
			touch(one.state.attemptId);
			take(one, event, eventId, hash);
			stretch(one.state.attemptId, eventId);
			seen = eventId;
		},
		project,
		get ahead() {
			return seen - mark;
		},
		get waiting() {
			return waiting.size;
		},
		settle(most) {
			const oldest = [...waiting.keys()].slice(0, most);
			for (const attemptId of oldest) project(get(attemptId));
			const next = waiting.values().next().value;
			mark = next ? next.first - 1 : seen;
			sql.putMark.run(mark);
		}
	};
}

function writeRows(sql: LedgerStatements, { state, registers }: Kept): void {
	const { attemptId, status, n, head, epoch, answered, deadlineAt, lastSeenAt } = state;
	const { submittedAt, submittedBy, receipt, lastEvent } = state;
	sql.putState.run(
		...[
			status,
			n,
			head,
			epoch,
			answered,
			deadlineAt,
			lastSeenAt,
			submittedAt,
			submittedBy,
			receipt,
			lastEvent,
			attemptId
		]
	);
	for (const slot of registers.changed()) {
		const register = registers.get(slot);
		if (!register) continue;
		const { epoch: at, rev, answer, marked, receivedAt } = register;
		sql.putResponse.run(attemptId, slot, at, rev, answerText(answer), Number(marked), receivedAt);
	}
}
