import type { Instant } from '#lib/base/core/clock.ts';
import { type Attempt, type AttemptEvent, compareVersions, fold, type Register, sameAnswer } from './attempt.ts';
import { inTime, type LateEdit } from './attempt-rules.ts';

/** A late edit that would change what stands if it counted. */
export interface PendingLate {
	/** Number of its event in the record of the attempt. */
	readonly n: number;
	readonly slot: number;
	readonly epoch: number;
	readonly rev: number;
	readonly answer: readonly string[];
	readonly marked: boolean;
	readonly receivedAt: number;
	readonly stands: Register | undefined;
}

/**
 * The late edits that wait for a decision: of each slot the newest by (epoch, rev), and only where it is newer than what
 * stands and another answer. What was adopted before stands by now and is not named again. By slot.
 */
export function pendingLate(events: readonly AttemptEvent[]): PendingLate[] {
	const { registers } = fold(events);
	const late = events.filter((event): event is LateEdit => event.kind === 'late');
	return pendingOf(late, (slot) => registers.get(slot));
}

/** The same of the late edits alone, in order, with what stands by now. */
export function pendingOf(late: readonly LateEdit[], standing: (slot: number) => Register | undefined): PendingLate[] {
	const newest = new Map<number, PendingLate>();
	for (const event of late) {
		const { n, slot, epoch, rev, answer, marked, receivedAt } = event;
		const stands = standing(slot);
		if (stands && compareVersions(event, stands) <= 0) continue;
		const known = newest.get(slot);
		if (known && compareVersions(event, known) <= 0) continue;
		newest.set(slot, { n, slot, epoch, rev, answer, marked, receivedAt, stands });
	}
	// A flag alone, or the same answer once more, decides nothing.
	return [...newest.values()]
		.filter(({ answer, stands }) => !sameAnswer(answer, stands?.answer ?? []))
		.sort((a, b) => a.slot - b.slot);
}

/**
 * Whether a late edit missed the handing in rather than the deadline: there was time still, or there would have been had
 * nobody handed in or collected the paper before its deadline.
 */
export const missedHandIn = (
	closed: Pick<Attempt, 'deadlineAt' | 'graceMs' | 'submittedAt' | 'submittedBy'>,
	receivedAt: Instant
): boolean =>
	inTime(closed, receivedAt) ||
	(closed.submittedBy !== 'clock' && closed.submittedAt !== null && closed.submittedAt <= closed.deadlineAt);
