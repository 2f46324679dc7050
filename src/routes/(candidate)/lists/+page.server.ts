import { error } from '@sveltejs/kit';
import { lawLinks } from '#lib/study/list/links.server.ts';
import { ownLists } from '#lib/study/list/own.server.ts';
import type { PageServerLoad } from './$types';

/** The lists that are for this person, and what the person has done of them this year. */
export const load: PageServerLoad = async ({ locals: { db, viewer, now } }) => {
	const personId = viewer?.personId ?? error(404, 'notFound');
	const { year, lists, deeds } = await ownLists(db, personId, now());
	const plain = { ...viewer!, grants: [] };
	return { year, lists, deeds, links: await lawLinks(db, plain, [...deeds.keys()], now()) };
};
