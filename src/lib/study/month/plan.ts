import type { PlanMonthId } from '#lib/base/core/ids.ts';
import type { Problem } from '#lib/base/core/problem.ts';
import { cleanCell, compact } from '#lib/base/core/text.ts';
import { type ColumnNames, findHeader, type FoundHeader } from '#lib/base/sheet/header.ts';
import type { SheetRow } from '#lib/base/sheet/sheet.ts';
import { type Law, lawNamed } from '#lib/content/law/law.ts';

/** How a month is meant to be studied: together, or each by oneself (as in the month of the Spring Festival). */
export const studyModes = ['collective', 'self'] as const;
export type StudyMode = (typeof studyModes)[number];

/** A law of the plan: the edition is chosen by the day on which it is read. */
export type PlanLaw = Omit<Law, 'kind'>;

/** One month of the year plan (一月一法). */
export interface PlanMonth {
	readonly id: PlanMonthId;
	readonly year: number;
	/** 1 to 12. */
	readonly month: number;
	readonly theme: string;
	/** The unit whose head presents the law (主讲单位), as people write it; '' while it is open. */
	readonly presenter: string;
	readonly mode: StudyMode;
	readonly note: string;
	readonly laws: readonly PlanLaw[];
}

export interface PlanYear {
	readonly year: number;
	readonly title: string;
	/** null: seen by those who plan it only. */
	readonly publishedAt: number | null;
	/** In order; months without a law are missing. */
	readonly months: readonly PlanMonth[];
}

/** `2027-03`, as it stands in addresses. */
export const monthKey = ({ year, month }: { readonly year: number; readonly month: number }): string =>
	`${year}-${String(month).padStart(2, '0')}`;

export function parseMonthKey(text: string): { readonly year: number; readonly month: number } | undefined {
	const match = /^(2\d{3})-(0[1-9]|1[0-2])$/.exec(text);
	return match ? { year: Number(match[1]), month: Number(match[2]) } : undefined;
}

/** Text lengths of a plan, in characters. */
export const planLimits = { title: 60, theme: 80, presenter: 60, note: 400, laws: 4 } as const;

/** What a person or a file states of a month; laws by what they are called. */
export interface MonthDraft {
	readonly month: number;
	readonly theme: string;
	readonly presenter: string;
	readonly mode: StudyMode;
	readonly note: string;
	readonly laws: readonly string[];
}

export type PlanRule =
	| 'month.form'
	| 'month.twice'
	| 'month.otherYear'
	| 'laws.empty'
	| 'laws.tooMany'
	| 'law.unknown'
	| 'law.twice'
	| 'mode.form'
	| 'text.tooLong';
export type PlanProblem = Problem<PlanRule>;

type Field = 'month' | 'laws' | 'theme' | 'presenter' | 'mode' | 'note';

/** The columns of a plan as CSV or workbook, with the names that plans of bureaus give them. */
export const planColumns: readonly ColumnNames<Field>[] = [
	{ field: 'month', names: ['月份', '月', '时间', '学习时间', 'month'] },
	{ field: 'laws', names: ['法律', '学习内容', '法律法规', '学习法律', '法律名称', 'laws', 'law'] },
	{ field: 'theme', names: ['主题', '学习主题', '学习重点', 'theme'] },
	{ field: 'presenter', names: ['主讲单位', '主讲', '牵头单位', '责任单位', '宣讲单位', 'presenter'] },
	{ field: 'mode', names: ['方式', '学习方式', '形式', '学习形式', 'mode'] },
	{ field: 'note', names: ['说明', '备注', 'note'] }
];

/** Undefined when the file has no header with months and laws. */
export const findPlanHeader = (rows: readonly SheetRow[]): FoundHeader<Field> | undefined =>
	findHeader(rows.slice(0, 20), planColumns, ['month', 'laws']);

const chineseMonths = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '十一', '十二'];

