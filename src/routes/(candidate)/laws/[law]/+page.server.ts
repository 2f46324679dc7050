import { findText } from '#lib/content/law/statute.server.ts';
import { findGuide } from '#lib/study/month/guide.server.ts';
import { editionOfPath } from './edition.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, url, locals: { db, now } }) => {
	const { edition, current, editions, stands } = await editionOfPath(db, params.law, url, now());
	const found = await findText(db, edition.lawEditionId);
	return {
		edition,
		standing: stands.get(edition.lawEditionId) ?? 'undated',
		current: current && current.lawEditionId !== edition.lawEditionId ? current.lawEditionId : null,
		others: editions
			.filter((other) => other.lawEditionId !== edition.lawEditionId)
			.map((other) => ({ ...other, standing: stands.get(other.lawEditionId) ?? 'undated' })),
		hasGuide: (await findGuide(db, edition.lawEditionId)) !== undefined,
		text: found
			? { notes: found.notes, preamble: found.preamble, articles: found.articles, annexes: found.annexes }
			: null
	};
};
