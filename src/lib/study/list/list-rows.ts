import type { Problem } from '#lib/base/core/problem.ts';
import { characters, cleanCell, compact } from '#lib/base/core/text.ts';
import { type ColumnNames, findHeader, type FoundHeader } from '#lib/base/sheet/header.ts';
import type { SheetRow } from '#lib/base/sheet/sheet.ts';
import { guessLawKind, type LawKind, parseLawKind } from '#lib/content/law/law.ts';
import { lawNamed } from '#lib/content/law/law.ts';
import { parseAudience } from './audience.ts';
import {
	type ArticleRange,
	type Audience,
	entryKey,
	formatAudience,
	formatRange,
	holds,
	type LawList,
	type ListedLaw,
	listLimits,
	type ListTier,
	parseRanges,
	plainTitle
} from './list.ts';

export interface EntryDraft extends ListedLaw {
	readonly articles: ArticleRange | null;
	readonly note: string;
}

/** What a file or a form states of one list. */
export interface ListDraft extends Audience {
	readonly title: string;
	readonly tier: ListTier;
	readonly entries: readonly EntryDraft[];
}

export type ListRule =
	| 'tier.empty'
	| 'tier.form'
	| 'audience.empty'
	| 'audience.onCommon'
	| 'audience.unknown'
	| 'law.empty'
	| 'law.tooLong'
	| 'law.awaited'
	| 'kind.form'
	| 'kind.differs'
	| 'kind.guessed'
	| 'articles.form'
	| 'articles.order'
	| 'articles.unknown'
	| 'articles.several'
	| 'entry.twice'
	| 'list.mixed'
	| 'list.otherAudience'
	| 'list.tooMany'
	| 'title.tooLong'
	| 'note.tooLong';
export type ListProblem = Problem<ListRule>;

type Field = 'list' | 'tier' | 'audience' | 'kind' | 'law' | 'articles' | 'note';

/** The columns of a list as CSV or workbook, with the names that lists of bureaus give them. */
export const listColumns: readonly ColumnNames<Field>[] = [
	{ field: 'list', names: ['清单', '清单名称', 'list'] },
	{ field: 'tier', names: ['层级', '清单类型', '清单类别', '类型', '性质', 'tier'] },
	{ field: 'audience', names: ['对象', '适用对象', '适用范围', '学习对象', '人员范围', 'audience'] },
	{ field: 'kind', names: ['类别', '法规类别', '效力级别', '效力层级', '法律类别', 'kind'] },
	{
		field: 'law',
		names: [
			'法律',
			'法律法规',
			'法律法规名称',
			'名称',
			'法律名称',
			'法规名称',
			'文件名称',
			'学习内容',
			'内容',
			'law',
			'title'
		]
	},
	{ field: 'articles', names: ['条文', '条文范围', '重点条文', '条款', '应知应会条文', 'articles'] },
	{ field: 'note', names: ['备注', '说明', 'note'] }
];
export const listHeader = ['清单', '层级', '对象', '类别', '法律', '条文', '备注'] as const;

/** Undefined when the file has no header with tiers and laws. */
export const findListHeader = (rows: readonly SheetRow[]): FoundHeader<Field> | undefined =>
	findHeader(rows.slice(0, 20), listColumns, ['tier', 'law']);

const tierWords: Readonly<Record<string, ListTier>> = {
	共性: 'common',
	共性清单: 'common',
	公共: 'common',
	通用: 'common',
	common: 'common',
	个性: 'specific',
	个性清单: 'specific',
	专业: 'specific',
	specific: 'specific'
};

export const parseTier = (text: string): ListTier | undefined => tierWords[compact(text).toLowerCase()];

/** What reading needs to know of the house. */
export interface ListSurroundings {
	readonly laws: readonly (ListedLaw & { readonly lawId: number })[];
	/** Unit categories in use. */
	readonly categories: readonly string[];
	/** Article numbers of the laws whose text is here, by law. */
	readonly articles: ReadonlyMap<number, readonly { readonly article: number; readonly inserted: number }[]>;
	readonly lists: readonly LawList[];
	/** What lists are called of which the file says no title. */
	readonly title: string;
}

