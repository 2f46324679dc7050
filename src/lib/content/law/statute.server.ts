import type { LawEditionId } from '#lib/base/core/ids.ts';
import type { Db, Trx } from '#lib/base/db/schema.ts';
import { putSearch, takeFromSearch } from './law-search.server.ts';
import type { Annex, StatuteText } from './statute.ts';

/** Where a text came from. */
export interface TextSource {
	readonly importId: number;
	readonly fileName: string;
	readonly fileHash: string;
}

const list = (json: string): string[] => JSON.parse(json) as string[];

/** The text of an edition, with where it came from; undefined when none has been imported. */
export async function findText(
	db: Db,
	lawEditionId: LawEditionId
): Promise<(StatuteText & { readonly source: TextSource }) | undefined> {
	const text = await db.selectFrom('lawText').selectAll().where('lawEditionId', '=', lawEditionId).executeTakeFirst();
	if (!text) return undefined;
	const rows = await db
		.selectFrom('lawArticle')
		.select(['number', 'inserted', 'headings', 'paragraphs'])
		.where('lawEditionId', '=', lawEditionId)
		.orderBy('no')
		.execute();
	const { importId, fileName, fileHash } = text;
	return {
		notes: list(text.notes),
		preamble: list(text.preamble),
		articles: rows.map(({ headings, paragraphs, ...place }) => ({
			...place,
			headings: list(headings),
			paragraphs: list(paragraphs)
		})),
		annexes: JSON.parse(text.annexes) as Annex[],
		source: { importId, fileName, fileHash }
	};
}

/** Editions whose text is here, with the number of its articles. */
export async function listTexts(db: Db): Promise<ReadonlyMap<LawEditionId, number>> {
	const rows = await db
		.selectFrom('lawArticle')
		.select(({ fn }) => ['lawEditionId', fn.countAll<number>().as('articles')])
		.groupBy('lawEditionId')
		.execute();
	return new Map(rows.map(({ lawEditionId, articles }) => [lawEditionId, articles]));
}

/** Makes this the edition's text, whatever stood there before. */
export async function putText(
	trx: Trx,
	lawEditionId: LawEditionId,
	text: StatuteText,
	source: TextSource
): Promise<void> {
	await removeText(trx, lawEditionId);
	const { importId, fileName, fileHash } = source;
	await trx
		.insertInto('lawText')
		.values({
			lawEditionId,
			importId,
			fileName,
			fileHash,
			notes: JSON.stringify(text.notes),
			preamble: JSON.stringify(text.preamble),
			annexes: JSON.stringify(text.annexes)
		})
		.execute();
	for (const [index, { number, inserted, headings, paragraphs }] of text.articles.entries()) {
		const { id } = await trx
			.insertInto('lawArticle')
			.values({
				lawEditionId,
				no: index + 1,
				number,
				inserted,
				headings: JSON.stringify(headings),
				paragraphs: JSON.stringify(paragraphs)
			})
			.returning('id')
			.executeTakeFirstOrThrow();
		await putSearch(trx, id, paragraphs.join('\n'));
	}
}

export async function removeText(trx: Trx, lawEditionId: LawEditionId): Promise<void> {
	const ids = await trx.selectFrom('lawArticle').select('id').where('lawEditionId', '=', lawEditionId).execute();
	await takeFromSearch(
		trx,
		ids.map(({ id }) => id)
	);
	await trx.deleteFrom('lawArticle').where('lawEditionId', '=', lawEditionId).execute();
	await trx.deleteFrom('lawText').where('lawEditionId', '=', lawEditionId).execute();
}
