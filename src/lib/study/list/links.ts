import type { SessionId } from '#lib/base/core/ids.ts';

/** Where a law is treated. */
export interface LawLinks {
	readonly months: readonly { readonly year: number; readonly month: number }[];
	/** Practice questions on it. */
	readonly questions: number;
	/** Whether a text of it can be read. */
	readonly hasText: boolean;
	/** Held sessions that treated it, the newest first. */
	readonly sessions: readonly { readonly id: SessionId; readonly topic: string; readonly startsAt: number }[];
}

export const noLinks: LawLinks = { months: [], questions: 0, hasText: false, sessions: [] };
