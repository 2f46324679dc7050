import type { Instant } from '#lib/base/core/clock.ts';
import type { AttemptId } from '#lib/base/core/ids.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import type { Closer } from './attempt.ts';
import { closingMarginMs, submit } from './attempt-rules.ts';
import type { AttemptHeader } from './attempt.server.ts';
import { receiptOf } from './code.server.ts';
import { type Ledger, openLedger } from './ledger.server.ts';
import type { ReadRequest } from './read-request.ts';
import { applyOps } from './save.server.ts';
import type { Ack, Receipt } from './wire.ts';

/** Compare-and-set: closes an open attempt, or leaves a closed one as it is. Writes the `submitted` event at most once; whether it did. */
export function close(ledger: Ledger, by: Closer, receivedAt: Instant, actor: string): boolean {
	const closing = submit(ledger.state, by, receivedAt);
	if (!closing) return false;
	const { answered, total } = ledger.state;
	ledger.append({ kind: 'submitted', ...closing, answered, total }, { receivedAt, clientAt: null, actor });
	ledger.seal(null, receiptOf(ledger.state.head));
	return true;
}

const receiptFrom = ({ state }: Ledger): Receipt | null =>
	state.receipt === null || state.submittedAt === null || state.submittedBy === null
		? null
		: {
				receipt: state.receipt,
				submittedAt: state.submittedAt,
				submittedBy: state.submittedBy,
				answered: state.answered,
				total: state.total
			};

/**
 * Hands in, with the edits that were still waiting in the browser, in one commit. Idempotent: whoever comes second gets
 * the receipt that stands, byte for byte. Null receipt for a voided attempt, and for one whose time is over and which the
 * clock is about to close.
 */
export async function submitAttempt(
	store: Store,
	header: AttemptHeader,
	rest: ReadRequest | null,
	receivedAt: Instant
): Promise<{ readonly receipt: Receipt | null; readonly acks: readonly Ack[] }> {
	return store.saves.push(() => {
		const { acks, ledger } = applyOps(store, header, rest?.ops ?? [], receivedAt);
		close(ledger, 'candidate', receivedAt, 'candidate');
		return { receipt: receiptFrom(ledger), acks };
	});
}

/**
 * Hands in for whoever was told that time was over; looked at in the commit itself, for the time may be given meanwhile.
 * @param over the deadline that was shown as passed
 * @returns false, with nothing done, where there is time again
 */
export async function submitOver(
	store: Store,
	header: AttemptHeader,
	over: Instant,
	receivedAt: Instant
): Promise<boolean> {
	return store.saves.push((raw) => {
		const ledger = openLedger(raw, header.id);
		const { status, deadlineAt } = ledger.state;
		if (status === 'open' && deadlineAt > over && receivedAt <= deadlineAt) return false;
		close(ledger, 'candidate', receivedAt, 'candidate');
		return true;
	});
}

/** Attempts one pass of the sweeper takes; the next pass takes the rest. */
const sweepLimit = 500;

/**
 * Closes every open attempt whose deadline, grace and margin have passed; the server does this, no browser. Races with
 * the candidate's own submission are settled by compare-and-set in the same queue. Returns how many it closed.
 */
export async function closeOverdue(store: Store, now: Instant, only?: AttemptId): Promise<number> {
	const due = await store.db
		.selectFrom('attemptState')
		.select('attemptId')
		.where('status', '=', 'open')
		.where('deadlineAt', '<', now - closingMarginMs)
		.where((query) => query(query('deadlineAt', '+', query.ref('graceMs')), '<', now - closingMarginMs))
		.$if(only !== undefined, (query) => query.where('attemptId', '=', only ?? (0 as AttemptId)))
		.limit(sweepLimit)
		.execute();
	const closed = due.map(({ attemptId }) =>
		store.saves.push((raw) => Number(close(openLedger(raw, attemptId), 'clock', now, 'clock')))
	);
	return (await Promise.all(closed)).reduce((sum, one) => sum + one, 0);
}
