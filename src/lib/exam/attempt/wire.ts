import type { AckStatus, Rejection } from './attempt-rules.ts';

/** The words between browser and server (/api/v1/attempts/…). Questions by shown number, answers by shown letter. */
export const protocol = 1;

/** Edits one request may carry. */
export const opsLimit = 200;

/** Bytes of the body of one request. */
export const bodyLimit = 64 * 1024;

/** One edit: the whole register of one question after it. */
export interface WireOp {
	readonly number: number;
	readonly epoch: number;
	readonly rev: number;
	/** Shown letters, or T / F; [] = cleared. */
	readonly answer: readonly string[];
	readonly marked: boolean;
	/** The browser's clock in ms: evidence only. */
	readonly clientAt?: number;
}

export interface SaveRequest {
	readonly protocol: typeof protocol;
	/** The page's own epoch: tells whether it still holds the lease. Each edit names the epoch it was made in. */
	readonly epoch: number;
	/** Any text of the sender's choice, given back: an answer to another request is no acknowledgement of this one. */
	readonly batch: string;
	readonly ops: readonly WireOp[];
}

/** The server's word on one edit, in the order sent. */
export interface Ack {
	readonly number: number;
	readonly epoch: number;
	readonly rev: number;
	readonly status: AckStatus;
	readonly code?: Rejection;
	/** For `stale`: what stands instead. */
	readonly current?: {
		readonly epoch: number;
		readonly rev: number;
		readonly answer: readonly string[];
		readonly marked: boolean;
	};
}

/** Where the attempt stands; `head` is the last event's number and the first 16 hex digits of its hash. */
export interface Standing {
	readonly serverNow: number;
	readonly deadlineAt: number;
	readonly state: 'open' | 'submitted' | 'voided';
	readonly answered: number;
	readonly head: { readonly n: number; readonly hash: string };
}

/** Sent only after COMMIT. Whatever lacks `durable: true` or the same `batch` acknowledges nothing. */
export interface SaveAnswer extends Standing {
	readonly durable: true;
	readonly batch: string;
	/** `lost`: another page was opened later and holds the attempt; this one must stop writing. */
	readonly lease: 'held' | 'lost';
	readonly acks: readonly Ack[];
}

export interface WireResponse {
	readonly number: number;
	readonly epoch: number;
	readonly rev: number;
	readonly answer: readonly string[];
	readonly marked: boolean;
}

/** Answer to `open` (which issues a new epoch) and `sync` (which does not). */
export interface SyncAnswer extends Standing {
	readonly epoch: number;
	readonly graceMs: number;
	readonly responses: readonly WireResponse[];
}

export interface Receipt {
	/** Twelve characters in three groups, e.g. 7K2M-Q9XR-40TD. */
	readonly receipt: string;
	readonly submittedAt: number;
	readonly submittedBy: 'candidate' | 'clock' | 'officer';
	readonly answered: number;
	readonly total: number;
}

export interface SubmitAnswer extends Receipt {
	readonly durable: true;
	readonly batch: string;
	readonly acks: readonly Ack[];
}
