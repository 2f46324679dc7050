import { problem, type PlanProblem } from './plan-problem.ts';

/**
 * What must be done before a candidate may start; an exam without it asks for nothing. Never minutes, never daily caps
 * (domain.md §1.7). An attempt that is under way is never touched by it.
 */
export type Eligibility =
	/** The quizzes of these months of the year plan (`2027-03`), every one of them finished. */
	| { readonly kind: 'months'; readonly months: readonly string[] }
	/** At least so many study credits in the calendar year of the exam's opening. */
	| { readonly kind: 'credits'; readonly least: number };

/** What one of each is worth. Nothing else gives credits: no minutes, no logins, no daily caps. */
export const creditTable = { monthQuiz: 10, session: 10 } as const;

/** What a person has done in a year, each counted once. */
export interface Credited {
	/** Month quizzes of the year's plan that are finished. */
	readonly monthQuizzes: number;
	/** Collective sessions held in the year, attended or made up for by self-study. */
	readonly sessions: number;
}

/** The study credits of a year. */
export const creditsOf = ({ monthQuizzes, sessions }: Credited): number =>
	monthQuizzes * creditTable.monthQuiz + sessions * creditTable.session;

export const eligibilityLimits = { months: [1, 24], least: [1, 1000] } as const;

/** Year and month of `2027-03`; undefined for anything else. */
export function monthParts(text: string): { readonly year: number; readonly month: number } | undefined {
	const match = /^(2\d{3})-(0[1-9]|1[0-2])$/.exec(text);
	return match ? { year: Number(match[1]), month: Number(match[2]) } : undefined;
}

const path = 'scheme.eligibility';
export const monthPath = (index: number): string => `${path}.months[${index}]`;

/** Everything wrong with it by itself, at once; credits always come with the warning that the rule of 2026 asks for. */
export function eligibilityProblems(eligibility: Eligibility | undefined): PlanProblem[] {
	if (!eligibility) return [];
	if (eligibility.kind === 'credits') {
		const [least, most] = eligibilityLimits.least;
		const fits = Number.isSafeInteger(eligibility.least) && eligibility.least >= least && eligibility.least <= most;
		return [
			...(fits ? [] : [problem(`${path}.least`, 'outOfRange', { least, most })]),
			problem(path, 'creditsAgainstRule', undefined, 'warn')
		];
	}
	const { months } = eligibility;
	const [, most] = eligibilityLimits.months;
	if (months.length === 0) return [problem(`${path}.months`, 'noMonth')];
	return [
		...(months.length > most ? [problem(`${path}.months`, 'outOfRange', { most })] : []),
		...months.flatMap((month, index) => {
			if (!monthParts(month)) return [problem(monthPath(index), 'notAMonth', { found: month.slice(0, 60) })];
			return months.indexOf(month) < index ? [problem(monthPath(index), 'monthTwice', { month })] : [];
		})
	];
}
