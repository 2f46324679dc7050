import type { Instant } from '#lib/base/core/clock.ts';
import type { Attempt } from './attempt.ts';
import { closingMarginMs } from './attempt-rules.ts';

/** From when to when the server could not be reached. */
export interface Outage {
	readonly fromAt: Instant;
	readonly toAt: Instant;
}

export interface Credit {
	/** Working time the outage took. */
	readonly lostMs: number;
	/** What is given back at once. */
	readonly creditMs: number;
	/** Working time that was left when the outage began; below zero within the grace. */
	readonly leftMs: number;
}

/**
 * What one outage gives back to one attempt; null when it took nothing from it.
 *
 * Rule (reliability.md §4 S9, P11; §1D: 补时 = from the failure to the recovery, 法考 应试规则; a server failure has no
 * effect on the candidate, 财考办〔2014〕162号): the clock of an attempt stands still while the server is away. So the whole
 * gap is given back, not only what was left; then the time in which the server could be reached, from start to deadline,
 * is never shorter than was promised at the start. `capMs` limits what is given without anybody's decision: of a longer
 * outage the rest stays open and is shown to officers, by name.
 *
 * An attempt whose deadline and grace were over before the outage began lost nothing; one within its grace keeps the rest
 * of the grace.
 */
export function creditFor(
	attempt: Pick<Attempt, 'startedAt' | 'deadlineAt' | 'graceMs'>,
	outage: Outage,
	capMs: number
): Credit | null {
	if (attempt.deadlineAt + attempt.graceMs + closingMarginMs < outage.fromAt) return null;
	const from = Math.max(outage.fromAt, attempt.startedAt);
	const lostMs = outage.toAt - from;
	if (lostMs <= 0) return null;
	return { lostMs, creditMs: Math.min(lostMs, Math.max(0, capMs)), leftMs: attempt.deadlineAt - from };
}
