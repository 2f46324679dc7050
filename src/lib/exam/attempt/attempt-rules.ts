import type { Instant } from '#lib/base/core/clock.ts';
import {
	type Attempt,
	type AttemptEvent,
	type Closer,
	compareVersions,
	type Op,
	type Register,
	sameAnswer
} from './attempt.ts';

/** What decides whether an edit still counts. */
export type Gate = Pick<Attempt, 'status' | 'epoch' | 'deadlineAt' | 'graceMs'>;

/**
 * The server's word on one edit:
 * `applied` stands now · `dup` stood already · `stale` a newer edit stands · `late` came after the deadline ·
 * `closed` the paper was handed in before · `rejected` cannot be an edit of this attempt.
 */
export type AckStatus = 'applied' | 'dup' | 'stale' | 'late' | 'closed' | 'rejected';
export type Rejection = 'unknownEpoch' | 'noSuchQuestion' | 'invalidAnswer' | 'unreadable';

export interface Verdict {
	readonly ack: AckStatus;
	readonly code?: Rejection;
	/** The event to append; null when the record already says it, or when it says nothing. */
	readonly event: 'responded' | 'marked' | 'late' | null;
}

/** Past this moment the clock closes the attempt; until it, an answer that came in time may still wait in the queue. */
export const closingMarginMs = 3_000;

/** Whether an act received at this moment still counts: the deadline and the grace are inclusive. */
export const inTime = (gate: Pick<Gate, 'deadlineAt' | 'graceMs'>, receivedAt: Instant): boolean =>
	receivedAt <= gate.deadlineAt + gate.graceMs;

/** Whether the clock may close: what was received in time has had `closingMarginMs` to come through the queue. */
export const overdue = (gate: Gate, now: Instant): boolean =>
	gate.status === 'open' && now > gate.deadlineAt + gate.graceMs + closingMarginMs;

/**
 * Rules S2–S5 of the save protocol: last writer by (epoch, rev) wins, so loss, repetition and disorder cannot matter.
 * An edit with a higher version and the same answer is recorded too: were it dropped, an older edit that comes after
 * it would win, and order would matter.
 * @param register what stands for the slot, undefined when nothing was ever received
 */
export function respond(gate: Gate, register: Register | undefined, op: Op, receivedAt: Instant): Verdict {
	if (op.epoch > gate.epoch || op.epoch < 1 || op.rev < 1)
		return { ack: 'rejected', code: 'unknownEpoch', event: null };
	const order = register ? compareVersions(op, register) : 1;
	// One name for two edits: a page that the browser kept goes on counting where its posted form counted as well. What
	// came first stands, and the sender is told so instead of believing that its own edit does.
	const repeated = order === 0 && sameAnswer(register?.answer ?? [], op.answer) && register?.marked === op.marked;
	if (repeated) return { ack: 'dup', event: null };
	if (order <= 0) return { ack: 'stale', event: null };
	if (!inTime(gate, receivedAt)) return { ack: 'late', event: 'late' };
	if (gate.status !== 'open') return { ack: 'closed', event: 'late' };
	const onlyMark = sameAnswer(register?.answer ?? [], op.answer) && (register?.marked ?? false) !== op.marked;
	return { ack: 'applied', event: onlyMark ? 'marked' : 'responded' };
}

/**
 * Handing in, by compare-and-set: whoever comes second finds the attempt closed and gets the receipt that stands. After
 * the deadline and its grace only the clock closes, with the deadline as the moment that counts, and it keeps its margin
 * whoever asks: what another page of the candidate sent in time may still be on its way through the queue.
 */
export function submit(gate: Gate, by: Closer, receivedAt: Instant): { by: Closer; submittedAt: Instant } | undefined {
	if (gate.status !== 'open') return undefined;
	if (by === 'officer' || (by === 'candidate' && inTime(gate, receivedAt))) return { by, submittedAt: receivedAt };
	return overdue(gate, receivedAt) ? { by: 'clock', submittedAt: gate.deadlineAt } : undefined;
}

/** An edit that came after the deadline that stood then. */
export type LateEdit = AttemptEvent & { readonly kind: 'late' };

/**
 * What came late by the old deadline and in time by the grown one, the newest of each slot: to be appended as edits of
 * the moment they came. Whoever answers while an extension or the credit for an outage is on its way is not the worse
 * for it: in the end an edit counts exactly if it came before the deadline that stands in the end, whichever of the two
 * was recorded first.
 * @param gate with the new deadline
 * @param late all edits of the attempt kept as late, in order
 */
export function timelyAfterAll(
	gate: Gate,
	standing: (slot: number) => Register | undefined,
	late: readonly LateEdit[]
): readonly LateEdit[] {
	const found = new Map<number, LateEdit>();
	for (const edit of late) {
		const register = found.get(edit.slot) ?? standing(edit.slot);
		if (respond(gate, register, edit, edit.receivedAt).ack === 'applied') found.set(edit.slot, edit);
	}
	return [...found.values()];
}

/** A deadline only grows. Returns undefined when nothing changes. */
export const extend = (gate: Gate, deadlineAt: Instant): Instant | undefined =>
	gate.status === 'open' && deadlineAt > gate.deadlineAt ? deadlineAt : undefined;

/** Applies a batch to a folded attempt: what the server does row by row, in one pure step (tests, doctor, rehearsal). */
export function receive(
	attempt: Attempt,
	ops: readonly Op[],
	receivedAt: Instant
): { readonly events: readonly AttemptEvent[]; readonly acks: readonly Verdict[] } {
	const registers = new Map(attempt.registers);
	const events: AttemptEvent[] = [];
	const acks: Verdict[] = [];
	for (const op of ops) {
		const verdict = respond(attempt, registers.get(op.slot), op, receivedAt);
		acks.push(verdict);
		if (verdict.event === null) continue;
		const { slot, epoch, rev, answer, marked, clientAt } = op;
		const n = attempt.n + events.length + 1;
		events.push({ kind: verdict.event, n, receivedAt, clientAt, actor: 'candidate', slot, epoch, rev, answer, marked });
		if (verdict.event !== 'late') registers.set(slot, { epoch, rev, answer, marked, receivedAt });
	}
	return { events, acks };
}
