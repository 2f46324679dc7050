/**
 * How the people of an exam come, answer and hand in, and how that is compressed in time for a rehearsal. Compression
 * only ever raises a rate: every part of the exam lasts at most as long as it would in earnest.
 */
export interface Crowd {
	/** People at once. */
	readonly heads: number;
	/** Questions that each answers, one save each. */
	readonly questions: number;
	/** Working time. */
	readonly durationMs: number;
	/** From the first to the last moment at which they may start. */
	readonly entryMs: number;
}

export interface Timetable {
	readonly arrivalMs: number;
	readonly answeringMs: number;
	readonly handInMs: number;
}

const minute = 60_000;

/** In earnest everybody has arrived within this time … */
const arrivalMinutes = 5;
/** … has answered within this share of the working time … */
const answeringShare = 0.5;
/** … and all hand in within the last minute. */
const handInMs = minute;

/** More saves per second than this would measure the driver on the same machine, not the server. */
const mostSavesPerSecond = 1000;

/** The real course of the exam that a rehearsal must equal or exceed in every rate. */
export const realTimetable = ({ durationMs, entryMs }: Crowd): Timetable => ({
	arrivalMs: Math.max(1000, Math.min(arrivalMinutes * minute, entryMs)),
	answeringMs: durationMs * answeringShare,
	handInMs
});

/** The course of a rehearsal that should be over within about `withinMs`. */
export function timetable(crowd: Crowd, withinMs: number): Timetable {
	const real = realTimetable(crowd);
	const quickest = (crowd.heads * crowd.questions * 1000) / mostSavesPerSecond;
	return {
		arrivalMs: Math.min(real.arrivalMs, withinMs * 0.5),
		answeringMs: Math.min(real.answeringMs, Math.max(withinMs * 0.35, quickest)),
		handInMs: Math.min(real.handInMs, withinMs * 0.15)
	};
}

/**
 * When the person at this place of the crowd (0 to 1) arrives: most come at the opening, fewer and fewer later. The rate
 * falls evenly from twice the mean to nothing.
 */
export const arrivalAt = (place: number, arrivalMs: number): number => arrivalMs * (1 - Math.sqrt(1 - place));

/** The share of all that arrives in the busiest minute, which is the first. */
export function busiestShare(arrivalMs: number): number {
	const part = Math.min(1, minute / arrivalMs);
	return 1 - (1 - part) ** 2;
}

/** Saves of one person per minute while answering. */
export const savesPerMinute = (crowd: Crowd): number =>
	(crowd.questions * minute) / Math.max(realTimetable(crowd).answeringMs, 1);

export interface Peaks {
	readonly arrivalsPerSecond: number;
	readonly savesPerSecond: number;
	readonly handInsPerSecond: number;
}

/** Highest rates of a course. */
export function peaks({ heads, questions }: Crowd, course: Timetable): Peaks {
	const tenth = (rate: number) => Math.round(rate * 10) / 10;
	return {
		arrivalsPerSecond: tenth((2 * heads * 1000) / course.arrivalMs),
		savesPerSecond: tenth((heads * questions * 1000) / course.answeringMs),
		handInsPerSecond: tenth((heads * 1000) / course.handInMs)
	};
}
