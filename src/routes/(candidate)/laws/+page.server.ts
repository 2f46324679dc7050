import { formatDay } from '#lib/base/core/clock.ts';
import { editionOn, lawKinds } from '#lib/content/law/law.ts';
import { listEditions } from '#lib/content/law/law.server.ts';
import { wordsOf } from '#lib/content/law/law-search.ts';
import { searchLaws } from '#lib/content/law/law-search.server.ts';
import { listTexts } from '#lib/content/law/statute.server.ts';
import type { PageServerLoad } from './$types';

const pageSize = 20;

export const load: PageServerLoad = async ({ url, locals: { db, now } }) => {
	const today = formatDay(now());
	const texts = await listTexts(db);
	const editions = (await listEditions(db)).filter(({ lawEditionId }) => texts.has(lawEditionId));
	const byLaw = [...Map.groupBy(editions, ({ lawId }) => lawId).values()];
	const current = byLaw.flatMap((own) => {
		const edition = editionOn(own, today) ?? own.at(-1);
		return edition ? [{ ...edition, articles: texts.get(edition.lawEditionId) ?? 0 }] : [];
	});
	const q = (url.searchParams.get('q') ?? '').trim().slice(0, 60);
	const lawId = Number(url.searchParams.get('law')) || null;
	const from = Math.max(0, Math.trunc(Number(url.searchParams.get('from'))) || 0);
	const only = current.filter((law) => lawId === null || law.lawId === lawId);
	const found = await searchLaws(db, q, {
		only: only.map(({ lawEditionId }) => lawEditionId),
		most: pageSize,
		from
	});
	const titles = new Map(current.map((law) => [law.lawEditionId, law]));
	return {
		q,
		words: wordsOf(q),
		lawId,
		only: lawId === null ? null : (only[0]?.title ?? null),
		from,
		pageSize,
		total: found.total,
		inLaws: found.laws,
		hits: found.hits.flatMap((hit) => {
			const law = titles.get(hit.lawEditionId);
			return law ? [{ ...hit, lawId: law.lawId, title: law.title, label: law.label }] : [];
		}),
		groups: lawKinds.flatMap((kind) => {
			const laws = current.filter((law) => law.kind === kind);
			return laws.length === 0 ? [] : [{ kind, laws }];
		})
	};
};