/** The title above the header: the first line of one cell that is no annex number and no reporting line. */
export function titleAbove(rows: readonly SheetRow[], headerRow: number): string | undefined {
	for (const { row, cells } of rows) {
		if (row >= headerRow) return undefined;
		const filled = cells.map(cleanCell).filter((cell) => cell !== '');
		const [only = ''] = filled;
		if (filled.length === 1 && characters(only) <= listLimits.title && !/^附件|^附表|[:：]/u.test(only)) return only;
	}
	return undefined;
}

/** Titles in one cell: each 《》 one, else the whole cell. */
function titlesOf(cell: string): string[] {
	const quoted = [...cell.matchAll(/《([^》]+)》/gu)].map((match) => match[1]!.trim());
	const isOnlyQuoted = cell.replace(/《[^》]+》/gu, '').replace(/[\s、，,；;和及]/gu, '') === '';
	return quoted.length > 0 && isOnlyQuoted ? quoted : cell === '' ? [] : [plainTitle(cell)];
}

interface Rest {
	readonly drafts: Map<string, ListDraft & { readonly entries: EntryDraft[] }>;
	/** Row in which each entry of each list stands. */
	readonly rows: Map<string, number>;
}

/** Reads the rows below the header: lists and problems together; a refused row gives no entry. */
export function readLists(
	rows: readonly SheetRow[],
	header: FoundHeader<Field>,
	around: ListSurroundings
): { readonly drafts: readonly ListDraft[]; readonly problems: readonly ListProblem[] } {
	const last = header.rows.at(-1) ?? 0;
	const title = titleAbove(rows, header.rows[0] ?? 0) ?? around.title;
	const rest: Rest = { drafts: new Map(), rows: new Map() };
	const problems: ListProblem[] = [];
	let above: { readonly tier: string; readonly audience: string; readonly list: string } | undefined;
	for (const { row, cells } of rows) {
		if (row <= last) continue;
		const raw = (field: Field) => cleanCell(cells[header.columns[field] ?? -1] ?? '');
		// A last line of a signature or a note fills one cell, and names no law: it is passed over.
		if (raw('law') === '' && cells.filter((cell) => cleanCell(cell) !== '').length < 2) continue;
		// Merged cells arrive as blanks: what stands above holds on.
		const isMerged = raw('tier') === '' && above !== undefined;
		const cell = (field: Field) =>
			isMerged && above && raw(field) === '' && (field === 'tier' || field === 'audience' || field === 'list')
				? above[field]
				: raw(field);
		const found: ListProblem[] = [];
		const say = (
			field: Field,
			rule: ListRule,
			detail: ListProblem['detail'] = {},
			weight: 'refuse' | 'warn' = 'refuse'
		) => found.push({ row, column: header.labels[header.columns[field] ?? -1] ?? '', rule, weight, detail });
		const tier = parseTier(cell('tier'));
		if (cell('tier') === '') say('tier', 'tier.empty');
		else if (!tier) say('tier', 'tier.form', { value: cell('tier') });
		else above = { tier: cell('tier'), audience: cell('audience'), list: cell('list') };
		const audience = parseAudience(cell('audience'), around.categories);
		if (tier === 'common' && (audience.posts.length > 0 || audience.categories.length > 0 || audience.unknown !== null))
			say('audience', 'audience.onCommon', { value: cell('audience') });
		if (tier === 'specific' && audience.unknown !== null)
			say('audience', 'audience.unknown', { value: audience.unknown, known: around.categories.join('、') });
		else if (tier === 'specific' && audience.categories.length === 0 && audience.posts.length === 0)
			say('audience', 'audience.empty');
		const entries = readEntries(cell, around, say);
		const whom = tier === 'specific' ? audience : { categories: [], posts: [] };
		const own = cell('list') || (tier === 'specific' ? `${title}（${formatAudience(whom)}）` : title);
		if (characters(own) > listLimits.title) say('list', 'title.tooLong', { most: listLimits.title });
		if (!found.some(({ weight }) => weight === 'refuse') && tier)
			place(rest, { title: own, tier, ...whomOf(whom), entries: [] }, entries, row, around, say);
		problems.push(...found);
	}
	return { drafts: [...rest.drafts.values()].filter(({ entries }) => entries.length > 0), problems };
}

const whomOf = ({ categories, posts }: Audience): Audience => ({ categories, posts });

type Say = (field: Field, rule: ListRule, detail?: ListProblem['detail'], weight?: 'refuse' | 'warn') => void;

