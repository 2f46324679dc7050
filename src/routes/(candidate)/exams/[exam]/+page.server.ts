import { error, fail, redirect } from '@sveltejs/kit';
import { parseId } from '#lib/base/core/ids.ts';
import { candidateExams } from '#lib/exam/attempt/candidate.server.ts';
import { startAttempt } from '#lib/exam/attempt/start.server.ts';
import { lastStart, usualOutageCreditMs } from '#lib/exam/plan/scheme.ts';
import type { Actions, PageServerLoad } from './$types';

/** The rules of the exam, with the real end of an attempt started now. 404 for exams one is not on the list of. */
export const load: PageServerLoad = async ({ locals, params }) => {
	const examId = parseId<'exam'>(params.exam);
	const personId = locals.viewer?.personId ?? null;
	if (examId === undefined || personId === null) error(404, 'notFound');
	const now = locals.now();
	const [found] = await candidateExams(locals.store, personId, now, examId);
	if (!found) error(404, 'notFound');
	const { exam, enrolment, window, entry, attempts, used, step, deadlineIfStartedNow } = found;
	const { scheme } = exam;
	return {
		exam: { id: exam.id, title: exam.title, organiser: exam.organiser },
		name: enrolment.name,
		status: enrolment.status,
		window,
		lastStart: lastStart(scheme, window),
		entry,
		step,
		used,
		now,
		deadlineIfStartedNow,
		missingMs: Math.max(0, now + scheme.durationMs + window.extraMs - deadlineIfStartedNow),
		rules: {
			durationMs: scheme.durationMs,
			attemptsAllowed: scheme.attemptsAllowed,
			counts: scheme.counts,
			multipleRule: scheme.multipleRule,
			perOptionPoints: scheme.perOptionPoints ?? null,
			bands: scheme.bands,
			feedback: scheme.feedback,
			windowEnd: scheme.windowEnd,
			outageCreditMs: scheme.outageCreditMs ?? usualOutageCreditMs
		},
		attempts: attempts.map(({ code, no, status, submittedAt, answered }) => ({
			code,
			no,
			status,
			submittedAt,
			answered
		}))
	};
};

export const actions: Actions = {
	/** Starts, or goes on with what is open; the pledge must be given for a new attempt. */
	async default({ locals, params, request }) {
		const examId = parseId<'exam'>(params.exam);
		const personId = locals.viewer?.personId ?? null;
		if (examId === undefined || personId === null) error(404, 'notFound');
		const form = await request.formData();
		if (form.get('pledge') !== 'yes') return fail(400, { reason: 'pledge' as const });
		const shortTimeAccepted = form.get('short') === 'yes';
		const started = await startAttempt(locals.store, { examId, personId, shortTimeAccepted }, locals.receivedAt);
		if (started.ok) redirect(303, `/attempts/${started.value.code}`);
		if (started.reason === 'unknownExam' || started.reason === 'notEnrolled') error(404, 'notFound');
		return fail(409, { reason: started.reason });
	}
};
