import type { RequestHandler } from './$types';

/** The database answers, so exams can be sat. */
export const GET: RequestHandler = async ({ locals }) => {
	await locals.db.selectFrom('setting').select('name').limit(1).execute();
	return new Response('ready\n');
};
