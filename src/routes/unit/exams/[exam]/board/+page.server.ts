import { boardExam, boardPage } from '../../../../bureau/exams/board/desk.ts';
import { titleOf } from '../../../../bureau/exams/exam-page.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const exam = await boardExam(locals.db, params.exam);
	return { exam: await titleOf(locals.db, exam, locals.now()), ...(await boardPage(locals, exam, 'unit', url)) };
};
