import type { Instant } from '#lib/base/core/clock.ts';
import type { Points } from '#lib/base/core/points.ts';
import type { Eligibility } from './eligibility.ts';
import type { Safeguards } from './safeguards.ts';

export const countingRules = ['best', 'last', 'first'] as const;
export const assemblies = ['one', 'variants', 'drawn'] as const;
export const multipleRules = ['exact', 'half', 'perOption'] as const;
export const feedbackPolicies = ['nothing', 'score', 'answersAfterClose'] as const;
export const windowEnds = ['cuts', 'grants'] as const;

/**
 * How multiple-select answers score (domain.md §1.5); none ever goes below zero:
 * `exact` full points for the exact set, otherwise none · `half` half the points (half up to the hundredth) for an
 * incomplete set without a wrong option · `perOption` so many points for each right option chosen if none is wrong,
 * never more than the slot's points; the exact set always earns all of them.
 */
export type MultipleRule = (typeof multipleRules)[number];

/** A power cut of up to an hour is made up for without asking anybody; beyond it officers decide (reliability.md §1D). */
export const usualOutageCreditMs = 60 * 60_000;

/** The rules of an exam. Frozen at publish; shown to candidates before they start. Points in hundredths, times in ms. */
export interface Scheme {
	/** Working time of one attempt. */
	readonly durationMs: number;
	/** null: as many as the window allows. */
	readonly attemptsAllowed: number | null;
	/** Which submitted attempt is the result. */
	readonly counts: (typeof countingRules)[number];
	/** One paper for all, `variants` papers A/B/C…, or a paper drawn for each attempt from the same blueprint. */
	readonly assembly: (typeof assemblies)[number];
	/** How many papers; 1 unless `assembly` is `variants`. */
	readonly variants: number;
	readonly shuffleItems: boolean;
	readonly shuffleOptions: boolean;
	readonly multipleRule: MultipleRule;
	/** For `perOption` only. */
	readonly perOptionPoints?: Points;
	/** Cut scores, each inclusive. */
	readonly bands: { readonly pass: Points; readonly good: Points; readonly excellent: Points };
	/** What a candidate sees after submitting; answers only after the very last window has closed. */
	readonly feedback: (typeof feedbackPolicies)[number];
	/**
	 * `grants`: who starts within the window has the full time even past its end.
	 * `cuts`: nobody sits past the end; starting closes one working time before it, so that nobody is cut short.
	 */
	readonly windowEnd: (typeof windowEnds)[number];
	/** Answers still on the way at the deadline are accepted this long. */
	readonly graceMs: number;
	/** Starting closes this long after the window opens; null: no limit of its own. */
	readonly latestEntryMs: number | null;
	/** The most that one outage of the server gives back to a running attempt; 0: nothing. Missing: `usualOutageCreditMs`. */
	readonly outageCreditMs?: number;
	readonly ranking: Ranking;
	/** Absent: none. */
	readonly safeguards?: Safeguards;
	/** What must be done before starting. Absent: nothing. */
	readonly eligibility?: Eligibility;
}

export interface Ranking {
	/** `top`: people count for the topmost unit below the district; `self`: for their own unit. */
	readonly level: 'top' | 'self';
	/** Average over those who sat, or over all required with absent as 0 (domain.md §2.2 A and B). */
	readonly basis: 'sat' | 'required';
	/** Units where fewer sat are listed apart. */
	readonly minSat: number;
	/** An excellent unit needs at least this participation, as a ratio. */
	readonly minParticipation: { readonly numerator: number; readonly denominator: number };
	/** An excellent unit's average reaches this. */
	readonly excellentLine: Points;
}

/** When one person may start, and what is added to the working time. */
export interface Window {
	readonly opensAt: Instant;
	/** Exclusive: at this moment the window is closed. */
	readonly closesAt: Instant;
	/** Granted on top, after any cap by the window's end. */
	readonly extraMs: number;
}

/**
 * The end of an attempt: start + working time, capped by the window's end when the scheme cuts, plus all extensions
 * (reliability.md §4 S8). Without grace.
 */
export function deadlineFor(scheme: Scheme, window: Window, startedAt: Instant): Instant {
	const full = startedAt + scheme.durationMs;
	return (scheme.windowEnd === 'cuts' ? Math.min(full, window.closesAt) : full) + window.extraMs;
}

/** The last millisecond at which this person may start; before `opensAt` when the window admits nobody. */
export function lastStart(scheme: Scheme, window: Window): Instant {
	if (scheme.latestEntryMs !== null) return Math.min(window.closesAt - 1, window.opensAt + scheme.latestEntryMs);
	return scheme.windowEnd === 'cuts' ? window.closesAt - scheme.durationMs : window.closesAt - 1;
}

/** The last moment at which anybody in this window can still be writing. */
export const lastDeadline = (scheme: Scheme, window: Window): Instant =>
	deadlineFor(scheme, window, lastStart(scheme, window));

/** The facts of an exam that its state is derived from. */
export interface Dates {
	readonly opensAt: Instant;
	readonly closesAt: Instant;
	readonly publishedAt: Instant | null;
	readonly closedAt: Instant | null;
}

export type ExamState = 'draft' | 'published' | 'open' | 'closed' | 'resultsPublished';

/**
 * The state of an exam by the clock: open as long as anybody may start. Whether one person may is `entryFor`, not this.
 * @param exam its ends are those of all windows together, as windows of units and people may differ (state.server.ts)
 * @param resultsPublished whether a publication of its results exists
 */
export function examState(exam: Dates, now: Instant, resultsPublished: boolean): ExamState {
	if (exam.publishedAt === null) return 'draft';
	if (resultsPublished) return 'resultsPublished';
	if (exam.closedAt !== null || now >= exam.closesAt) return 'closed';
	return now >= exam.opensAt ? 'open' : 'published';
}

/** Whether one person may start now: `tooLate` names a closed entry while the window itself is still open. */
export type Entry = 'notPublished' | 'early' | 'open' | 'tooLate' | 'closed';

export function entryFor(exam: Dates, scheme: Scheme, window: Window, now: Instant): Entry {
	if (exam.publishedAt === null) return 'notPublished';
	if (exam.closedAt !== null || now >= window.closesAt) return 'closed';
	if (now < window.opensAt) return 'early';
	return now <= lastStart(scheme, window) ? 'open' : 'tooLate';
}
