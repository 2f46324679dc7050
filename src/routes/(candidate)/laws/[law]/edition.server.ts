import { error } from '@sveltejs/kit';
import { formatDay, type Instant } from '#lib/base/core/clock.ts';
import { parseId } from '#lib/base/core/ids.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { editionOn, type LawEdition, standings } from '#lib/content/law/law.ts';
import { listEditions } from '#lib/content/law/law.server.ts';

/** The edition that a path and its ?edition= name, or the one in force today; with the law's others. */
export async function editionOfPath(db: Db, law: string, url: URL, now: Instant) {
	const lawId: number = parseId<'law'>(law) ?? error(404, 'notFound');
	const today = formatDay(now);
	const editions: readonly LawEdition[] = (await listEditions(db)).filter((edition) => edition.lawId === lawId);
	const wanted = Number(url.searchParams.get('edition'));
	const current = editionOn(editions, today);
	const edition = wanted ? editions.find(({ lawEditionId }) => lawEditionId === wanted) : (current ?? editions.at(-1));
	if (!edition) error(404, 'notFound');
	return { edition, current, editions, stands: standings(editions, today) };
}
