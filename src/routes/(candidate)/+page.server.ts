import { formatDay } from '#lib/base/core/clock.ts';
import { candidateExams } from '#lib/exam/attempt/candidate.server.ts';
import { parseMonthKey } from '#lib/study/month/plan.ts';
import { findMonth } from '#lib/study/month/plan.server.ts';
import { monthProgress } from '#lib/study/practice/overview.server.ts';
import { ownerMark } from '#lib/people/access/owner.server.ts';
import { eligibilityOf } from '#lib/study/record/eligibility.server.ts';
import type { PageServerLoad } from './$types';

/** This month's law, and whether the person has done it; null where no plan is published. */
async function monthNow({ db, viewer, now }: App.Locals) {
	const key = formatDay(now()).slice(0, 7);
	const place = parseMonthKey(key);
	const month = place && viewer && (await findMonth(db, viewer, place));
	if (!month || !viewer?.personId) return null;
	const progress = (await monthProgress(db, viewer.personId, [month.id])).get(month.id);
	return { key, laws: month.laws.map(({ shortTitle }) => shortTitle), progress: progress ?? null };
}

/** What to do now: exams open, coming, and sat; and the month's law for whoever has no exam to sit. */
export const load: PageServerLoad = async ({ locals }) => {
	const personId = locals.viewer?.personId ?? null;
	if (personId === null) return { exams: null, month: null, owner: null };
	const now = locals.now();
	const found = await candidateExams(locals.store, personId, now);
	const unmet = new Set<number>();
	for (const { exam, step } of found)
		if ((step === 'start' || step === 'again') && !(await eligibilityOf(locals.db, exam, personId, now)).eligible)
			unmet.add(exam.id);
	const busy = found.some(({ step }) => step === 'start' || step === 'again' || step === 'continue');
	return {
		owner: ownerMark(locals.secret, personId),
		month: busy ? null : await monthNow(locals),
		exams: found.map(({ exam, window, step, attempts, used, enrolment }) => ({
			id: exam.id,
			title: exam.title,
			organiser: exam.organiser,
			opensAt: window.opensAt,
			closesAt: window.closesAt,
			durationMs: exam.scheme.durationMs + window.extraMs,
			attemptsAllowed: exam.scheme.attemptsAllowed,
			used,
			step,
			isUnmet: unmet.has(exam.id),
			status: enrolment.status,
			attempts: attempts.map(({ code, no, status, deadlineAt, submittedAt, answered }) => ({
				code,
				no,
				status,
				deadlineAt,
				submittedAt,
				answered
			}))
		}))
	};
};
