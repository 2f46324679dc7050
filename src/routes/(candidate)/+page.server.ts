import { candidateExams } from '#lib/exam/attempt/candidate.server.ts';
import { eligibilityOf } from '#lib/study/record/eligibility.server.ts';
import type { PageServerLoad } from './$types';

/** What to do now: exams open, coming, and sat. */
export const load: PageServerLoad = async ({ locals }) => {
	const personId = locals.viewer?.personId ?? null;
	if (personId === null) return { exams: null };
	const now = locals.now();
	const found = await candidateExams(locals.store, personId, now);
	const unmet = new Set<number>();
	for (const { exam, step } of found)
		if ((step === 'start' || step === 'again') && !(await eligibilityOf(locals.db, exam, personId, now)).eligible)
			unmet.add(exam.id);
	return {
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