/** Reads 3, 3月, 三月, 2027-03 or 2027年3月; undefined when it is no month. */
export function parseMonth(text: string): { readonly year: number | null; readonly month: number } | undefined {
	const match = /^(?:(\d{4})[-/.年])?(\d{1,2}|[一二十][一二]?|[三四五六七八九])(?:月份?)?$/u.exec(compact(text));
	if (!match) return undefined;
	const [, year, digits = ''] = match;
	const month = /\d/.test(digits) ? Number(digits) : chineseMonths.indexOf(digits) + 1;
	return month >= 1 && month <= 12 ? { year: year === undefined ? null : Number(year), month } : undefined;
}

const modeWords: Readonly<Record<string, StudyMode>> = {
	'': 'collective',
	集中: 'collective',
	集中学法: 'collective',
	集中学习: 'collective',
	collective: 'collective',
	自学: 'self',
	个人自学: 'self',
	self: 'self'
};

/** Laws in one cell, with or without 《》; a title may hold no separator of its own. */
export const splitLaws = (cell: string): string[] =>
	cleanCell(cell)
		.split(/[、，,；;\n]+|(?<=》)\s*(?=《)/u)
		.map((title) => title.replace(/[《》]/gu, '').trim())
		.filter((title) => title !== '');

/** Reads the rows below the header: months and problems together; a refused row gives no month. */
export function readPlan(
	rows: readonly SheetRow[],
	header: FoundHeader<Field>,
	year: number,
	laws: readonly PlanLaw[]
): { readonly drafts: readonly MonthDraft[]; readonly problems: readonly PlanProblem[] } {
	const drafts = new Map<number, MonthDraft & { readonly row: number }>();
	const problems: PlanProblem[] = [];
	const last = header.rows.at(-1) ?? 0;
	for (const { row, cells } of rows) {
		if (row <= last) continue;
		const cell = (field: Field) => cleanCell(cells[header.columns[field] ?? -1] ?? '');
		const found: PlanProblem[] = [];
		const wrong = (field: Field, rule: PlanRule, detail: PlanProblem['detail'] = {}) =>
			found.push({ row, column: header.labels[header.columns[field] ?? -1] ?? '', rule, weight: 'refuse', detail });
		const when = parseMonth(cell('month'));
		// A last line of a signature or a note names no month and no law: it is passed over.
		if (!when && cell('laws') === '') continue;
		if (!when) wrong('month', 'month.form', { value: cell('month') });
		else if (when.year !== null && when.year !== year)
			wrong('month', 'month.otherYear', { value: cell('month'), year });
		else if (drafts.has(when.month)) wrong('month', 'month.twice', { row: drafts.get(when.month)?.row ?? 0 });
		const titles = splitLaws(cell('laws'));
		if (titles.length === 0) wrong('laws', 'laws.empty');
		if (titles.length > planLimits.laws) wrong('laws', 'laws.tooMany', { most: planLimits.laws, found: titles.length });
		const known = titles.map((title) => lawNamed(laws, title));
		for (const [index, law] of known.entries()) {
			if (!law) wrong('laws', 'law.unknown', { title: titles[index] ?? '' });
			else if (known.indexOf(law) < index) wrong('laws', 'law.twice', { title: law.shortTitle });
		}
		const mode = modeWords[compact(cell('mode')).toLowerCase()];
		if (!mode) wrong('mode', 'mode.form', { value: cell('mode') });
		for (const field of ['theme', 'presenter', 'note'] as const)
			if ([...cell(field)].length > planLimits[field]) wrong(field, 'text.tooLong', { most: planLimits[field] });
		problems.push(...found);
		if (found.length > 0 || !when || !mode) continue;
		const [theme, presenter, note] = [cell('theme'), cell('presenter'), cell('note')];
		drafts.set(when.month, { month: when.month, theme, presenter, note, mode, laws: titles, row });
	}
	const inOrder = [...drafts.values()].sort((a, b) => a.month - b.month);
	return { drafts: inOrder.map(({ row: _row, ...draft }) => draft), problems };
}
