import type { Instant } from '#lib/base/core/clock.ts';

/** Version of one register: compared first by epoch (one per opened page), then by rev (counts edits in that page). */
export interface Version {
	readonly epoch: number;
	readonly rev: number;
}

/** What stands for one slot: the newest edit by (epoch, rev), whatever order edits arrived in. */
export interface Register extends Version {
	/** Canonical option ids, sorted; empty = cleared. */
	readonly answer: readonly string[];
	readonly marked: boolean;
	readonly receivedAt: Instant;
}

/** One edit as it reaches the server, in canonical slot numbers and option ids. */
export interface Op extends Version {
	readonly slot: number;
	readonly answer: readonly string[];
	readonly marked: boolean;
	/** The browser's own clock: evidence only, orders and decides nothing. */
	readonly clientAt: number | null;
}

export type Closer = 'candidate' | 'clock' | 'officer';

interface Edit extends Version {
	readonly slot: number;
	readonly answer: readonly string[];
	readonly marked: boolean;
}

/** What an event says, apart from its place in the log. Limits and deadlines in milliseconds. */
export type Happening =
	| {
			readonly kind: 'started';
			/** SHA-256 of the layout text stored with the attempt. */
			readonly layoutHash: string;
			readonly limitMs: number;
			readonly deadlineAt: Instant;
			readonly graceMs: number;
			/** Number of slots of the paper. */
			readonly total: number;
	  }
	| { readonly kind: 'opened'; readonly epoch: number; readonly session: string }
	| ({ readonly kind: 'responded' } & Edit)
	/** Only the flag changed; carries the whole register all the same. */
	| ({ readonly kind: 'marked' } & Edit)
	/** Came after the deadline or after closing: kept as evidence, never counted. */
	| ({ readonly kind: 'late' } & Edit)
	/** A late edit that two officers let count: `late` is the number of its event, `adoption` the proposal. */
	| ({ readonly kind: 'adopted'; readonly late: number; readonly adoption: number } & Edit)
	| { readonly kind: 'extended'; readonly deadlineAt: Instant; readonly reason: string }
	| {
			readonly kind: 'submitted';
			readonly by: Closer;
			/** The moment that counts: the deadline itself when the clock closed the attempt. */
			readonly submittedAt: Instant;
			readonly answered: number;
			readonly total: number;
	  }
	| { readonly kind: 'voided'; readonly reason: string }
	/** `overMs`: how far the new deadline lies beyond the one that stood before. */
	| { readonly kind: 'reopened'; readonly deadlineAt: Instant; readonly overMs: number; readonly reason: string }
	/** An officer freed the attempt from its device: an epoch that no page has, so that every open page has lost the lease. */
	| { readonly kind: 'released'; readonly epoch: number; readonly reason: string }
	/** Somebody on duty has seen that it is the person; `note` says by what, on records of before it was asked for maybe nothing. */
	| { readonly kind: 'identityConfirmed'; readonly note: string };

export type AttemptEvent = Happening & {
	/** Place in the log of this attempt, from 1 without gaps. */
	readonly n: number;
	readonly receivedAt: Instant;
	readonly clientAt: number | null;
	/** `candidate`, `clock`, or the name of the officer. */
	readonly actor: string;
};

export interface Attempt {
	readonly status: 'unstarted' | 'open' | 'submitted' | 'voided';
	readonly n: number;
	/** The highest epoch issued: its page holds the lease. */
	readonly epoch: number;
	readonly startedAt: Instant;
	readonly deadlineAt: Instant;
	readonly graceMs: number;
	readonly total: number;
	/** By canonical slot number. */
	readonly registers: ReadonlyMap<number, Register>;
	readonly submittedAt: Instant | null;
	readonly submittedBy: Closer | null;
	/** Number of edits kept as late. */
	readonly late: number;
}

export const unstarted: Attempt = {
	status: 'unstarted',
	n: 0,
	epoch: 0,
	startedAt: 0,
	deadlineAt: 0,
	graceMs: 0,
	total: 0,
	registers: new Map(),
	submittedAt: null,
	submittedBy: null,
	late: 0
};

export const compareVersions = (a: Version, b: Version): number => a.epoch - b.epoch || a.rev - b.rev;

export const sameAnswer = (a: readonly string[], b: readonly string[]): boolean =>
	a.length === b.length && a.every((id, index) => id === b[index]);

export const answeredIn = (registers: ReadonlyMap<number, Register>): number =>
	[...registers.values()].filter((register) => register.answer.length > 0).length;

/** The record, read from the beginning: response and attempt_state must equal this at every moment. */
export const fold = (events: Iterable<AttemptEvent>): Attempt => {
	let attempt = unstarted;
	for (const event of events) attempt = apply(attempt, event);
	return attempt;
};

/** @throws when the event is not the next one: a gap means a row was removed */
export function apply(attempt: Attempt, event: AttemptEvent): Attempt {
	if (event.n !== attempt.n + 1) throw new Error(`event ${event.n} follows event ${attempt.n}`);
	const next = { ...attempt, n: event.n };
	switch (event.kind) {
		case 'started': {
			const { deadlineAt, graceMs, total } = event;
			return { ...next, status: 'open', startedAt: event.receivedAt, deadlineAt, graceMs, total };
		}
		case 'opened':
		case 'released':
			return { ...next, epoch: event.epoch };
		case 'identityConfirmed':
			return next;
		case 'responded':
		case 'marked': {
			const { epoch, rev, answer, marked, receivedAt } = event;
			const registers = new Map(attempt.registers).set(event.slot, { epoch, rev, answer, marked, receivedAt });
			return { ...next, registers };
		}
		case 'late':
			return { ...next, late: attempt.late + 1 };
		case 'adopted': {
			const { epoch, rev, answer, marked, receivedAt } = event;
			const stands = attempt.registers.get(event.slot);
			// Adopting changes whether an edit counts, not its place among the edits: a newer one stays.
			if (stands && compareVersions(event, stands) <= 0) return next;
			const registers = new Map(attempt.registers).set(event.slot, { epoch, rev, answer, marked, receivedAt });
			return { ...next, registers };
		}
		case 'extended':
			return { ...next, deadlineAt: Math.max(attempt.deadlineAt, event.deadlineAt) };
		case 'submitted':
			return { ...next, status: 'submitted', submittedAt: event.submittedAt, submittedBy: event.by };
		case 'voided':
			return { ...next, status: 'voided' };
		case 'reopened': {
			const deadlineAt = Math.max(attempt.deadlineAt, event.deadlineAt);
			return { ...next, status: 'open', deadlineAt, submittedAt: null, submittedBy: null };
		}
	}
}
