import type { ListEntryId, ListId } from '#lib/base/core/ids.ts';
import { cleanCell, compact } from '#lib/base/core/text.ts';
import { formatCitation, parseCitation } from '#lib/content/law/citation.ts';
import { type LawKind, lawKinds, titleKey } from '#lib/content/law/law.ts';

/** 共性 common: for everybody · 个性 specific: for whom its audience names. */
export const listTiers = ['common', 'specific'] as const;
export type ListTier = (typeof listTiers)[number];

/**
 * Whom a specific list is for: people of units of these categories, and of them those whose post or rank contains one of
 * these words. Where only one of the two is stated, only that is asked.
 */
export interface Audience {
	readonly categories: readonly string[];
	readonly posts: readonly string[];
}

/** One end of a range of articles. */
export interface ArticleNo {
	readonly article: number;
	/** 之一, 之二 …; 0 when it is none. */
	readonly inserted: number;
}

export interface ArticleRange {
	readonly from: ArticleNo;
	readonly to: ArticleNo;
}

/** A law as a list names it; `lawId` null while the database does not hold it. */
export interface ListedLaw {
	readonly lawId: number | null;
	readonly title: string;
	readonly shortTitle: string;
	readonly kind: LawKind;
}

export interface ListEntry extends ListedLaw {
	readonly id: ListEntryId;
	/** null for the whole law. */
	readonly articles: ArticleRange | null;
	readonly note: string;
	readonly addedAt: number;
	readonly retiredAt: number | null;
}

export type ListState = 'draft' | 'active' | 'retired';

export interface LawList extends Audience {
	readonly id: ListId;
	readonly title: string;
	readonly tier: ListTier;
	readonly activatedAt: number | null;
	readonly retiredAt: number | null;
	/** In order, retired ones included. */
	readonly entries: readonly ListEntry[];
}

/** Lengths in characters, and numbers. */
export const listLimits = { title: 60, note: 200, lawTitle: 120, word: 20, words: 20, entries: 300 } as const;

export const stateOf = ({ activatedAt, retiredAt }: Pick<LawList, 'activatedAt' | 'retiredAt'>): ListState =>
	retiredAt !== null ? 'retired' : activatedAt === null ? 'draft' : 'active';

/** Whether a list or an entry stood at a moment. */
export const stoodAt = (begun: number | null, retiredAt: number | null, at: number): boolean =>
	begun !== null && begun <= at && (retiredAt === null || retiredAt > at);

export const standing = (entries: readonly ListEntry[]): readonly ListEntry[] =>
	entries.filter(({ retiredAt }) => retiredAt === null);

/** What an audience asks of a person. */
export interface Addressee {
	/** Category of the establishment unit. */
	readonly category: string;
	readonly post: string;
	readonly rank: string;
}

export function addresses(list: Audience & { readonly tier: ListTier }, person: Addressee): boolean {
	if (list.tier === 'common') return true;
	const words = compact(`${person.post}\n${person.rank}`);
	const inUnit = list.categories.length === 0 || list.categories.includes(person.category);
	const inPost = list.posts.length === 0 || list.posts.some((word) => words.includes(compact(word)));
	return (list.categories.length > 0 || list.posts.length > 0) && inUnit && inPost;
}

export const isParty = ({ kind }: { readonly kind: LawKind }): boolean => kind === 'partyRegulation';

/** What a page or a figure is narrowed to: laws and regulations of the state, or those of the Party. */
export const listSides = ['state', 'party'] as const;
export type ListSide = (typeof listSides)[number];

export const onSide = (entry: { readonly kind: LawKind }, side: ListSide | null): boolean =>
	side === null || isParty(entry) === (side === 'party');

export const parseSide = (text: string | null | undefined): ListSide | null =>
	listSides.find((side) => side === text) ?? null;

/** Entries under the headings of their kinds, in the order of `lawKinds`: 党内法规 stand last and by themselves. */
export function byKind<Entry extends { readonly kind: LawKind }>(
	entries: readonly Entry[]
): readonly { readonly kind: LawKind; readonly entries: readonly Entry[] }[] {
	return lawKinds.flatMap((kind) => {
		const own = entries.filter((entry) => entry.kind === kind);
		return own.length === 0 ? [] : [{ kind, entries: own }];
	});
}

/** 第十条, 第十条至第二十条; '' for the whole law. */
export function formatRange(range: ArticleRange | null): string {
	if (!range) return '';
	const [from, to] = [formatCitation(range.from), formatCitation(range.to)];
	return from === to ? from : `${from}至${to}`;
}

const order = ({ article, inserted }: ArticleNo): number => article * 1000 + inserted;

function articleOf(text: string): ArticleNo | undefined {
	const cited = parseCitation(text);
	if (!cited || cited.article === 0 || cited.paragraph || cited.item || cited.subitem) return undefined;
	return { article: cited.article, inserted: cited.inserted };
}

const whole = /^(?:全文|全部|全篇|整部|all|whole)?$/i;

/**
 * Reads one range: 第十条, 第十条至第二十条, 10-20, 第10条—第20条; null for the whole law; 'form' when it is none, 'order'
 * when it ends before it begins.
 */
export function parseRange(text: string): ArticleRange | null | 'form' | 'order' {
	const plain = compact(text);
	if (whole.test(plain)) return null;
	const ends = plain.split(/至|到|[-–—―~～]+/u);
	const parts = ends.map((end) => articleOf(signed(end)));
	const [from, to = from] = parts;
	if (!from || !to || ends.length > 2) return 'form';
	return order(to) < order(from) ? 'order' : { from, to };
}

/** 10, 十, 10条 and 十条之一 as 第十条 is written. */
function signed(end: string): string {
	const named = end.startsWith('第') ? end : `第${end}`;
	return named.includes('条') ? named : `${named}条`;
}

/** Reads several ranges with 、，； or line breaks between. */
export function parseRanges(text: string): readonly (ArticleRange | null)[] | 'form' | 'order' {
	const pieces = cleanCell(text)
		.split(/[、，,；;\n]+/u)
		.map((piece) => piece.trim())
		.filter((piece) => piece !== '');
	if (pieces.length === 0) return [null];
	const ranges: (ArticleRange | null)[] = [];
	for (const piece of pieces) {
		const range = parseRange(piece);
		if (range === 'form' || range === 'order') return range;
		ranges.push(range);
	}
	return ranges;
}

export const holds = ({ from, to }: ArticleRange, place: ArticleNo): boolean =>
	order(place) >= order(from) && order(place) <= order(to);

/** What tells entries of a list apart: the law and the articles. */
export const entryKey = (entry: { readonly title: string; readonly articles: ArticleRange | null }): string =>
	`${titleKey(entry.title)} ${formatRange(entry.articles)}`;

/** 镇（街道、园区）；职务：局长、主任 as it stands in files and on pages; '' for everybody. */
export function formatAudience({ categories, posts }: Audience): string {
	const parts = [...categories];
	if (posts.length > 0) parts.push(`职务：${posts.join('、')}`);
	return parts.join('；');
}

/** A title as it is kept: without 《》 and surrounding space. */
export const plainTitle = (title: string): string =>
	cleanCell(title)
		.replace(/^《(.*)》$/u, '$1')
		.trim();
