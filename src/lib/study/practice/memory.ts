import { createEmptyCard, forgetting_curve, fsrs } from 'ts-fsrs';

/** 1 again (wrong), 2 hard (right, but unsure), 3 good (right), 4 easy. */
export type Rating = 1 | 2 | 3 | 4;

/** What is known of one person's memory of one item. Days are ISO days of the district's calendar. */
export interface Memory {
	/** Days after which it is recalled with a chance of nine in ten. */
	readonly stability: number;
	/** 1 (easy) to 10. */
	readonly difficulty: number;
	readonly lastDay: string;
	/** From this day on it is worth asking again. */
	readonly dueDay: string;
	/** Days on which it was asked. */
	readonly reviews: number;
	/** Times it was forgotten after having been known. */
	readonly lapses: number;
}

/** An item comes back when it would be recalled with this chance; the default of FSRS. */
export const wantedRetention = 0.9;

/**
 * FSRS-6 with its default weights, by whole days: no steps within a day (`enable_short_term` off), for what is asked twice
 * on one day is counted once; and no fuzz, so that the record can be folded again to the same days.
 */
const scheduler = fsrs({ request_retention: wantedRetention, enable_fuzz: false, enable_short_term: false });

/** Noon in UTC: the difference of two days is whole whatever zone or leap day lies between. */
const noon = (day: string): Date => new Date(`${day}T12:00:00Z`);
const dayOf = (date: Date): string => date.toISOString().slice(0, 10);

/** The day so many days later. */
export const laterDay = (day: string, days: number): string => dayOf(new Date(noon(day).getTime() + days * 86_400_000));

/** Whole days from one day to another. */
export const daysBetween = (from: string, to: string): number =>
	Math.round((noon(to).getTime() - noon(from).getTime()) / 86_400_000);

/** The memory after an item has been asked on a day; `before` is null for the first time. A day before the last one counts as that. */
export function remember(before: Memory | null, rating: Rating, day: string): Memory {
	const today = before !== null && day < before.lastDay ? before.lastDay : day;
	const elapsed = before === null ? 0 : daysBetween(before.lastDay, today);
	const { stability, difficulty } = scheduler.next_state(before, elapsed, rating);
	return {
		stability,
		difficulty,
		lastDay: today,
		dueDay: laterDay(today, scheduler.next_interval(stability, elapsed)),
		reviews: (before?.reviews ?? 0) + 1,
		lapses: (before?.lapses ?? 0) + (before !== null && rating === 1 ? 1 : 0)
	};
}

/** A memory with its place in the wrong-answer book. */
export interface Remembered extends Memory {
	/** The day of the last wrong answer; null when there was none. */
	readonly missedDay: string | null;
	/** Days with a right first answer since then. */
	readonly successes: number;
}

export interface Answered {
	readonly isRight: boolean;
	readonly isUnsure: boolean;
	/** The district's day. */
	readonly day: string;
}

/**
 * What is remembered after an answer. The first answer of a day moves the day on which the item comes back: `rating` is how
 * it counts, null for later ones; every wrong answer puts the item into the wrong-answer book. All that is kept of a
 * person's memory is the fold of this over the answers.
 */
export function noteAnswer(
	before: Remembered | null,
	{ isRight, isUnsure, day }: Answered
): { readonly after: Remembered; readonly rating: Rating | null } {
	if (before !== null && before.lastDay >= day)
		return { after: isRight ? before : { ...before, missedDay: day, successes: 0 }, rating: null };
	const rating: Rating = isRight ? (isUnsure ? 2 : 3) : 1;
	const after = {
		...remember(before, rating, day),
		missedDay: isRight ? (before?.missedDay ?? null) : day,
		successes: isRight ? (before?.successes ?? 0) + 1 : 0
	};
	return { after, rating };
}

/** The chance, 0 to 1, that the item would be recalled on a day. */
export const retrievability = (memory: Pick<Memory, 'stability' | 'lastDay'>, day: string): number =>
	forgetting_curve(scheduler.parameters.w, Math.max(0, daysBetween(memory.lastDay, day)), memory.stability);

/** One review of a history: when, and how it went. */
export interface Review {
	readonly at: Date;
	readonly rating: Rating;
}

export interface ScheduleStep {
	readonly stability: number;
	readonly difficulty: number;
	/** Days until it is due; 0 within the same day. */
	readonly intervalDays: number;
	readonly dueAt: Date;
}

/** Settings of FSRS for a history from elsewhere; what is left out is as this product has it. */
export interface ScheduleSettings {
	/** 21 of FSRS-6, or 19 of FSRS-5. */
	readonly weights?: readonly number[] | undefined;
	readonly retention?: number | undefined;
	/** With the learning steps of one and ten minutes within a day, as flash card programs have them. */
	readonly shortTerm?: boolean | undefined;
}

/** Weights of FSRS-5 as FSRS-6 reads them: no decay within a day, and its fixed decay of one half. */
const sixth = (weights: readonly number[]) => (weights.length === 19 ? [...weights, 0, 0.5] : weights);

/**
 * What FSRS says after each review of a history, in order: for comparing with other implementations. Without steps within
 * a day the interval is that of the stability alone, as `remember` has it.
 */
export function schedule(reviews: readonly Review[], settings: ScheduleSettings = {}): ScheduleStep[] {
	const own = fsrs({
		request_retention: settings.retention ?? wantedRetention,
		enable_fuzz: false,
		enable_short_term: settings.shortTerm ?? false,
		...(settings.weights ? { w: sixth(settings.weights) } : {})
	});
	if (settings.shortTerm) {
		let card = createEmptyCard(reviews[0]?.at ?? new Date(0));
		return reviews.map(({ at, rating }) => {
			card = own.next(card, at, rating).card;
			const { stability, difficulty, scheduled_days: intervalDays, due: dueAt } = card;
			return { stability, difficulty, intervalDays, dueAt };
		});
	}
	let last: { readonly at: Date; readonly stability: number; readonly difficulty: number } | null = null;
	return reviews.map(({ at, rating }): ScheduleStep => {
		const elapsed: number = last === null ? 0 : daysBetween(dayOf(last.at), dayOf(at));
		const { stability, difficulty } = own.next_state(last, elapsed, rating);
		last = { at, stability, difficulty };
		const intervalDays = own.next_interval(stability, elapsed);
		return { stability, difficulty, intervalDays, dueAt: new Date(at.getTime() + intervalDays * 86_400_000) };
	});
}
