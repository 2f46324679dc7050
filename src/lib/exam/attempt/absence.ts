import type { Instant } from '#lib/base/core/clock.ts';

/** Leaving the sitting page: what is noted of it. Noted only: nothing is ever stopped, handed in or taken away for it. */

export const absenceCauses = ['screenLock', 'otherTab', 'otherWindow', 'networkDialog', 'reload', 'unknown'] as const;
export type AbsenceCause = (typeof absenceCauses)[number];

export interface Absence {
	/** By the server's clock as the browser knows it; evidence, not truth. */
	readonly beganAt: Instant;
	readonly lengthMs: number;
	/** The likeliest explanation, by what the browser could see of itself. */
	readonly cause: AbsenceCause;
}

/** Shorter ones are a passing dialog or a slip of the hand. */
export const leastAbsenceMs = 2000;
/** Per call, and per attempt: beyond it nothing is learnt and the disk is spared. */
export const absencesPerCall = 50;
export const absencesPerAttempt = 200;

/** What the browser saw between leaving and coming back. */
export interface Leaving {
	/** Its timers stood still: the machine or the screen slept, or the telephone had put the page away. */
	readonly slept: boolean;
	/** Nothing of the page could be seen. */
	readonly hidden: boolean;
	/** The server could not be reached meanwhile. */
	readonly offline: boolean;
}

export function causeOf({ slept, hidden, offline }: Leaving): AbsenceCause {
	if (slept) return 'screenLock';
	if (hidden) return 'otherTab';
	return offline ? 'networkDialog' : 'otherWindow';
}

const isCount = (value: unknown): value is number =>
	typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

/** Reads the body of a call; undefined when it is not what the page sends. Unknown fields make it so too. */
export function readAbsences(body: unknown): readonly Absence[] | undefined {
	if (typeof body !== 'object' || body === null || Object.keys(body).join() !== 'absences') return undefined;
	const { absences } = body as { absences: unknown };
	if (!Array.isArray(absences) || absences.length > absencesPerCall) return undefined;
	const read: Absence[] = [];
	for (const one of absences as unknown[]) {
		if (typeof one !== 'object' || one === null || Object.keys(one).sort().join() !== 'beganAt,cause,lengthMs')
			return undefined;
		const { beganAt, lengthMs, cause: named } = one as Record<string, unknown>;
		const cause = absenceCauses.find((known) => known === named);
		if (!isCount(beganAt) || !isCount(lengthMs) || !cause) return undefined;
		read.push({ beganAt, lengthMs, cause });
	}
	return read;
}

/**
 * What can be true of absences told at a moment: they lie between the start of the attempt and that moment. A machine
 * whose clock jumps must not make its candidate look as if away for a day.
 */
export const plausible = (absences: readonly Absence[], startedAt: Instant, toldAt: Instant): readonly Absence[] =>
	absences
		.map(({ beganAt, lengthMs, cause }) => {
			const from = Math.min(Math.max(beganAt, startedAt), toldAt);
			return { beganAt: from, lengthMs: Math.min(lengthMs, toldAt - from), cause };
		})
		.filter(({ lengthMs }) => lengthMs >= leastAbsenceMs);
