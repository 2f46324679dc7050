import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readItemFile } from '#lib/content/item/file.server.ts';
import { formatCitation, parseCitations } from '#lib/content/law/citation.ts';
import { type LawEdition, titleKey } from '#lib/content/law/law.ts';
import { readLaws } from '#lib/content/law/laws-file.ts';
import { readStatute } from '#lib/content/law/statute.ts';

const root = join(import.meta.dirname, '..', '..');
export const folder = join(root, 'question-banks');
/** Texts of the statutes lie beside the repository on the authors' machines, or where XUEFA_STATUTES says. */
export const statutes = process.env.XUEFA_STATUTES ?? join(root, '..', 'shared', 'data', 'laws');

/** A file of question-banks/ as its tables. */
export async function tablesOf(name: string) {
	const file = await readItemFile({ path: join(folder, name) }, name);
	if (!file.ok) throw new Error(`${name}: ${file.reason}`);
	return file.value.grids;
}

export const laws = readLaws((await tablesOf('laws.csv'))[0]?.rows ?? []);
export const editions = laws.drafts.map((draft, index) => ({
	...draft,
	lawEditionId: index + 1,
	lawId: index + 1
})) as unknown as LawEdition[];

/** The text of each article of a law, by 第…条; undefined where the statute is not on this machine. */
export function articlesOf(title: string): ReadonlyMap<string, string> | undefined {
	const key = titleKey(title);
	for (const part of ['current', 'current-md']) {
		const place = join(statutes, part);
		if (!existsSync(place)) continue;
		const name = readdirSync(place).find((file) => file.startsWith(`${key}_`));
		if (!name) continue;
		const { articles, preamble } = readStatute(readFileSync(join(place, name), 'utf8').split(/\r?\n/));
		const texts = articles.map(
			({ number, inserted, paragraphs }) =>
				[formatCitation({ article: number, inserted }), paragraphs.join('')] as const
		);
		return new Map([...texts, ['序言', preamble.join('')]]);
	}
	return undefined;
}

/** The article that a cell names, without its paragraph; undefined when it names none or several. */
export function articleIn(cell: string): string | undefined {
	const cited = parseCitations(cell);
	const [place] = cited ?? [];
	return cited?.length === 1 && place
		? formatCitation({ article: place.article, inserted: place.inserted })
		: undefined;
}
