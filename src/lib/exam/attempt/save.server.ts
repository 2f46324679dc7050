import type { Instant } from '#lib/base/core/clock.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { type AnswerSheet, toCanonical, toShown } from './answer-sheet.ts';
import { respond } from './attempt-rules.ts';
import type { AttemptHeader } from './attempt.server.ts';
import { type Ledger, openLedger } from './ledger.server.ts';
import type { LedgerState } from './ledgers.server.ts';
import type { ReadOp, ReadRequest } from './read-request.ts';
import type { Ack, SaveAnswer, Standing } from './wire.ts';

/** Late edits kept per attempt; beyond it they are only acknowledged as late, so that nobody fills the disk. */
const lateLimit = 400;

type Stands = Pick<LedgerState, 'deadlineAt' | 'status' | 'answered' | 'n' | 'head'>;

export const standing = (state: Readonly<Stands>, serverNow: Instant): Standing => ({
	serverNow,
	deadlineAt: state.deadlineAt,
	state: state.status,
	answered: state.answered,
	head: { n: state.n, hash: state.head.slice(0, 16) }
});

const spareLate = (late: ReturnType<Ledger['late']>): boolean => late.same || late.kept >= lateLimit;

/** Applies one edit to an open ledger: the rules decide, the ledger records. One bad edit touches no other. */
export function applyOp(ledger: Ledger, sheet: AnswerSheet, read: ReadOp, receivedAt: Instant): Ack {
	const { number, epoch, rev } = read.ok ? read.op : read;
	const named = { number, epoch, rev };
	if (!read.ok) return { ...named, status: 'rejected', code: 'unreadable' };
	const question = sheet.question(number);
	if (!question) return { ...named, status: 'rejected', code: 'noSuchQuestion' };
	const answer = toCanonical(question, read.op.answer);
	if (!answer) return { ...named, status: 'rejected', code: 'invalidAnswer' };
	const { slot } = question;
	const { marked, clientAt = null } = read.op;
	const register = ledger.register(slot);
	const verdict = respond(ledger.state, register, { slot, epoch, rev, answer, marked, clientAt }, receivedAt);
	const spare = verdict.event === 'late' && spareLate(ledger.late({ slot, epoch, rev, answer, marked }, receivedAt));
	if (verdict.event !== null && !spare)
		ledger.append(
			{ kind: verdict.event, slot, epoch, rev, answer, marked },
			{ receivedAt, clientAt, actor: 'candidate' }
		);
	const ack = { ...named, status: verdict.ack, ...(verdict.code ? { code: verdict.code } : {}) };
	if (verdict.ack !== 'stale' || !register) return ack;
	const { epoch: standingEpoch, rev: standingRev } = register;
	const current = { epoch: standingEpoch, rev: standingRev, answer: toShown(question, register.answer) };
	return { ...ack, current: { ...current, marked: register.marked } };
}

/** Applies a list of edits inside one group commit and seals the ledger. */
export function applyOps(
	store: Store,
	header: AttemptHeader,
	ops: readonly ReadOp[],
	receivedAt: Instant
): { readonly acks: readonly Ack[]; readonly ledger: Ledger } {
	const ledger = openLedger(store.raw, header.id);
	const acks = ops.map((op) => applyOp(ledger, header.sheet, op, receivedAt));
	ledger.seal(receivedAt);
	return { acks, ledger };
}

/**
 * Saves edits of the candidate whose attempt this is (the caller found it by code and person). Resolves only after
 * COMMIT with synchronous=FULL, together with the saves of others.
 * @param receivedAt taken at the door, before the body was read and before any queue
 * @throws Busy when too many saves wait: the browser keeps its edits and comes again
 */
export async function saveResponses(
	store: Store,
	header: AttemptHeader,
	request: ReadRequest,
	receivedAt: Instant
): Promise<SaveAnswer> {
	return store.saves.push(() => {
		const { acks, ledger } = applyOps(store, header, request.ops, receivedAt);
		const lease = request.epoch < ledger.state.epoch ? 'lost' : 'held';
		return { durable: true, batch: request.batch, lease, acks, ...standing(ledger.state, receivedAt) };
	});
}

/**
 * Issues a new epoch: the page that gets it holds the lease, older pages are told at their next save. Null when the
 * attempt is no longer open.
 * @param session names the session in the record, so that a dispute can be judged from it
 */
export async function openAttempt(
	store: Store,
	header: AttemptHeader,
	session: string,
	receivedAt: Instant
): Promise<{ readonly epoch: number; readonly standing: Standing } | null> {
	return store.saves.push(() => {
		const ledger = openLedger(store.raw, header.id);
		if (ledger.state.status !== 'open') return null;
		const epoch = ledger.state.epoch + 1;
		ledger.append({ kind: 'opened', epoch, session }, { receivedAt, clientAt: null, actor: 'candidate' });
		ledger.seal(receivedAt);
		return { epoch, standing: standing(ledger.state, receivedAt) };
	});
}
