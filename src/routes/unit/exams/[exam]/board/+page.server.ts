import { resultsPublished } from '#lib/exam/plan/publish.server.ts';
import { examState } from '#lib/exam/plan/scheme.ts';
import { boardExam, boardPage } from '../../../../bureau/exams/board/desk.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const exam = await boardExam(locals.db, params.exam);
	const state = examState(exam, locals.now(), await resultsPublished(locals.db, exam.id));
	return { exam: { id: exam.id, title: exam.title, state }, ...(await boardPage(locals, exam, 'unit', url)) };
};
