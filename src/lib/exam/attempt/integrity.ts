import type { Instant } from '#lib/base/core/clock.ts';

/**
 * Signs that somebody should look at an attempt: pure, from the record alone. A flag is a question for a person and never
 * an answer: none of them changes a score, ends an attempt or stands in a published figure.
 */

export const flagKinds = ['impossibleSpeed', 'longAbsences', 'sharedDevice', 'deviceChange'] as const;
export type FlagKind = (typeof flagKinds)[number];

export type Flag =
	/** So many questions in a row were answered within so many ms, where reading them alone takes so long. */
	| { readonly kind: 'impossibleSpeed'; readonly answers: number; readonly tookMs: number; readonly readingMs: number }
	| { readonly kind: 'longAbsences'; readonly count: number; readonly totalMs: number }
	/** Other candidates of this exam on the same device, and how many of them while this attempt was being written. */
	| { readonly kind: 'sharedDevice'; readonly others: number; readonly atOnce: number }
	| { readonly kind: 'deviceChange'; readonly devices: number };

/**
 * Whether a flag asks for a look, or only stands beside others: ten people share an office PC one after another, and a
 * phone that dies is changed for another one; both are allowed.
 */
export const asksForLook = (flag: Flag): boolean =>
	flag.kind === 'impossibleSpeed' || flag.kind === 'longAbsences' || (flag.kind === 'sharedDevice' && flag.atOnce > 0);

/** Skimming printed Chinese tops out at some 1,000 characters a minute; nothing below 1,500 (25 a second) is flagged. */
export const charactersPerSecond = 25;
export const speedRun = 10;
/** A break of half a minute is not yet an absence worth a look; a telephone call of ten minutes is. */
export const longAbsenceMs = 30_000;
export const longAbsences = 5;
export const longAbsencesTotalMs = 10 * 60_000;
/** Edits this close were taken over by the page at once (script that arrived late): when each was made is not known. */
const togetherMs = 50;

export interface AnswerTime {
	readonly slot: number;
	/** By the browser's own clock: only differences are used, so a wrong clock does no harm. */
	readonly at: Instant;
	/** The page it was made on: another one may stand on another machine with another clock. */
	readonly epoch: number;
	/** Characters to be read for this question. */
	readonly characters: number;
}

export const readingMs = (characters: number): number => (characters * 1000) / charactersPerSecond;

/** First answers in the order of the record, parted wherever the times cannot be compared: another page, a clock set back. */
function stretches(answers: readonly AnswerTime[]): AnswerTime[][] {
	const answered = new Set<number>();
	const parts: AnswerTime[][] = [];
	let before: AnswerTime | undefined;
	for (const answer of answers) {
		if (answered.has(answer.slot)) continue;
		answered.add(answer.slot);
		const goesOn = before?.epoch === answer.epoch && answer.at >= before.at;
		if (goesOn) parts.at(-1)?.push(answer);
		else parts.push([answer]);
		before = answer;
	}
	return parts;
}

const alone = (times: readonly AnswerTime[]): AnswerTime[] =>
	times.filter(({ at }, index) => {
		const [before, after] = [times[index - 1], times[index + 1]];
		return !(before && at - before.at < togetherMs) && !(after && after.at - at < togetherMs);
	});

/**
 * The fastest run of ten questions answered for the first time, where it is faster than anybody reads. The first
 * question of a run may have been read before its clock starts, so its reading counts for nothing.
 * @param answers in the order of the record
 */
export function impossibleSpeed(
	answers: readonly AnswerTime[]
): Extract<Flag, { kind: 'impossibleSpeed' }> | undefined {
	let worst: Extract<Flag, { kind: 'impossibleSpeed' }> | undefined;
	for (const stretch of stretches(answers)) {
		const known = alone(stretch);
		for (let end = speedRun - 1; end < known.length; end++) {
			const run = known.slice(end - speedRun + 1, end + 1);
			const tookMs = (run.at(-1)?.at ?? 0) - (run[0]?.at ?? 0);
			const needed = readingMs(run.slice(1).reduce((sum, { characters }) => sum + characters, 0));
			if (tookMs < needed && (!worst || tookMs / needed < worst.tookMs / worst.readingMs))
				worst = { kind: 'impossibleSpeed', answers: speedRun, tookMs, readingMs: Math.ceil(needed) };
		}
	}
	return worst;
}

/** From the absences of at least `longAbsenceMs`; reloads are the page coming back, not the person going away. */
export function longAway(count: number, totalMs: number): Flag | undefined {
	if (count < longAbsences && totalMs < longAbsencesTotalMs) return undefined;
	return { kind: 'longAbsences', count, totalMs };
}

/** One attempt and the devices that were shown its paper. */
export interface Sat {
	readonly attemptId: number;
	readonly personId: number;
	readonly devices: readonly string[];
	readonly from: Instant;
	/** End of writing; of an open attempt the moment of looking. */
	readonly to: Instant;
}

/** Who sat on each device. */
export type DeviceUsers = ReadonlyMap<string, readonly Sat[]>;

export function usersOf(sat: readonly Sat[]): DeviceUsers {
	const users = new Map<string, Sat[]>();
	for (const one of sat)
		for (const device of new Set(one.devices)) {
			const known = users.get(device);
			if (known) known.push(one);
			else users.set(device, [one]);
		}
	return users;
}

/** The signs of devices of one attempt among all attempts of its exam. */
export function deviceFlags(one: Sat, users: DeviceUsers): readonly Flag[] {
	const devices = new Set(one.devices);
	const [others, atOnce] = [new Set<number>(), new Set<number>()];
	for (const device of devices)
		for (const { personId, from, to } of users.get(device) ?? []) {
			if (personId === one.personId) continue;
			others.add(personId);
			if (from < one.to && one.from < to) atOnce.add(personId);
		}
	const flags: Flag[] = [];
	if (others.size > 0) flags.push({ kind: 'sharedDevice', others: others.size, atOnce: atOnce.size });
	if (devices.size > 1) flags.push({ kind: 'deviceChange', devices: devices.size });
	return flags;
}
