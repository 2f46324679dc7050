import { sql } from 'kysely';
import type { LawEditionId } from '#lib/base/core/ids.ts';
import type { Db, Trx } from '#lib/base/db/schema.ts';
import { searchable, wordsOf } from './law-search.ts';

/** An article that holds what was looked for. */
export interface Hit {
	readonly lawEditionId: LawEditionId;
	readonly number: number;
	readonly inserted: number;
	readonly paragraphs: readonly string[];
}

export async function putSearch(trx: Trx, articleId: number, text: string): Promise<void> {
	await sql`insert into law_search (rowid, body) values (${articleId}, ${searchable(text)})`.execute(trx);
}

export async function takeFromSearch(trx: Trx, articleIds: readonly number[]): Promise<void> {
	for (const id of articleIds) await sql`delete from law_search where rowid = ${id}`.execute(trx);
}

/**
 * The articles that hold every word of the query, in the order of the laws and their articles. Words are divided by
 * spaces; each is found as it stands, anywhere within a sentence.
 * @param most hits returned; `total` counts all articles and `laws` all editions that hold one
 */
export async function searchLaws(
	db: Db,
	query: string,
	{ only, most, from = 0 }: { readonly only?: readonly LawEditionId[]; readonly most: number; readonly from?: number }
): Promise<{ readonly hits: readonly Hit[]; readonly total: number; readonly laws: number }> {
	const words = wordsOf(query);
	if (words.length === 0) return { hits: [], total: 0, laws: 0 };
	const phrase = words.map((word) => `"${searchable(word).replaceAll('"', '')}"`).join(' AND ');
	const matching = db
		.selectFrom('lawArticle')
		.where(sql<boolean>`law_article.id in (select rowid from law_search where law_search match ${phrase})`)
		.$if(only !== undefined, (some) => some.where('lawEditionId', 'in', [...(only ?? [])]));
	const { total, laws } = await matching
		.select(({ fn }) => [fn.countAll<number>().as('total'), fn.count<number>('lawEditionId').distinct().as('laws')])
		.executeTakeFirstOrThrow();
	const rows = await matching
		.select(['lawEditionId', 'number', 'inserted', 'paragraphs'])
		.orderBy('lawEditionId')
		.orderBy('no')
		.limit(most)
		.offset(from)
		.execute();
	const hits = rows.map(({ paragraphs, ...place }) => ({ ...place, paragraphs: JSON.parse(paragraphs) as string[] }));
	return { hits, total, laws };
}
