import type { Points } from '#lib/base/core/points.ts';
import { eligibilityProblems } from './eligibility.ts';
import { problem, type PlanProblem } from './plan-problem.ts';
import { safeguardProblems, safeguardsOf } from './safeguards.ts';
import type { Scheme } from './scheme.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

/** What numbers a scheme may hold; the form and the exam file name the same limits. */
export const limits = {
	durationMinutes: [1, 480],
	attempts: [1, 20],
	variants: [2, 26],
	graceSeconds: [0, 600],
	latestEntryMinutes: [1, 366 * 24 * 60],
	outageCreditMinutes: [0, 480],
	minSat: [1, 1000]
} as const;

const outside = (value: number, [least, most]: readonly [number, number]): boolean =>
	!Number.isSafeInteger(value) || value < least || value > most;

/** Everything wrong with a scheme by itself, at once. Paths are those of the exam file. */
export function schemeProblems(scheme: Scheme): PlanProblem[] {
	const problems: PlanProblem[] = [];
	const range = (path: string, value: number, bounds: readonly [number, number]) => {
		if (outside(value, bounds)) problems.push(problem(path, 'outOfRange', { least: bounds[0], most: bounds[1] }));
	};
	range('scheme.minutes', scheme.durationMs / minute, limits.durationMinutes);
	if (scheme.attemptsAllowed !== null) range('scheme.attempts', scheme.attemptsAllowed, limits.attempts);
	if (scheme.assembly === 'variants') range('scheme.variants', scheme.variants, limits.variants);
	range('scheme.graceSeconds', scheme.graceMs / 1000, limits.graceSeconds);
	if (scheme.latestEntryMs !== null)
		range('scheme.latestEntryMinutes', scheme.latestEntryMs / minute, limits.latestEntryMinutes);
	if (scheme.outageCreditMs !== undefined)
		range('scheme.outageCreditMinutes', scheme.outageCreditMs / minute, limits.outageCreditMinutes);
	range('scheme.ranking.minSat', scheme.ranking.minSat, limits.minSat);
	if (!Number.isSafeInteger(scheme.ranking.excellentLine) || scheme.ranking.excellentLine <= 0)
		problems.push(problem('scheme.ranking.excellentLine', 'outOfRange', { least: 1 }));
	const { pass, good, excellent } = scheme.bands;
	if (!(0 < pass && pass <= good && good <= excellent)) problems.push(problem('scheme.bands', 'bandOrder'));
	const perOption = scheme.perOptionPoints;
	if (scheme.multipleRule === 'perOption' && !(perOption !== undefined && perOption > 0))
		problems.push(problem('scheme.pointsPerOption', 'perOptionMissing'));
	if (scheme.multipleRule !== 'perOption' && perOption !== undefined)
		problems.push(problem('scheme.pointsPerOption', 'perOptionUseless', undefined, 'warn'));
	const { numerator, denominator } = scheme.ranking.minParticipation;
	if (!(Number.isSafeInteger(numerator) && denominator > 0 && numerator >= 0 && numerator <= denominator))
		problems.push(problem('scheme.ranking.minParticipationPercent', 'outOfRange', { least: 0, most: 100 }));
	return [...problems, ...safeguardProblems(safeguardsOf(scheme)), ...eligibilityProblems(scheme.eligibility)];
}

/** What is wrong with a window before anyone's is looked at. */
export function windowProblems(window: { readonly opensAt: number; readonly closesAt: number }): PlanProblem[] {
	// Written so that a time that could not be read is refused too.
	if (!(window.closesAt > window.opensAt)) return [problem('window', 'windowOrder')];
	if (window.closesAt - window.opensAt > 366 * day) return [problem('window', 'outOfRange', { least: 0, most: 366 })];
	return [];
}

/** Cut scores that no paper of this total can reach. */
export function bandProblems(scheme: Scheme, total: Points): PlanProblem[] {
	const above = (['pass', 'good', 'excellent'] as const).filter((band) => scheme.bands[band] > total);
	return above.map((band) => problem(`scheme.bands.${band}`, 'bandAboveTotal', { total }));
}
