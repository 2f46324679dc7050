import { redirect } from '@sveltejs/kit';
import { boardExam } from '../../../../bureau/exams/board/desk.ts';
import { titleOf } from '../../../../bureau/exams/exam-page.server.ts';
import { checkSheet, keepSheet } from '../../../../bureau/exams/rescue-desk.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { db, now }, params }) => {
	const exam = await boardExam(db, params.exam);
	return { exam: await titleOf(db, exam, now()), now: now() };
};

/** Unit administrators bring in sheets of their own people; what becomes of late answers is not theirs to decide. */
export const actions: Actions = {
	check: async ({ request, locals: { db, store, secret, viewer }, params }) => {
		if (!viewer) redirect(303, '/login');
		const exam = await boardExam(db, params.exam);
		return checkSheet({ store, secret, viewer, exam }, await request.formData());
	},
	keep: async ({ request, locals: { db, store, secret, viewer, receivedAt }, params }) => {
		if (!viewer) redirect(303, '/login');
		const exam = await boardExam(db, params.exam);
		return keepSheet({ store, secret, viewer, exam }, await request.formData(), receivedAt);
	}
};
