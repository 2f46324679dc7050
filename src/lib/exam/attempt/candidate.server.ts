import type { Instant } from '#lib/base/core/clock.ts';
import type { ExamId, PersonId } from '#lib/base/core/ids.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { type Enrolment, type Exam, examsOf, personalWindow } from '#lib/exam/plan/exam.server.ts';
import { deadlineFor, type Entry, entryFor, type Window } from '#lib/exam/plan/scheme.ts';
import { overdue } from './attempt-rules.ts';
import { type AttemptSummary, attemptsOf } from './attempt.server.ts';
import { type NextStep, nextStep, stepOrder } from './next-step.ts';
import { closeOverdue } from './submit.server.ts';

/** One exam as one person on its list stands to it now. */
export interface CandidateExam {
	readonly exam: Exam;
	readonly enrolment: Enrolment;
	readonly window: Window;
	readonly entry: Entry;
	readonly attempts: readonly AttemptSummary[];
	/** Attempts used, voided ones left out. */
	readonly used: number;
	readonly step: NextStep;
	/** The real end if started at this moment. */
	readonly deadlineIfStartedNow: Instant;
}

/** The published exams a person is on the list of, the most urgent first. Overdue attempts are closed by this look. */
export async function candidateExams(
	store: Store,
	personId: PersonId,
	now: Instant,
	only?: ExamId
): Promise<readonly CandidateExam[]> {
	const { db } = store;
	const listed = (await examsOf(db, personId)).filter(({ exam }) => only === undefined || exam.id === only);
	let attempts = await attemptsOf(store, personId, only);
	const due = attempts.filter((attempt) => overdue(attempt, now));
	for (const attempt of due) await closeOverdue(store, now, attempt.attemptId);
	if (due.length > 0) attempts = await attemptsOf(store, personId, only);
	const found: CandidateExam[] = [];
	for (const { exam, enrolment } of listed) {
		const window = await personalWindow(db, exam, enrolment);
		const entry = entryFor(exam, exam.scheme, window, now);
		const own = attempts.filter((attempt) => attempt.examId === exam.id);
		const used = own.filter(({ status }) => status !== 'voided').length;
		const open = own.some(({ status }) => status === 'open');
		const { status } = enrolment;
		const step = nextStep({ status, entry, open, used, attemptsAllowed: exam.scheme.attemptsAllowed });
		const deadlineIfStartedNow = deadlineFor(exam.scheme, window, now);
		found.push({ exam, enrolment, window, entry, attempts: own, used, step, deadlineIfStartedNow });
	}
	return found.sort((a, b) => stepOrder.indexOf(a.step) - stepOrder.indexOf(b.step) || b.exam.opensAt - a.exam.opensAt);
}
