import { compact } from '#lib/base/core/text.ts';
import { optionIds } from '../item.ts';

/** What a column of a question bank file may hold. `option` columns are told apart by their letter. */
export const columnRoles = [
	'code',
	'caseCode',
	'material',
	'kind',
	'stem',
	'options',
	'answer',
	'explanation',
	'difficulty',
	'law',
	'edition',
	'article',
	'tags',
	'lock'
] as const;
export type ColumnRole = (typeof columnRoles)[number];

/** A role, an option by its place 0..25 (beyond 7 to be refused), a column known but of no use here, or not known. */
export type ColumnUse =
	| { readonly use: 'role'; readonly role: ColumnRole }
	| { readonly use: 'option'; readonly place: number }
	| { readonly use: 'unused' }
	| { readonly use: 'unknown' };

/** The header of the shipped format, in order. A file with exactly this header is read to the letter. */
export const shippedHeader = [
	'编号',
	'案例编号',
	'案例材料',
	'题型',
	'题干',
	...optionIds.map((letter) => `选项${letter}`),
	'答案',
	'解析',
	'难度',
	'法律',
	'版本',
	'条文',
	'标签',
	'固定选项顺序'
] as const;

/** Header words by role: the first is the shipped one. Compared compacted, in lower case, without bracketed remarks. */
export const columnNames: Readonly<Record<ColumnRole, readonly string[]>> = {
	code: [
		'编号',
		'试题编号',
		'题目编号',
		'试题编码',
		'题目编码',
		'题目id',
		'试题id',
		'id',
		'code',
		'questionid',
		'itemcode'
	],
	caseCode: ['案例编号', '案例号', '案例序号', '材料编号', '题组', '题组编号', '大题编号', 'casecode', 'caseid'],
	material: [
		'案例材料',
		'材料',
		'案例',
		'案情',
		'案例内容',
		'背景材料',
		'共用题干',
		'公共题干',
		'材料内容',
		'题组材料',
		'material'
	],
	kind: ['题型', '题目类型', '试题类型', '问题类型', '题类', '题目题型', '类型', 'type', 'questiontype', 'kind'],
	stem: [
		...[
			'题干',
			'题目',
			'问题',
			'试题',
			'问题内容',
			'题目内容',
			'试题内容',
			'题干内容',
			'试题题干',
			'题目描述',
			'问题描述'
		],
		...['题目名称', '试题名称', '题面', '内容', 'stem', 'question', 'title', 'content', 'questiontext']
	],
	options: ['选项', '备选项', '备选答案', '选项内容', '可选项', '全部选项', '答案选项', 'options', 'choices'],
	answer: [
		...['答案', '正确答案', '标准答案', '参考答案', '正确选项', '试题答案', '题目答案', '正确项', '标答'],
		...['answer', 'answers', 'key', 'rightanswer', 'right_answer', 'correct', 'correctanswer', 'correct_answer']
	],
	explanation: [
		...[
			'解析',
			'答案解析',
			'试题解析',
			'题目解析',
			'答题解析',
			'题解',
			'说明',
			'解释',
			'分析',
			'解题思路',
			'解析说明',
			'答案说明',
			'详解'
		],
		...['explanation', 'analysis', 'rationale', 'feedback']
	],
	difficulty: ['难度', '难易度', '难易程度', '难度等级', '试题难度', '题目难度', '难度级别', 'difficulty', 'level'],
	law: [
		'法律',
		'法律名称',
		'所属法律',
		'法规',
		'法规名称',
		'法律法规',
		'所属法规',
		'法律/法规',
		'法律/章节',
		'依据法律',
		'来源法律',
		'law',
		'act'
	],
	edition: ['版本', '法律版本', '法规版本', '版次', '修订版本', '法律版次', 'edition', 'version'],
	article: [
		'条文',
		'依据条文',
		'法条',
		'条款',
		'条文号',
		'条号',
		'依据',
		'法律依据',
		'出处',
		'所属条文',
		'法条依据',
		'命题依据',
		'article',
		'citation',
		'source'
	],
	tags: ['标签', '知识点', '关键词', '关键字', '考点', '分类', '章节', 'tags', 'tag', 'keywords'],
	lock: ['固定选项顺序', '选项固定', '固定选项', '不打乱选项', '选项不乱序', 'lockoptionorder', 'lock']
};

const unused = new Set([
	...[
		'序号',
		'题号',
		'行号',
		'分值',
		'分数',
		'得分',
		'题目分值',
		'试题分值',
		'单空分数',
		'默认分值',
		'缺省分数',
		'no',
		'no.',
		'score',
		'points'
	],
	...[
		'创建时间',
		'更新时间',
		'出题时间',
		'录入时间',
		'出题人',
		'命题人',
		'录入人',
		'作者',
		'审核人',
		'备注',
		'createtime',
		'remark',
		'author'
	]
]);

