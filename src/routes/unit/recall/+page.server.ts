import { error } from '@sveltejs/kit';
import { recallReport } from '#lib/study/practice/recall.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { db, viewer, now } }) => {
	const report = (viewer && (await recallReport(db, viewer, now()))) ?? error(404, 'notFound');
	return { laws: report.laws.map((line) => ({ ...line, name: line.title })), all: report.all };
};
