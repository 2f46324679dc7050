import { error, fail, redirect } from '@sveltejs/kit';
import { parseId } from '#lib/base/core/ids.ts';
import { candidateExams } from '#lib/exam/attempt/candidate.server.ts';
import { tryRoomCode } from '#lib/exam/attempt/room-door.server.ts';
import { startAttempt } from '#lib/exam/attempt/start.server.ts';
import { machineFault } from '#lib/exam/attempt/safeguards.server.ts';
import { findExam } from '#lib/exam/plan/exam.server.ts';
import { safeguardsOf } from '#lib/exam/plan/safeguards.ts';
import { lastStart, usualOutageCreditMs } from '#lib/exam/plan/scheme.ts';
import { eligibilityOf } from '#lib/study/record/eligibility.server.ts';
import { machineOf } from '../../machine.ts';
import type { Actions, PageServerLoad } from './$types';

/** The rules of the exam, with the real end of an attempt started now. 404 for exams one is not on the list of. */
export const load: PageServerLoad = async ({ locals, params, url }) => {
	const examId = parseId<'exam'>(params.exam);
	const personId = locals.viewer?.personId ?? null;
	if (examId === undefined || personId === null) error(404, 'notFound');
	const now = locals.now();
	const [found] = await candidateExams(locals.store, personId, now, examId);
	if (!found) error(404, 'notFound');
	const { exam, enrolment, window, entry, attempts, used, step, deadlineIfStartedNow } = found;
	const { scheme } = exam;
	const asked = safeguardsOf(scheme);
	const barred = url.searchParams.get('barred');
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
		// What is asked for, never the key or the networks themselves.
		safeguards: {
			singleDevice: asked.singleDevice,
			roomCode: asked.roomCode,
			networks: asked.networks.length > 0,
			safeBrowser: asked.safeBrowserKey !== null,
			watermark: asked.watermark
		},
		eligibility: await eligibilityOf(locals.db, exam, personId, now),
		barred: (['otherNetwork', 'otherBrowser', 'otherDevice'] as const).find((reason) => reason === barred) ?? null,
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
	async default(event) {
		const { locals, params, request } = event;
		const examId = parseId<'exam'>(params.exam);
		const personId = locals.viewer?.personId ?? null;
		if (examId === undefined || personId === null) error(404, 'notFound');
		const form = (locals.posted = await request.formData());
		const short = form.get('short') === 'yes';
		if (form.get('pledge') !== 'yes') return fail(400, { reason: 'pledge' as const, short });
		const exam = await findExam(locals.db, examId);
		const asked = safeguardsOf(exam?.scheme ?? {});
		const fault = machineFault(asked, machineOf(event));
		if (fault) return fail(409, { reason: fault, short });
		const typed = String(form.get('room') ?? '').slice(0, 20);
		const room = asked.roomCode ? await tryRoomCode(locals.secret, examId, personId, typed, locals.receivedAt) : null;
		const standing = exam && (await eligibilityOf(locals.db, exam, personId, locals.receivedAt));
		const started = await startAttempt(
			locals.store,
			{ examId, personId, shortTimeAccepted: short, inRoom: room?.ok === true, eligible: standing?.eligible === true },
			locals.receivedAt
		);
		if (started.ok) redirect(303, `/attempts/${started.value.code}`);
		if (started.reason === 'unknownExam' || started.reason === 'notEnrolled') error(404, 'notFound');
		if (started.reason === 'roomCode' && room?.ok === false)
			return fail(409, { reason: room.reason, minutes: Number(room.detail?.minutes ?? 0), short });
		return fail(started.reason === 'notEligible' ? 403 : 409, { reason: started.reason, short });
	}
};
