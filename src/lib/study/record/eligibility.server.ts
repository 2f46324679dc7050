import type { Instant } from '#lib/base/core/clock.ts';
import type { PersonId } from '#lib/base/core/ids.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { type Credited, creditsOf, monthParts } from '#lib/exam/plan/eligibility.ts';
import type { Exam } from '#lib/exam/plan/exam.server.ts';
import { findPlan } from '#lib/study/month/plan.server.ts';
import { monthProgress } from '#lib/study/practice/overview.server.ts';
import { practicePool } from '#lib/study/practice/pool.server.ts';
import { sessionsOfPerson } from '#lib/study/session/person.server.ts';
import { yearOf } from '#lib/study/session/session.ts';
import { finishedMonths } from './person.server.ts';

/** How a person stands to one month that an exam asks for. */
export interface AskedMonth {
	/** `2027-03`. */
	readonly key: string;
	readonly laws: readonly string[];
	/**
	 * `notPlanned`: no published plan holds it, so that it cannot be done yet · `nothingAsked`: there are no questions on
	 * its laws, so that nothing is required of it.
	 */
	readonly state: 'finished' | 'begun' | 'notBegun' | 'nothingAsked' | 'notPlanned';
	/** Questions answered right, of all; 0 of 0 when not begun. */
	readonly done: number;
	readonly total: number;
}

/** What an exam asks to be done before it, and how far the person is. */
export type EligibilityStanding =
	| { readonly kind: 'none'; readonly eligible: true }
	| { readonly kind: 'months'; readonly eligible: boolean; readonly months: readonly AskedMonth[] }
	| {
			readonly kind: 'credits';
			readonly eligible: boolean;
			/** The calendar year in which the credits count: that of the exam's opening. */
			readonly year: number;
			readonly least: number;
			readonly have: number;
			readonly credited: Credited;
	  };

type Asking = Pick<Exam, 'scheme' | 'opensAt'>;

/** Whether a person may start an exam by what was studied before it. The same for everybody, whatever the own window. */
export async function eligibilityOf(
	db: Db,
	{ scheme: { eligibility }, opensAt }: Asking,
	personId: PersonId,
	now: Instant
): Promise<EligibilityStanding> {
	if (!eligibility) return { kind: 'none', eligible: true };
	if (eligibility.kind === 'credits') {
		const { least } = eligibility;
		const year = yearOf(opensAt);
		const credited = await creditedIn(db, personId, year);
		const have = creditsOf(credited);
		return { kind: 'credits', eligible: have >= least, year, least, have, credited };
	}
	const months: AskedMonth[] = [];
	for (const key of eligibility.months) months.push(await askedMonth(db, personId, key, now));
	const eligible = months.every(({ state }) => state === 'finished' || state === 'nothingAsked');
	return { kind: 'months', eligible, months };
}

/** What gives credits: finished months of the year's plan, and the sessions held in it, attended or made up for. */
async function creditedIn(db: Db, personId: PersonId, year: number): Promise<Credited> {
	const own = await sessionsOfPerson(db, personId, year);
	const counted = own.filter(
		({ session, status, isSelfStudy }) => session.state === 'held' && (status === 'present' || isSelfStudy)
	);
	return { monthQuizzes: (await finishedMonths(db, personId, year)).length, sessions: counted.length };
}

async function askedMonth(db: Db, personId: PersonId, key: string, now: Instant): Promise<AskedMonth> {
	const parts = monthParts(key);
	const plan = parts && (await findPlan(db, parts.year));
	const month = plan?.months.find((one) => one.month === parts?.month);
	if (!month) return { key, laws: [], state: 'notPlanned', done: 0, total: 0 };
	const laws = month.laws.map(({ shortTitle }) => shortTitle);
	const progress = (await monthProgress(db, personId, [month.id])).get(month.id);
	const { done, total } = progress ?? { done: 0, total: 0 };
	const about = { key, laws, done, total };
	// What is done stays done, even where a plan is taken back.
	if (progress && progress.finishedAt !== null) return { ...about, state: 'finished' };
	if (plan?.publishedAt === null) return { ...about, laws: [], state: 'notPlanned' };
	if (progress) return { ...about, state: 'begun' };
	const lawIds = month.laws.map(({ lawId }) => lawId);
	const questions = await practicePool(db, lawIds, now);
	return { ...about, state: questions.length === 0 ? 'nothingAsked' : 'notBegun' };
}
