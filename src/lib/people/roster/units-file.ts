import type { Problem } from '#lib/base/core/problem.ts';
import { cleanCell, compact } from '#lib/base/core/text.ts';
import { type ColumnNames, findHeader } from '#lib/base/sheet/header.ts';
import type { SheetRow } from '#lib/base/sheet/sheet.ts';
import { lostDigits } from './cells.ts';
import { specialRow } from './special-rows.ts';

export type UnitField = 'code' | 'name' | 'shortName' | 'category' | 'sortOrder' | 'parent' | 'aliases';

export const unitColumns: readonly ColumnNames<UnitField>[] = [
	{
		field: 'code',
		names: ['单位代码', '单位编码', '单位编号', '机构代码', '机构编码', '代码', '编码', '编号', 'code', 'unit code']
	},
	{
		field: 'name',
		names: ['单位名称', '单位全称', '单位', '全称', '名称', '机构名称', '参考单位', 'name', 'unit', 'unit name']
	},
	{ field: 'shortName', names: ['简称', '单位简称', '机构简称', '规范简称', 'short name'] },
	{
		field: 'category',
		names: ['类别', '单位类别', '单位类型', '类型', '分类', '组别', '单位性质', 'category', 'type']
	},
	{
		field: 'sortOrder',
		names: ['排序', '排序号', '顺序', '次序', '排列顺序', '公布顺序', '序号', 'order', 'sort order']
	},
	{
		field: 'parent',
		names: [
			'上级单位代码',
			'上级代码',
			'上级单位编码',
			'主管单位代码',
			'父级代码',
			'上级单位',
			'主管单位',
			'主管部门',
			'上级',
			'parent',
			'parent code'
		]
	},
	{ field: 'aliases', names: ['别名', '曾用名', '其他名称', '别称', '又名', '挂牌名称', 'aliases', 'alias'] }
];

export type UnitRule =
	| 'row.quote'
	| 'row.total'
	| 'row.signature'
	| 'row.note'
	| 'row.header'
	| 'row.serialOnly'
	| 'unitName.empty'
	| 'unitName.twice'
	| 'unitName.taken'
	| 'unitCode.twice'
	| 'unitCode.made'
	| 'digits.lost'
	| 'sortOrder.form'
	| 'parent.unknown'
	| 'parent.circle'
	| 'alias.taken'
	| 'unit.restored';

export type UnitProblem = Problem<UnitRule>;

/** One unit as a row states it; '' says nothing. */
export interface UnitDraft {
	readonly row: number;
	readonly code: string;
	readonly name: string;
	readonly shortName: string;
	readonly category: string;
	/** null: by the row's place in the file. */
	readonly sortOrder: number | null;
	/** Code or name of the parent, as written. */
	readonly parent: string;
	readonly aliases: readonly string[];
}

export interface UnitsRead {
	readonly labels: readonly string[];
	readonly columns: Readonly<Partial<Record<UnitField, number>>>;
	readonly drafts: readonly UnitDraft[];
	readonly problems: readonly UnitProblem[];
	readonly fault: 'header' | 'noRows' | null;
}

const headRows = 20;

/** Reads the rows of a unit list into drafts and problems. */
export function readUnits(rows: readonly SheetRow[]): UnitsRead {
	const header = findHeader(rows.slice(0, headRows), unitColumns, ['name']);
	if (!header) return { labels: [], columns: {}, drafts: [], problems: [], fault: 'header' };
	const { columns, labels } = header;
	const drafts: UnitDraft[] = [];
	const problems: UnitProblem[] = [];
	const last = header.rows.at(-1) ?? 0;
	for (const { row, cells, brokenQuote } of rows) {
		if (row <= last) continue;
		const raw = (field: UnitField): string =>
			cleanCell(cells[columns[field] ?? -1] ?? '').replace(/\s*[\r\n]+\s*/gu, '');
		const say = (
			field: UnitField | null,
			rule: UnitRule,
			weight: UnitProblem['weight'],
			detail?: UnitProblem['detail']
		) =>
			problems.push({
				row,
				column: field === null ? '' : (labels[columns[field] ?? -1] ?? ''),
				rule,
				weight,
				...(detail ? { detail } : {})
			});
		const special = brokenQuote ? undefined : specialRow(cells, raw('name'));
		if (special && special !== 'row.duplicate' && special !== 'row.decidedSkip' && special !== 'row.unitHeading') {
			say(null, special, 'warn');
			continue;
		}
		if (brokenQuote) say(null, 'row.quote', 'refuse');
		else if (raw('name') === '') say('name', 'unitName.empty', 'refuse');
		if (lostDigits(raw('code'))) say('code', 'digits.lost', 'refuse', { value: raw('code') });
		const order = compact(raw('sortOrder'));
		const sorted = /^\d{1,7}(\.0+)?$/.test(order);
		if (order !== '' && !sorted) say('sortOrder', 'sortOrder.form', 'warn', { value: order.slice(0, 20) });
		drafts.push({
			row,
			code: compact(raw('code')).replace(/^(\d+)\.0$/, '$1'),
			name: raw('name'),
			shortName: raw('shortName'),
			category: raw('category'),
			sortOrder: sorted ? Number(order) : null,
			parent: raw('parent'),
			aliases: raw('aliases')
				.split(/[；;、|｜,，\n]/u)
				.map((alias) => alias.trim())
				.filter((alias) => alias !== '')
		});
	}
	return { labels, columns, drafts, problems, fault: drafts.length === 0 ? 'noRows' : null };
}
