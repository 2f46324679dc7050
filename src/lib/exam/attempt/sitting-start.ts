import type { TrialLine } from './delivery.svelte.ts';
import type { WireResponse } from './wire.ts';

/** What the sitting page comes with. */
export interface SittingStart {
	readonly code: string;
	/** Opaque mark of the account: under it this machine keeps the edits, and only it may sign in again here. */
	readonly owner: string;
	readonly epoch: number;
	readonly total: number;
	readonly saved: readonly WireResponse[];
	readonly serverNow: number;
	readonly deadlineAt: number;
	readonly graceMs: number;
	/** Set on the practice page, which is no attempt. */
	readonly trial?: TrialLine;
}
