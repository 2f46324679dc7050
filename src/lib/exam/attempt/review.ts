import type { Instant } from '#lib/base/core/clock.ts';
import type { AttemptId, EnrolmentId, PersonId } from '#lib/base/core/ids.ts';
import { asksForLook, type Flag, type FlagKind, flagKinds } from './integrity.ts';

/** What the bureau makes of the flags of an attempt. Only voiding changes anything, and that is the board's own verb. */
export const decisions = ['nothing', 'talkedTo', 'voided'] as const;
export type Decision = (typeof decisions)[number];

export interface Decided {
	readonly decision: Decision;
	readonly reason: string;
	readonly actor: string;
	readonly at: Instant;
	/** Flags that stood then. */
	readonly flags: readonly FlagKind[];
}

/** One attempt of the list, as far as it can be told without its candidate's name. */
export interface ReviewCase {
	readonly attemptId: AttemptId;
	readonly enrolmentId: EnrolmentId;
	readonly personId: PersonId;
	readonly no: number;
	readonly status: 'open' | 'submitted' | 'voided';
	readonly flags: readonly Flag[];
	/** When the candidate last wrote something about it; null when never. */
	readonly notedAt: Instant | null;
	/** The last decision; null when there is none. */
	readonly decided: Decided | null;
}

export const shows = ['waiting', 'decided', 'all'] as const;

export interface ReviewQuery {
	readonly show: (typeof shows)[number];
	readonly kind: FlagKind | undefined;
	readonly page: number;
}

export const casesPerPage = 50;

export function readReviewQuery(fields: Pick<URLSearchParams, 'get'>): ReviewQuery {
	const page = Number(fields.get('page') ?? 1);
	return {
		show: shows.find((show) => show === fields.get('show')) ?? 'waiting',
		kind: flagKinds.find((kind) => kind === fields.get('kind')),
		page: Number.isSafeInteger(page) && page >= 1 ? page : 1
	};
}

/**
 * Whether somebody should look: a flag that asks for it, or a note of the candidate's own, that no decision has seen yet.
 * What only informs (a shared PC, a changed telephone) waits for nobody, and of what is void nothing is left to decide.
 */
export function isWaiting({ status, flags, notedAt, decided }: ReviewCase): boolean {
	if (notedAt !== null && notedAt > (decided?.at ?? -1)) return true;
	const seen = decided?.flags ?? [];
	return status !== 'voided' && flags.some((flag) => asksForLook(flag) && !seen.includes(flag.kind));
}

/** What asks for most comes first, then in the order of starting. */
const weight = ({ flags }: ReviewCase): number => flags.filter(asksForLook).length * 10 + flags.length;
const byWeight = (a: ReviewCase, b: ReviewCase): number => weight(b) - weight(a) || a.attemptId - b.attemptId;

export interface ReviewPage {
	readonly cases: readonly ReviewCase[];
	/** Cases on all pages. */
	readonly found: number;
	readonly page: number;
	readonly pages: number;
	readonly waiting: number;
	readonly all: number;
}

/** One page of the list. @param cases every attempt of the exam with a flag, a note or a decision */
export function reviewPage(cases: readonly ReviewCase[], { show, kind, page: asked }: ReviewQuery): ReviewPage {
	const fits = (one: ReviewCase): boolean =>
		(kind === undefined || one.flags.some((flag) => flag.kind === kind)) &&
		(show === 'all' || (show === 'waiting' ? isWaiting(one) : one.decided !== null));
	const found = cases.filter(fits).sort(byWeight);
	const pages = Math.max(1, Math.ceil(found.length / casesPerPage));
	const page = Math.min(asked, pages);
	return {
		cases: found.slice((page - 1) * casesPerPage, page * casesPerPage),
		found: found.length,
		page,
		pages,
		waiting: cases.filter(isWaiting).length,
		all: cases.length
	};
}
