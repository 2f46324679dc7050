import { redirect } from '@sveltejs/kit';
import { examOf, headOf } from '../../exam-page.server.ts';
import { checkSheet, keepSheet } from '../../rescue-desk.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { db, now }, params }) => {
	const exam = await examOf(db, params.exam);
	return { ...(await headOf(db, exam, now())), now: now() };
};

export const actions: Actions = {
	check: async ({ request, locals: { db, store, secret, viewer }, params }) => {
		if (!viewer) redirect(303, '/login');
		const exam = await examOf(db, params.exam);
		return checkSheet({ store, secret, viewer, exam }, await request.formData());
	},
	keep: async ({ request, locals: { db, store, secret, viewer, receivedAt }, params }) => {
		if (!viewer) redirect(303, '/login');
		const exam = await examOf(db, params.exam);
		return keepSheet({ store, secret, viewer, exam }, await request.formData(), receivedAt);
	}
};
