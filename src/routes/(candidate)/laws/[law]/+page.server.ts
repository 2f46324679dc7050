import { error } from '@sveltejs/kit';
import { formatDay } from '#lib/base/core/clock.ts';
import { parseId } from '#lib/base/core/ids.ts';
import { editionOn, standings } from '#lib/content/law/law.ts';
import { listEditions } from '#lib/content/law/law.server.ts';
import { findText } from '#lib/content/law/statute.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, url, locals: { db, now } }) => {
	const lawId: number = parseId<'law'>(params.law) ?? error(404, 'notFound');
	const today = formatDay(now());
	const editions = (await listEditions(db)).filter((edition) => edition.lawId === lawId);
	const wanted = Number(url.searchParams.get('edition'));
	const current = editionOn(editions, today);
	const edition = wanted ? editions.find(({ lawEditionId }) => lawEditionId === wanted) : (current ?? editions.at(-1));
	if (!edition) error(404, 'notFound');
	const stands = standings(editions, today);
	const { source: _, ...text } = (await findText(db, edition.lawEditionId)) ?? { source: null };
	return {
		edition,
		standing: stands.get(edition.lawEditionId) ?? 'undated',
		current: current && current.lawEditionId !== edition.lawEditionId ? current.lawEditionId : null,
		others: editions
			.filter((other) => other.lawEditionId !== edition.lawEditionId)
			.map((other) => ({ ...other, standing: stands.get(other.lawEditionId) ?? 'undated' })),
		text: 'articles' in text ? text : null
	};
};
