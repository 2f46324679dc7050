import { error } from '@sveltejs/kit';
import { findText } from '#lib/content/law/statute.server.ts';
import { findGuide } from '#lib/study/month/guide.server.ts';
import { editionOfPath } from '../edition.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, url, locals: { db, now } }) => {
	const { edition } = await editionOfPath(db, params.law, url, now());
	const guide = await findGuide(db, edition.lawEditionId);
	if (!guide) error(404, 'notFound');
	const text = await findText(db, edition.lawEditionId);
	return { edition, guide, hasText: text !== undefined };
};
