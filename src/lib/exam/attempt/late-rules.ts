import { type AttemptEvent, compareVersions, fold, type Register, sameAnswer } from './attempt.ts';

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
	const newest = new Map<number, PendingLate>();
	for (const event of events) {
		if (event.kind !== 'late') continue;
		const { n, slot, epoch, rev, answer, marked, receivedAt } = event;
		const stands = registers.get(slot);
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
