import { error, redirect } from '@sveltejs/kit';
import type { Db } from '#lib/base/db/schema.ts';
import { examOf } from '../../../../bureau/exams/exam-page.server.ts';
import { checkSheet, keepSheet } from '../../../../bureau/exams/rescue-desk.ts';
import type { Actions, PageServerLoad } from './$types';

async function published(db: Db, param: string) {
	const exam = await examOf(db, param);
	if (exam.publishedAt === null) error(404, 'notFound');
	return exam;
}

export const load: PageServerLoad = async ({ locals: { db, now }, params }) => {
	const { id, title } = await published(db, params.exam);
	return { exam: { id, title }, now: now() };
};

/** Unit administrators bring in sheets of their own people; what becomes of late answers is not theirs to decide. */
export const actions: Actions = {
	check: async ({ request, locals: { db, store, secret, viewer }, params }) => {
		if (!viewer) redirect(303, '/login');
		const exam = await published(db, params.exam);
		return checkSheet({ store, secret, viewer, exam }, await request.formData());
	},
	keep: async ({ request, locals: { db, store, secret, viewer, receivedAt }, params }) => {
		if (!viewer) redirect(303, '/login');
		const exam = await published(db, params.exam);
		return keepSheet({ store, secret, viewer, exam }, await request.formData(), receivedAt);
	}
};
