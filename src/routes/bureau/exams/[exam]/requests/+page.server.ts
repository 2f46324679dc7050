import { fail, redirect } from '@sveltejs/kit';
import { may } from '#lib/base/core/permit.ts';
import { decideRequest, listRequests } from '#lib/exam/plan/request.server.ts';
import { examOf, headOf } from '../../exam-page.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { db, viewer, now }, params }) => {
	const exam = await examOf(db, params.exam);
	return {
		...(await headOf(db, exam, now())),
		requests: viewer ? await listRequests(db, viewer, exam.id) : [],
		manages: viewer !== null && may(viewer, 'exams.manage')
	};
};

export const actions: Actions = {
	default: async ({ request, locals: { db, viewer, now }, params }) => {
		if (!viewer) redirect(303, '/login');
		const exam = await examOf(db, params.exam);
		const form = await request.formData();
		const approved = form.get('decision') === 'approve';
		const note = String(form.get('note') ?? '').slice(0, 200);
		const decided = await decideRequest(db, viewer, Number(form.get('request')), { approved, note }, now());
		if (!decided.ok) return fail(400, { reason: decided.reason });
		redirect(303, `/bureau/exams/${exam.id}/requests?done`);
	}
};
