import { runningApp } from '#lib/people/access/app.server.ts';
import type { RequestHandler } from './$types';

/** The database answers, so exams can be sat. What needs somebody soon stands in a second line, and is no reason to stop. */
export const GET: RequestHandler = async ({ locals }) => {
	await locals.db.selectFrom('setting').select('name').limit(1).execute();
	const { state } = runningApp().reserve;
	const alarm = state === 'given' || state === 'missing' ? `alarm: disk full, reserve ${state}\n` : '';
	return new Response(`ready\n${alarm}`);
};
