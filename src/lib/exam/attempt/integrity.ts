import type { Absence } from './absence.ts';

/**
 * Signs that somebody should look at an attempt: pure, from the record alone. A sign is a question for a person and never
 * an answer: none of them changes a score, ends an attempt or stands in a published figure.
 */

export const flagKinds = ['impossibleSpeed', 'longAbsences', 'deviceChange', 'sharedDevice'] as const;
export type FlagKind = (typeof flagKinds)[number];

export type Flag =
	/** So many answers in a row within so many ms, where reading them alone takes so long. */
	| { readonly kind: 'impossibleSpeed'; readonly answers: number; readonly tookMs: number; readonly readingMs: number }
	| { readonly kind: 'longAbsences'; readonly count: number; readonly totalMs: number }
	| { readonly kind: 'deviceChange'; readonly devices: number }
	/** Several candidates of this exam on one device: common in shared offices, so it only informs. */
	| { readonly kind: 'sharedDevice'; readonly others: number };

/** Whether a sign asks for a look at all, or only stands beside others. */
export const isInformational = (kind: FlagKind): boolean => kind === 'sharedDevice' || kind === 'deviceChange';

/** Skimming printed Chinese tops out at some 1,000 characters a minute; we ask for nothing below 1,500 (25 a second). */
export const charactersPerSecond = 25;
export const speedRun = 10;
/** A break of half a minute is not yet an absence worth a look; a phone call of ten minutes is. */
export const longAbsenceMs = 30_000;
export const longAbsences = 5;
export const longAbsencesTotalMs = 10 * 60_000;
/** Edits this close were taken over by the page at once (script that arrived late): when each was made is not known. */
const togetherMs = 50;

export interface AnswerTime {
	readonly slot: number;
	/** By the browser's own clock: only differences are used, so a wrong clock does no harm. */
	readonly at: number;
	/** Characters to be read for this question. */
	readonly characters: number;
}

export const readingMs = (characters: number): number => (characters * 1000) / charactersPerSecond;

/**
 * The fastest run of ten questions answered for the first time, where it is faster than anybody reads. The first
 * question of a run may have been read before its clock starts, so its reading counts for nothing.
 */
export function impossibleSpeed(answers: readonly AnswerTime[]): Flag | undefined {
	const first = new Map<number, AnswerTime>();
	for (const answer of [...answers].sort((a, b) => a.at - b.at))
		if (!first.has(answer.slot)) first.set(answer.slot, answer);
	const times = [...first.values()];
	const known = times.filter(({ at }, index) => {
		const [before, after] = [times[index - 1], times[index + 1]];
		return !(before && at - before.at < togetherMs) && !(after && after.at - at < togetherMs);
	});
	let worst: Extract<Flag, { kind: 'impossibleSpeed' }> | undefined;
	for (let end = speedRun - 1; end < known.length; end++) {
		const run = known.slice(end - speedRun + 1, end + 1);
		const tookMs = (run.at(-1)?.at ?? 0) - (run[0]?.at ?? 0);
		const needed = readingMs(run.slice(1).reduce((sum, { characters }) => sum + characters, 0));
		if (tookMs < needed && (!worst || tookMs / needed < worst.tookMs / worst.readingMs))
			worst = { kind: 'impossibleSpeed', answers: speedRun, tookMs, readingMs: Math.round(needed) };
	}
	return worst;
}

export function longAway(absences: readonly Absence[]): Flag | undefined {
	// A reload is the page coming back, not the person going away.
	const long = absences.filter(({ cause, lengthMs }) => cause !== 'reload' && lengthMs >= longAbsenceMs);
	const totalMs = long.reduce((sum, { lengthMs }) => sum + lengthMs, 0);
	if (long.length < longAbsences && totalMs < longAbsencesTotalMs) return undefined;
	return { kind: 'longAbsences', count: long.length, totalMs };
}

export interface SeenDevice {
	readonly device: string;
	readonly personId: number;
}

/** Signs of devices, for one attempt among all openings of its exam. */
export function deviceFlags(own: readonly string[], personId: number, all: readonly SeenDevice[]): readonly Flag[] {
	const devices = new Set(own);
	const others = new Set(
		all.filter((seen) => devices.has(seen.device) && seen.personId !== personId).map((seen) => seen.personId)
	);
	return [
		...(devices.size > 1 ? [{ kind: 'deviceChange' as const, devices: devices.size }] : []),
		...(others.size > 0 ? [{ kind: 'sharedDevice' as const, others: others.size }] : [])
	];
}
