import { fail, redirect } from '@sveltejs/kit';
import { parseId } from '#lib/base/core/ids.ts';
import { adoptionsOf, decideAdoption, proposeAdoption } from '#lib/exam/attempt/adoption.server.ts';
import { findOwner, lateAnswers, lateAttempts, uploadsOf } from '#lib/exam/attempt/late.server.ts';
import { examOf, headOf } from '../../exam-page.server.ts';
import type { Actions, PageServerLoad } from './$types';

/** The list, and under it the attempt chosen by `?attempt=`. */
export const load: PageServerLoad = async ({ locals: { db, store, viewer, now }, params, url }) => {
	const exam = await examOf(db, params.exam);
	const chosen = parseId<'attempt'>(url.searchParams.get('attempt'));
	const owner = chosen && (await findOwner(db, exam.id, chosen));
	return {
		...(await headOf(db, exam, now())),
		attempts: (await lateAttempts(db, exam.id)).map((attempt) => ({
			id: attempt.attemptId,
			name: attempt.name,
			unitName: attempt.unitName,
			no: attempt.no,
			deadlineAt: attempt.deadlineAt,
			late: attempt.late,
			lastLateAt: attempt.lastLateAt,
			uploads: attempt.uploads,
			waiting: attempt.waiting !== null,
			adopted: attempt.adopted
		})),
		chosen: owner && {
			id: owner.attemptId,
			name: owner.name,
			unitName: owner.unitName,
			no: owner.no,
			status: owner.status,
			answers: await lateAnswers(store, owner),
			uploads: await uploadsOf(db, owner.attemptId),
			proposals: (await adoptionsOf(db, owner.attemptId)).map(({ proposedAccount, events, ...proposal }) => ({
				...proposal,
				count: events.length,
				own: proposedAccount === viewer?.accountId
			}))
		}
	};
};

export const actions: Actions = {
	propose: async ({ request, locals: { db, store, viewer, now }, params }) => {
		if (!viewer) redirect(303, '/login');
		const exam = await examOf(db, params.exam);
		const form = await request.formData();
		const attemptId = parseId<'attempt'>(String(form.get('attempt') ?? ''));
		if (attemptId === undefined) return fail(400, { reason: 'notFound' as const });
		const about = { examId: exam.id, attemptId, reason: String(form.get('reason') ?? '').slice(0, 400) };
		const outcome = await proposeAdoption(store, viewer, about, now());
		if (!outcome.ok) return fail(400, { reason: outcome.reason });
		redirect(303, `/bureau/exams/${exam.id}/late?attempt=${attemptId}#chosen`);
	},
	decide: async ({ request, locals: { db, store, viewer, now }, params, url }) => {
		if (!viewer) redirect(303, '/login');
		const exam = await examOf(db, params.exam);
		const form = await request.formData();
		const choice = {
			examId: exam.id,
			approve: form.get('decision') === 'approve',
			note: String(form.get('note') ?? '').slice(0, 400)
		};
		const outcome = await decideAdoption(store, viewer, Number(form.get('proposal')), choice, now());
		if (!outcome.ok) return fail(400, { reason: outcome.reason });
		const attempt = parseId(url.searchParams.get('attempt'));
		redirect(303, `/bureau/exams/${exam.id}/late${attempt === undefined ? '' : `?attempt=${attempt}#chosen`}`);
	}
};
