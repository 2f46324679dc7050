import { cleanCell, compact } from '#lib/base/core/text.ts';
import { type Citation, parseCitations } from '#lib/content/law/citation.ts';
import { labelKey, titleKey } from '#lib/content/law/law.ts';

/** One of the articles that matter most, in our own words. */
export interface GuidePoint {
	readonly heading: string;
	readonly text: string;
	readonly article: Citation;
}

/** A short case: what happened and what is asked, and the answer. */
export interface GuideCase extends GuidePoint {
	readonly answer: string;
}

/** What a guide says, in the order to be read. */
export interface GuideContent {
	readonly heading: string;
	/** Why this law. */
	readonly reason: string;
	readonly points: readonly GuidePoint[];
	readonly cases: readonly GuideCase[];
}

export interface GuideDraft {
	readonly title: string;
	readonly label: string;
	readonly content: GuideContent;
}

export const guidesHeader = ['法律', '版本', '栏目', '标题', '正文', '解答', '条文'] as const;

/**
 * Reads question-banks/guides.csv: the guides in the order of their first rows.
 * @throws when a row cannot be read: the file ships with the product
 */
export function readGuides(rows: readonly { readonly row: number; readonly cells: readonly string[] }[]): GuideDraft[] {
	const [header, ...rest] = rows;
	if (guidesHeader.some((name, index) => compact(header?.cells[index] ?? '') !== name))
		throw new Error(`guides.csv: the header is ${guidesHeader.join(',')}`);
	const drafts = new Map<string, { title: string; label: string; content: Mutable }>();
	for (const { row, cells } of rest) {
		const [title = '', label = '', part = '', heading = '', text = '', answer = '', place = ''] = cells.map(cleanCell);
		const key = `${titleKey(title)}|${labelKey(label)}`;
		const draft = drafts.get(key) ?? { title, label, content: { heading: '', reason: '', points: [], cases: [] } };
		drafts.set(key, draft);
		const { content } = draft;
		const [article] = parseCitations(place) ?? [];
		if (part === '导语') [content.heading, content.reason] = [heading, text];
		else if (part === '要点' && article) content.points.push({ heading, text, article });
		else if (part === '短案例' && article) content.cases.push({ heading, text, answer, article });
		else throw new Error(`guides.csv: row ${row}: ${article ? `there is no part ${part}` : `no article ${place}`}`);
	}
	return [...drafts.values()];
}

interface Mutable {
	heading: string;
	reason: string;
	points: GuidePoint[];
	cases: GuideCase[];
}
