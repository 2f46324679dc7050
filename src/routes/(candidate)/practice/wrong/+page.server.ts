import { error } from '@sveltejs/kit';
import { wrongBook } from '#lib/study/practice/wrong-book.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { db, viewer, now } }) => {
	const personId = viewer?.personId ?? error(404, 'notFound');
	return { items: await wrongBook(db, personId, now()) };
};
