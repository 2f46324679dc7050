import { busiestShare, type Crowd, realTimetable, savesPerMinute } from './load.ts';

/** The steps of one candidate's way through the exam, in order. */
export const stepNames = ['login', 'rules', 'start', 'page', 'open', 'save', 'submit', 'result'] as const;
export type StepName = (typeof stepNames)[number];

/** Processor time of the server for one step, in milliseconds: on its main thread, and on all its threads. */
export interface Cost {
	readonly main: number;
	readonly all: number;
}

/**
 * Half of the machine stays free: for backups and the desks, for a disk that stalls, for garbage collection, and because
 * waiting times grow steeply beyond half load.
 */
export const safety = 0.5;

/**
 * How many people can sit at once on this machine.
 *
 *     arrival = share × (login + rules + start + page + open) + saves × save
 *     handIn  = submit + result + saves × save
 *     seats   = ⌊ safety × 60,000 ms × k ÷ (scale × max(arrival, handIn)) ⌋
 *
 * in CPU-milliseconds per seat of the busiest minute: `share` of all arrive in that minute (36 % when they come within
 * five minutes; all of them when starting is possible for a minute only), `saves` is how often one person saves in a
 * minute. Taken three times, and the smallest counts: for the server's main thread with k = 1, because one thread answers
 * all requests; for all its threads with k = number of cores; and for what a login costs beside the main thread with
 * k = cores less one, because passwords are never checked on the last core.
 *
 * @param scale how much dearer a journey was in the crowd than one after another, at least 1
 */
export function seatsFor(
	costs: Readonly<Record<StepName, Cost>>,
	crowd: Omit<Crowd, 'heads'>,
	{ cores, scale = 1 }: { readonly cores: number; readonly scale?: number }
): number {
	const one = { ...crowd, heads: 1 };
	const share = busiestShare(realTimetable(one).arrivalMs);
	const saves = savesPerMinute(one);
	const busiest = (kind: keyof Cost) => {
		const of = (step: StepName) => costs[step][kind];
		const arrival = share * (of('login') + of('rules') + of('start') + of('page') + of('open')) + saves * of('save');
		return Math.max(arrival, of('submit') + of('result') + saves * of('save'));
	};
	const seats = (each: number, parallel: number) =>
		Math.floor((safety * 60_000 * parallel) / (Math.max(scale, 1) * Math.max(each, 0.001)));
	return Math.min(
		seats(busiest('main'), 1),
		seats(busiest('all'), cores),
		seats(share * (costs.login.all - costs.login.main), Math.max(1, cores - 1))
	);
}