/** The entries of one row: one for each law, or for each range of articles of one law. */
function readEntries(cell: (field: Field) => string, around: ListSurroundings, say: Say): readonly EntryDraft[] {
	const titles = titlesOf(cell('law'));
	if (titles.length === 0) say('law', 'law.empty');
	for (const title of titles)
		if (characters(title) > listLimits.lawTitle) say('law', 'law.tooLong', { most: listLimits.lawTitle });
	const kind = parseLawKind(cell('kind'));
	if (cell('kind') !== '' && !kind) say('kind', 'kind.form', { value: cell('kind') });
	const ranges = parseRanges(cell('articles'));
	if (ranges === 'form') say('articles', 'articles.form', { value: cell('articles') });
	if (ranges === 'order') say('articles', 'articles.order', { value: cell('articles') });
	const read = Array.isArray(ranges) ? (ranges as readonly (ArticleRange | null)[]) : [null];
	if (titles.length > 1 && read.some((range) => range !== null)) say('articles', 'articles.several');
	const note = cell('note');
	if (characters(note) > listLimits.note) say('note', 'note.tooLong', { most: listLimits.note });
	return titles.flatMap((title) => {
		const law = listedLaw(title, kind, around, say);
		for (const range of read) if (range) tellUnknown(law, range, around, say);
		return read.map((articles) => ({ ...law, articles, note }));
	});
}

/** The law of the database under that title, or the title with its kind. */
function listedLaw(title: string, kind: LawKind | undefined, around: ListSurroundings, say: Say): ListedLaw {
	const known = lawNamed(around.laws, title);
	if (known) {
		// A list that says 法律 of 宪法 means the same.
		const isLaw = kind === 'statute' && known.kind === 'constitution';
		if (kind && kind !== known.kind && !isLaw)
			say('kind', 'kind.differs', { title: known.shortTitle, kind: known.kind }, 'warn');
		const { lawId, title: full, shortTitle, kind: own } = known;
		return { lawId, title: full, shortTitle, kind: own };
	}
	say('law', 'law.awaited', { title }, 'warn');
	if (!kind) say('kind', 'kind.guessed', { title, kind: guessLawKind(title) }, 'warn');
	return { lawId: null, title, shortTitle: title, kind: kind ?? guessLawKind(title) };
}

/** Ends of a range that the law's text does not have, or a range in which there is no article. */
function tellUnknown({ lawId, shortTitle }: ListedLaw, range: ArticleRange, around: ListSurroundings, say: Say): void {
	const missing = missingArticles(range, lawId === null ? undefined : around.articles.get(lawId));
	if (missing !== null) say('articles', 'articles.unknown', { title: shortTitle, value: missing });
}

/** The end of the range that the text has not got; null when all is there, or the text is not here. */
export function missingArticles(
	range: ArticleRange,
	articles: readonly { readonly article: number; readonly inserted: number }[] | undefined
): string | null {
	if (!articles || articles.length === 0) return null;
	const end = [range.from, range.to].find((one) => !articles.some((article) => holds({ from: one, to: one }, article)));
	return end ? formatRange({ from: end, to: end }) : null;
}

function place(
	{ drafts, rows }: Rest,
	list: ListDraft,
	entries: readonly EntryDraft[],
	row: number,
	around: ListSurroundings,
	say: Say
): void {
	const key = compact(list.title);
	const known = drafts.get(key);
	const stored = around.lists.find(({ title }) => compact(title) === key);
	const differs = (other: Audience & { readonly tier: ListTier }) =>
		other.tier !== list.tier || formatAudience(other) !== formatAudience(list);
	if (known && differs(known)) return say('list', 'list.mixed', { title: list.title });
	if (!known && stored && differs(stored))
		return say('list', 'list.otherAudience', { title: list.title, value: formatAudience(stored) });
	const draft = known ?? { ...list, entries: [] };
	drafts.set(key, draft);
	for (const entry of entries) {
		const place = `${key} ${entryKey(entry)}`;
		const before = rows.get(place);
		if (before !== undefined) say('law', 'entry.twice', { title: entry.shortTitle, row: before });
		else if (draft.entries.length >= listLimits.entries) say('law', 'list.tooMany', { most: listLimits.entries });
		else {
			draft.entries.push(entry);
			rows.set(place, row);
		}
	}
}
