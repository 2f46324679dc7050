import type { WireOp } from '#lib/exam/attempt/wire.ts';
import type { Call } from './network.ts';

/** A plain form as it was posted; a question that is not in it was not on the page. */
export interface PostedForm {
	readonly epoch: number;
	/** The highest rev that the page's script has given out. */
	readonly rev: number;
	readonly answers: ReadonlyMap<number, Pick<WireOp, 'answer' | 'marked'>>;
}

/** What waits in the server's queue for the next group commit. */
export type Job = {
	/** When it arrived at the door: the moment that counts. */
	readonly receivedAt: number;
	readonly enteredAt: number;
} & (
	| { readonly kind: 'call'; readonly call: Call }
	| { readonly kind: 'form'; readonly form: PostedForm }
	| { readonly kind: 'sweep' }
	| { readonly kind: 'extend'; readonly byMs: number; readonly reason: string }
	| { readonly kind: 'upload'; readonly ops: readonly WireOp[] }
	| { readonly kind: 'reopen'; readonly moreMs: number }
	| { readonly kind: 'adopt'; readonly proposer: string; readonly decider: string }
);

export const startedAt = 1_000_000;
export const graceMs = 1000;
