import type { Instant } from '#lib/base/core/clock.ts';
import type { EnrolmentId, UnitId } from '#lib/base/core/ids.ts';
import type { Closer } from './attempt.ts';
import type { Signs } from './board-signs.ts';

/** Pages ask every twelve seconds; after this long without a word three questions in a row have been lost. */
export const silentMs = 40_000;
/** A page without script only speaks when its person saves: long silence is no failure. */
export const plainSilentMs = 10 * 60_000;

/**
 * Where one person stands: `offline` is an open attempt whose page has not been heard of for `silentMs`; `voided` only
 * while no other attempt has been begun.
 */
export const seatStates = ['offline', 'inProgress', 'notStarted', 'voided', 'submitted', 'deferred'] as const;
export type SeatState = (typeof seatStates)[number];

/** What is known of a page's last word. */
export interface Heard {
	readonly lastAt: Instant;
	/** Whether this page has ever asked by itself; if not it may be one without script. */
	readonly asks: boolean;
}

export interface Silence {
	readonly offline: boolean;
	/** Quiet for longer than a page with script ever is, and has never asked: probably one without script. */
	readonly plain: boolean;
}

export function silenceOf({ lastAt, asks }: Heard, now: Instant): Silence {
	const silent = now - lastAt;
	return { offline: silent > (asks ? silentMs : plainSilentMs), plain: !asks && silent > silentMs };
}

/** The state of a person by the newest attempt; undefined signs: none was begun. */
export function seatState(deferred: boolean, signs: Signs | undefined, offline: boolean): SeatState {
	if (!signs) return deferred ? 'deferred' : 'notStarted';
	if (signs.status === 'open') return offline ? 'offline' : 'inProgress';
	return signs.status;
}

/** One person on the board, as the page shows it: it changes only when something shown changes. */
export interface Seat {
	readonly enrolmentId: EnrolmentId;
	readonly name: string;
	readonly staffNo: string | null;
	readonly unitId: UnitId;
	readonly unitName: string;
	readonly voluntary: boolean;
	readonly state: SeatState;
	/** Number of the newest attempt; 0 before the first. */
	readonly no: number;
	readonly answered: number;
	readonly total: number;
	/** The last word of the page; null while it is in contact, and when nothing is open. */
	readonly silentSince: Instant | null;
	readonly plain: boolean;
	readonly deadlineAt: Instant | null;
	readonly submittedAt: Instant | null;
	readonly submittedBy: Closer | null;
	readonly late: number;
	readonly reopened: number;
	readonly moves: number;
	readonly movedAt: Instant | null;
	readonly releasedAt: Instant | null;
	readonly identity: Signs['identity'];
}

export type SeatCounts = Readonly<Record<SeatState, number>>;

/** One unit's own people, without those of the units below it. */
export interface UnitLine {
	readonly unitId: UnitId;
	readonly name: string;
	readonly sortOrder: number;
	/** 应考: on the list as required, the deferred included. */
	readonly required: number;
	readonly voluntary: number;
	readonly counts: SeatCounts;
	/** People with late answers, with a change of device, whose identity was confirmed. */
	readonly late: number;
	readonly moved: number;
	readonly confirmed: number;
}

export type BoardTotals = Omit<UnitLine, 'unitId' | 'name' | 'sortOrder'>;

export const noCounts = (): Record<SeatState, number> => ({
	offline: 0,
	inProgress: 0,
	notStarted: 0,
	voided: 0,
	submitted: 0,
	deferred: 0
});

export function sumLines(lines: readonly BoardTotals[]): BoardTotals {
	const sum = { required: 0, voluntary: 0, counts: noCounts(), late: 0, moved: 0, confirmed: 0 };
	for (const line of lines) {
		for (const name of ['required', 'voluntary', 'late', 'moved', 'confirmed'] as const) sum[name] += line[name];
		for (const state of seatStates) sum.counts[state] += line.counts[state];
	}
	return sum;
}

/** What needs somebody first: the offline, then those who have not begun, then the voided, then those who write. */
export const byAttention = (a: UnitLine, b: UnitLine): number =>
	b.counts.offline - a.counts.offline ||
	b.counts.notStarted + b.counts.voided - (a.counts.notStarted + a.counts.voided) ||
	b.counts.inProgress - a.counts.inProgress ||
	a.sortOrder - b.sortOrder ||
	a.unitId - b.unitId;

export const seatOrder = (a: SeatState, b: SeatState): number => seatStates.indexOf(a) - seatStates.indexOf(b);
