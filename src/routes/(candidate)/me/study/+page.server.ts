import { error } from '@sveltejs/kit';
import { studyFile } from '#lib/study/record/person.server.ts';
import { yearAsked } from '../../../unit/record/record-desk.ts';
import type { PageServerLoad } from './$types';

/** One's own study file. */
export const load: PageServerLoad = async ({ url, locals: { db, viewer, now } }) => {
	const year = yearAsked(url, now());
	const file = await studyFile(db, viewer?.personId ?? error(404, 'notFound'), year);
	return { file: file ?? error(404, 'notFound') };
};
