import { headOf } from '../../exam-page.server.ts';
import { boardExam, boardPage } from '../../board/desk.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const exam = await boardExam(locals.db, params.exam);
	return { ...(await headOf(locals.db, exam, locals.now())), ...(await boardPage(locals, exam, 'bureau', url)) };
};