const roleByName = new Map<string, ColumnRole>(
	columnRoles.flatMap((role) => columnNames[role].map((name) => [name, role] as const))
);

/** A header cell reduced: 选项 A（必填） → 选项a. */
export const headerKey = (cell: string): string =>
	compact(cell)
		.toLowerCase()
		.replace(/[([【]([a-h])[)\]】]/g, '$1')
		.replace(/[([【][^)\]】]*[)\]】]/g, '')
		.replace(/[*:：]/g, '');

/** What a header cell names. */
export function useOf(cell: string): ColumnUse {
	const key = headerKey(cell);
	const role = roleByName.get(key);
	if (role) return { use: 'role', role };
	const option =
		/^(?:选项|备选项|备选答案|答案选项|答案|option|choice|opt)?_?([a-z])(?:选项|项)?$/.exec(key) ??
		/^(?:选项|备选项|option|choice|opt)_?(\d{1,2})$/.exec(key);
	if (option?.[1]) {
		const place = /\d/.test(option[1]) ? Number(option[1]) - 1 : option[1].charCodeAt(0) - 97;
		if (place >= 0 && place < 16) return { use: 'option', place };
	}
	return unused.has(key) ? { use: 'unused' } : { use: 'unknown' };
}

/** Which column holds what. Indexes count from 0. */
export interface Columns {
	readonly headerRow: number;
	/** Header cells as they stand. */
	readonly header: readonly string[];
	readonly roles: Readonly<Partial<Record<ColumnRole, number>>>;
	/** Column of each option by its place. */
	readonly options: readonly (number | undefined)[];
	readonly unknown: readonly string[];
	readonly unused: readonly string[];
	readonly doubled: readonly string[];
	/** The file is in the shipped format: read to the letter, nothing tidied. */
	readonly own: boolean;
}

/** Uses that an editor chose for header cells, by `headerKey`: a role, `option:A`, or `unused`. */
export type ColumnChoices = Readonly<Record<string, string>>;

function chosenUse(cell: string, choices: ColumnChoices): ColumnUse {
	const key = headerKey(cell);
	const choice = Object.hasOwn(choices, key) ? choices[key] : undefined;
	if (choice === 'unused') return { use: 'unused' };
	const letter = /^option:([A-H])$/.exec(choice ?? '')?.[1];
	if (letter) return { use: 'option', place: letter.charCodeAt(0) - 65 };
	const role = columnRoles.find((name) => name === choice);
	return role ? { use: 'role', role } : useOf(cell);
}

/** Reads one row as a header. */
export function columnsOf(headerRow: number, header: readonly string[], choices: ColumnChoices = {}): Columns {
	const roles: Partial<Record<ColumnRole, number>> = {};
	const options: (number | undefined)[] = [];
	const lists = { unknown: [] as string[], unused: [] as string[], doubled: [] as string[] };
	for (const [index, cell] of header.entries()) {
		if (headerKey(cell) === '') continue;
		const found = chosenUse(cell, choices);
		if (found.use === 'role') {
			if (roles[found.role] === undefined) roles[found.role] = index;
			else lists.doubled.push(cell);
		} else if (found.use === 'option') {
			if (options[found.place] === undefined) options[found.place] = index;
			else lists.doubled.push(cell);
		} else lists[found.use].push(cell);
	}
	const named = header.map((cell) => cell.replace(/^\ufeff/, '').trim());
	while (named.at(-1) === '') named.pop();
	const own = named.length === shippedHeader.length && shippedHeader.every((name, index) => named[index] === name);
	return { headerRow, header, roles, options, ...lists, own };
}

/** Finds the header among the first rows, below titles and remarks; undefined when none names stem and answer. */
export function findColumns(
	firstRows: readonly { readonly row: number; readonly cells: readonly string[] }[],
	choices: ColumnChoices = {}
): Columns | undefined {
	let best: Columns | undefined;
	let bestScore = 0;
	for (const { row, cells } of firstRows.slice(0, 20)) {
		const columns = columnsOf(row, cells, choices);
		if (columns.roles.stem === undefined) continue;
		if (columns.roles.answer === undefined && columns.options.length === 0) continue;
		const score = Object.keys(columns.roles).length + columns.options.filter((index) => index !== undefined).length;
		if (score > bestScore) [best, bestScore] = [columns, score];
	}
	return best;
}
