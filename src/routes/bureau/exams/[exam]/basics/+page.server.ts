import { fail, redirect } from '@sveltejs/kit';
import { editBasics } from '#lib/exam/plan/draft.server.ts';
import { examOf, headOf } from '../../exam-page.server.ts';
import { readBasics } from '../../exam-form.ts';
import { offeredMonths } from '../../offered-months.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { db, viewer, now }, params }) => {
	const exam = await examOf(db, params.exam);
	if (exam.publishedAt !== null) redirect(303, `/bureau/exams/${exam.id}`);
	const { title, organiser, subjectOwner, scheme, opensAt, closesAt } = exam;
	return {
		...(await headOf(db, exam, now())),
		basics: { title, organiser, subjectOwner, scheme, opensAt, closesAt },
		offered: await offeredMonths(db, viewer)
	};
};

export const actions: Actions = {
	default: async ({ request, locals: { db, viewer, now }, params }) => {
		if (!viewer) redirect(303, '/login');
		const exam = await examOf(db, params.exam);
		const basics = readBasics(await request.formData());
		const saved = await editBasics(db, viewer, exam.id, basics, now());
		if (!saved.ok) return fail(400, { basics, problems: 'problems' in saved ? saved.problems : [] });
		redirect(303, `/bureau/exams/${exam.id}/paper`);
	}
};
