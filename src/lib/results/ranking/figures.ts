import type { AttemptId, EnrolmentId, PersonId, UnitId } from '#lib/base/core/ids.ts';
import type { Points } from '#lib/base/core/points.ts';
import type { Ranking as RankingScheme, Scheme } from '#lib/exam/plan/scheme.ts';

/** By what a ranking is made: taken from the exam's scheme, plus what to do with attempts without any answer. */
export interface RankingRules extends RankingScheme {
	readonly counts: Scheme['counts'];
	readonly bands: Scheme['bands'];
	/** Whether a submitted attempt without one answer (空白卷) counts as sat; decided at publication, default not. */
	readonly blank: 'notSat' | 'sat';
}

/** A submitted, not voided attempt with its points. */
export interface SatAttempt {
	readonly attemptId: AttemptId;
	/** The how-manieth try, from 1. */
	readonly no: number;
	/** Answered slots; 0 is a blank attempt. */
	readonly answered: number;
	readonly points: Points;
	readonly maxPoints: Points;
}

export type EnrolmentStatus = 'required' | 'exempt' | 'deferred' | 'voluntary';

/** One enrolled person, in the unit of the snapshot. Has no name: figures do not depend on who it is. */
export interface Participant {
	readonly enrolmentId: EnrolmentId;
	readonly personId: PersonId;
	readonly unitId: UnitId;
	readonly status: EnrolmentStatus;
	readonly attempts: readonly SatAttempt[];
}

/**
 * Where a person stands in the statistics (domain.md §2.2). Everyone has exactly one turnout: a deferred person who sat
 * is `sat`; an exempt person who sat all the same is `voluntary`, outside every rate (§7, situation 5).
 */
export type Turnout = 'sat' | 'absent' | 'deferred' | 'exempt' | 'voluntary';

export interface PersonResult {
	readonly participant: Participant;
	readonly turnout: Turnout;
	/** The attempt that counts; null when none is valid. A voluntary person may have one, outside the rates. */
	readonly counted: SatAttempt | null;
	/** Submitted, but only without any answer: listed for decision. */
	readonly blankOnly: boolean;
}

/** The attempt that is the result: the best (of equals the earliest), the last or the first valid one. */
export function countedAttempt(attempts: readonly SatAttempt[], counts: Scheme['counts']): SatAttempt | null {
	const inOrder = [...attempts].sort((a, b) => a.no - b.no);
	if (counts === 'last') return inOrder.at(-1) ?? null;
	const [first = null, ...others] = inOrder;
	if (counts === 'first' || first === null) return first;
	return others.reduce((best, attempt) => (attempt.points > best.points ? attempt : best), first);
}

export function personResult(participant: Participant, rules: Pick<RankingRules, 'counts' | 'blank'>): PersonResult {
	const { attempts, status } = participant;
	const valid = rules.blank === 'sat' ? attempts : attempts.filter((attempt) => attempt.answered > 0);
	const counted = countedAttempt(valid, rules.counts);
	const blankOnly = attempts.length > 0 && attempts.every((attempt) => attempt.answered === 0);
	return { participant, turnout: turnoutOf(status, counted !== null), counted, blankOnly };
}

function turnoutOf(status: EnrolmentStatus, valid: boolean): Turnout {
	switch (status) {
		case 'required':
			return valid ? 'sat' : 'absent';
		case 'deferred':
			return valid ? 'sat' : 'deferred';
		case 'exempt':
			return valid ? 'voluntary' : 'exempt';
		case 'voluntary':
			return 'voluntary';
	}
}

/** Counts and sums of a group of people; persons unless said otherwise. Bands are cumulative and of those who sat. */
export interface Figures {
	/** 在册 = required + exempt + voluntary. */
	readonly roster: number;
	/** 应考 = sat + absent + deferred. */
	readonly required: number;
	readonly sat: number;
	readonly absent: number;
	readonly exempt: number;
	/** 缓考, not yet sat. */
	readonly deferred: number;
	readonly voluntary: number;
	readonly voluntarySat: number;
	/** Required or deferred persons with blank attempts only. */
	readonly blank: number;
	/** Σ of counted points, in hundredths. */
	readonly sum: Points;
	readonly passed: number;
	readonly good: number;
	readonly excellent: number;
	readonly fullMarks: number;
	/** null when nobody sat. */
	readonly highest: Points | null;
	readonly lowest: Points | null;
}

/** Figures of a group, by person: adding groups of people, never averages of averages. */
export function figuresOf(results: Iterable<PersonResult>, bands: RankingRules['bands']): Figures {
	const turnout = { sat: 0, absent: 0, deferred: 0, exempt: 0, voluntary: 0 };
	let voluntarySat = 0;
	let blank = 0;
	let fullMarks = 0;
	const points: Points[] = [];
	for (const result of results) {
		turnout[result.turnout]++;
		if (result.turnout === 'voluntary' && result.counted) voluntarySat++;
		if (result.blankOnly && ['required', 'deferred'].includes(result.participant.status)) blank++;
		if (result.turnout !== 'sat' || !result.counted) continue;
		points.push(result.counted.points);
		if (result.counted.maxPoints > 0 && result.counted.points === result.counted.maxPoints) fullMarks++;
	}
	const required = turnout.sat + turnout.absent + turnout.deferred;
	return {
		roster: required + turnout.exempt + turnout.voluntary,
		required,
		...turnout,
		voluntarySat,
		blank,
		sum: points.reduce((sum, one) => sum + one, 0),
		passed: points.filter((one) => one >= bands.pass).length,
		good: points.filter((one) => one >= bands.good).length,
		excellent: points.filter((one) => one >= bands.excellent).length,
		fullMarks,
		highest: points.reduce<Points | null>((top, one) => (top === null || one > top ? one : top), null),
		lowest: points.reduce<Points | null>((least, one) => (least === null || one < least ? one : least), null)
	};
}

/** By how many persons the sum is divided: those who sat (实考口径) or all required, absent as 0 (应考口径). */
export const averageOver = (figures: Figures, basis: RankingRules['basis']): number =>
	basis === 'sat' ? figures.sat : figures.required;

export type Band = 'excellent' | 'good' | 'pass' | 'fail';

/** The grade of one result; cut scores are inclusive. */
export function bandOf(points: Points, bands: RankingRules['bands']): Band {
	if (points >= bands.excellent) return 'excellent';
	if (points >= bands.good) return 'good';
	return points >= bands.pass ? 'pass' : 'fail';
}
