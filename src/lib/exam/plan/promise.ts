import type { Instant } from '#lib/base/core/clock.ts';
import { deadlineFor, lastStart, type Scheme, type Window } from './scheme.ts';

/** People who share one window; `who` names them for the message. */
export interface Party {
	readonly who: string;
	readonly window: Window;
	readonly people: number;
}

export type PromiseBreak = 'windowTooShort' | 'latestEntryCuts';

export interface BrokenPromise {
	readonly party: Party;
	readonly kind: PromiseBreak;
	readonly startedAt: Instant;
	readonly deadlineAt: Instant;
	/** Working time that would be missing. */
	readonly missingMs: number;
}

/**
 * Simulates the start of everyone at the first and at the last moment at which they are admitted, and names whoever
 * would get less than the working time plus the own extra time. Such a window is never published: one wrong setting of
 * that kind cut more than ten thousand candidates short in one day (reliability.md §2, SAT of 8 March 2025).
 */
export function brokenPromises(scheme: Scheme, parties: readonly Party[]): BrokenPromise[] {
	return parties.flatMap((party) => {
		const { window } = party;
		const last = lastStart(scheme, window);
		const promised = scheme.durationMs + window.extraMs;
		const simulate = (startedAt: Instant, kind: PromiseBreak): BrokenPromise[] => {
			const deadlineAt = deadlineFor(scheme, window, startedAt);
			const missingMs = startedAt + promised - deadlineAt;
			return missingMs > 0 ? [{ party, kind, startedAt, deadlineAt, missingMs }] : [];
		};
		const first = simulate(window.opensAt, 'windowTooShort');
		if (first.length > 0) return first;
		if (window.opensAt >= window.closesAt || last < window.opensAt)
			return [
				{ party, kind: 'windowTooShort', startedAt: window.opensAt, deadlineAt: window.closesAt, missingMs: promised }
			];
		return simulate(last, 'latestEntryCuts');
	});
}
