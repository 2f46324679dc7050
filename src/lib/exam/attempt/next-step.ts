import type { Entry } from '#lib/exam/plan/scheme.ts';

/** What one person does next about one exam, most urgent first. */
export type NextStep =
	/** An attempt is open: go on with it. */
	| 'continue'
	| 'start'
	/** Sat before, and may sit again. */
	| 'again'
	| 'upcoming'
	| 'excused'
	/** Sat; nothing more to do than to look at the result. */
	| 'finished'
	/** The window is over and nothing was sat. */
	| 'missed';

export const stepOrder: readonly NextStep[] = [
	'continue',
	'start',
	'again',
	'upcoming',
	'finished',
	'excused',
	'missed'
];

export function nextStep(given: {
	readonly status: 'required' | 'exempt' | 'deferred' | 'voluntary';
	readonly entry: Entry;
	/** Whether an attempt is being written now. */
	readonly open: boolean;
	/** Attempts used, voided ones left out. */
	readonly used: number;
	readonly attemptsAllowed: number | null;
}): NextStep {
	if (given.open) return 'continue';
	if (given.status === 'exempt' || given.status === 'deferred') return given.used > 0 ? 'finished' : 'excused';
	const left = given.attemptsAllowed === null || given.used < given.attemptsAllowed;
	if (left && given.entry === 'open') return given.used > 0 ? 'again' : 'start';
	if (given.used > 0) return 'finished';
	return given.entry === 'early' || given.entry === 'notPublished' ? 'upcoming' : 'missed';
}
