import { describe, expect, test } from 'vitest';
import { shippedHeader } from '#lib/content/item/formats/columns.ts';
import { bankAfter, grid, plan, rulesOf } from './item-fixture.ts';

const header = ['题型', '题干', '选项A', '选项B', '选项C', '选项D', '答案', '解析', '难度', '法律', '条文'];
const tail = ['依据见条文。', '2', '宪法', '第一条'];
const single = ['单选', '国家的根本制度是（　）。', '社会主义制度', '资本主义制度', '封建制度', '', 'A', ...tail];

test('a plain row makes an item, canonical in every field', () => {
	const result = plan([
		header,
		[
			'多选题',
			'下列属于公民义务的有（ ）',
			'纳税',
			'服兵役',
			'旅游',
			'',
			'b，a',
			'见条文',
			'容易',
			'《宪法》',
			'第56条'
		]
	]);
	expect(rulesOf(result)).toEqual([]);
	expect(result.counts).toMatchObject({ added: 1, refused: 0, asked: 0 });
	expect(result.items[0]?.whole).toEqual({
		kind: 'multiple',
		content: {
			material: null,
			parts: [
				{
					kind: 'multiple',
					stem: '下列属于公民义务的有（ ）',
					options: [
						{ id: 'A', text: '纳税' },
						{ id: 'B', text: '服兵役' },
						{ id: 'C', text: '旅游' }
					]
				}
			]
		},
		keys: [{ correct: ['A', 'B'], explanation: '见条文' }],
		labels: [{ code: 'N0001', lawEditionId: 1, article: '第五十六条', difficulty: 2, tags: [], lockOptionOrder: false }]
	});
});

describe('every problem at once, with row, column, weight', () => {
	const row = (change: Record<number, string>) => single.map((cell, index) => change[index] ?? cell);
	test.each<[string, Record<number, string>, string]>([
		['an answer letter without option', { 6: 'D' }, '2 answerWithoutOption refuse'],
		['single with two answers', { 6: 'AB' }, '2 singleWithSeveral refuse'],
		['multiple with one answer', { 0: '多选' }, '2 multipleWithOne warn'],
		['an empty stem', { 1: ' （ ） ' }, '2 missingStem refuse'],
		['two equal options', { 4: '社会主义制度 ' }, '2 equalOptions refuse'],
		['fewer than two options', { 3: '', 4: '' }, '2 fewOptions refuse'],
		['a gap between options', { 3: '' }, '2 optionGap refuse'],
		['no answer', { 6: '' }, '2 missingAnswer refuse'],
		['an answer that is no letter', { 6: '1' }, '2 answerUnread refuse'],
		['an unknown kind', { 0: '语文' }, '2 unknownKind refuse'],
		['a kind that cannot be scored', { 0: '简答题' }, '2 unsupportedKind refuse'],
		['a kind left out', { 0: '' }, '2 kindInferred warn'],
		['no law', { 9: '' }, '2 missingLaw ask'],
		['an unknown law', { 9: '民法典' }, '2 unknownLaw ask'],
		['an unknown edition', { 9: '宪法（1999年修正）' }, '2 unknownEdition ask'],
		['no article', { 10: '' }, '2 articleMissing warn'],
		['an article that cannot be read', { 10: '总纲部分' }, '2 badArticle warn'],
		['bad difficulty', { 8: '9' }, '2 badDifficulty refuse'],
		['no difficulty', { 8: '' }, '2 difficultyMissing warn'],
		['no explanation', { 7: '' }, '2 explanationMissing warn'],
		['以上都对 without lock', { 5: '以上都对' }, '2 lockSet warn'],
		['an explanation that names letters', { 7: 'A项正确' }, '2 lockForLetters warn'],
		['a repeated answer', { 6: 'AA' }, '2 answerRepeated warn'],
		['an answer that is the option', { 6: '社会主义制度' }, '2 answerByText warn'],
		['a numbered stem', { 1: '12、国家的根本制度是（　）。' }, '2 stemNumber warn'],
		['an over-long stem', { 1: '长'.repeat(2001) }, '2 tooLong refuse'],
		['an over-long option', { 2: '长'.repeat(601) }, '2 tooLong refuse'],
		['a judgement whose options are no judgement', { 0: '判断' }, '2 judgeOptions refuse']
	])('%s', (_, change, rule) => {
		expect(rulesOf(plan([header, single]))).toEqual([]);
		expect(rulesOf(plan([header, row(change)]))).toContain(rule);
	});

	test('many things wrong in one row are all told', () => {
		const rules = rulesOf(plan([header, ['单选', '', '甲', '甲', '', '', 'BE', '', '难死', '民法典', '附则']]));
		for (const rule of [
			'missingStem',
			'equalOptions',
			'answerWithoutOption',
			'singleWithSeveral',
			'explanationMissing',
			'badDifficulty',
			'unknownLaw',
			'badArticle'
		])
			expect(
				rules.some((text) => text.includes(rule)),
				rule
			).toBe(true);
	});

	test('more than eight options', () => {
		const letters = [...'ABCDEFGHI'];
		const wide = ['题干', ...letters.map((letter) => `选项${letter}`), '答案', '法律'];
		expect(rulesOf(plan([wide, ['问题', ...letters.map((letter) => `文${letter}`), 'A', '宪法']]))).toContain(
			'2 manyOptions refuse'
		);
	});

	test('以上都对 sets the lock', () => {
		expect(plan([header, row({ 5: '以上都对' })]).items[0]?.whole?.labels[0]?.lockOptionOrder).toBe(true);
	});

	test('columns: unknown, of no use, doubled; none that names a stem', () => {
		const result = plan([
			['序号', '题干', '星座', '答案', '题目', '法律'],
			['1', '对不对', '狮子', '对', '', '宪法']
		]);
		expect(result.problems.map(({ rule, column }) => `${rule} ${column}`)).toEqual([
			'unknownColumn 星座',
			'unusedColumn 序号',
			'doubleColumn 题目',
			'noKindColumn ',
			'noDifficultyColumn ',
			'noExplanationColumn ',
			'noArticleColumn '
		]);
		expect(
			plan([
				['姓名', '单位'],
				['张三', '司法局']
			]).problems.map(({ rule, weight }) => `${rule} ${weight}`)
		).toEqual(['noHeader refuse']);
		expect(plan([['题干', '答案']]).problems.map(({ rule }) => rule)).toContain('noRows');
	});
});

describe('duplicates', () => {
	const other = (stem: string, options: readonly string[] = ['甲', '乙', '丙']) => [
		'单选',
		stem,
		...options,
		'',
		'A',
		...tail
	];
	test('the same question twice is refused, with the row of the first', () => {
		const twice = plan([
			header,
			single,
			['单选', ' 国家的根本制度是( )', '封建制度', '社会主义制度', '资本主义制度', '', 'B', ...tail]
		]);
		expect(twice.items[1]?.problems.map(({ rule, detail }) => [rule, detail?.row])).toEqual([['duplicateInFile', 2]]);
	});
	test('one stem with other options is only told', () => {
		const result = plan([header, other('下列说法正确的是（ ）'), other('下列说法正确的是（ ）', ['丁', '戊', '己'])]);
		expect(rulesOf(result)).toEqual(['3 sameStem warn']);
		expect(result.counts.added).toBe(2);
	});
	test('near-duplicates are told with the twin', () => {
		const stem = '公民、法人或者其他组织认为行政行为侵犯其合法权益的，可以自知道该行政行为之日起六十日内提出申请';
		const result = plan([header, other(stem), other(stem.replace('六十', '九十'), ['丁', '戊', '己'])]);
		expect(result.items[1]?.problems.map(({ rule, detail }) => [rule, detail?.twin])).toEqual([['nearDuplicate', 2]]);
	});
	test('against the bank: under another number refused, without numbers known again', () => {
		const numbered = (code: string) => [
			['编号', ...header],
			[code, ...single]
		];
		const bank = bankAfter(plan(numbered('K-1')));
		expect(rulesOf(plan(numbered('K-2'), {}, bank))).toEqual(['2 duplicateInBank refuse']);
		expect(plan(numbered('K-1'), {}, bank).counts.unchanged).toBe(1);
		expect(plan([header, single], {}, bank).counts.unchanged).toBe(1);
		expect(plan([header, single.with(6, 'B')], {}, bank).counts.changed).toBe(1);
	});
	test('one number for two quite different questions is asked about', () => {
		const rows = (stem: string) => [
			['编号', ...header],
			['1', ...other(stem)]
		];
		const bank = bankAfter(plan(rows('行政复议机关受理申请的期限是多久')));
		expect(rulesOf(plan(rows('全国人民代表大会每届任期几年'), {}, bank))).toEqual(['2 codeOtherItem ask']);
		expect(plan(rows('全国人民代表大会每届任期几年'), { replaceOthers: true }, bank).counts.changed).toBe(1);
		expect(plan(rows('全国人民代表大会每届任期几年'), { codes: 'new' }, bank).counts.added).toBe(1);
	});
	test('one number twice, and the number of a retired item', () => {
		const rows = [
			['编号', ...header],
			['1', ...other('甲题')],
			['1', ...other('乙题')]
		];
		expect(rulesOf(plan(rows))).toContain('3 doubleCode refuse');
		const retired = bankAfter(plan(rows.slice(0, 2))).map((item) => ({ ...item, retiredAt: 1 }));
		expect(rulesOf(plan(rows.slice(0, 2), {}, retired))).toContain('2 codeRetired refuse');
	});
});

describe('kinds from codes, sheets and what the row shows', () => {
	const coded = (rows: readonly (readonly string[])[]) => [
		['题型', '问题', '选项A', '选项B', '选项C', '答案', '法律'],
		...rows.map((row) => [...row, '宪法'])
	];
	const one = ['0', '甲题', '子', '丑', '寅', 'A'];
	const judge = ['1', '乙题', '', '', '', '对'];
	const many = ['2', '丙题', '子', '丑', '寅', 'A,B'];
	test('0/1/2 are read when the rows leave no doubt, and asked for otherwise', () => {
		const clear = plan(coded([one, judge, many]));
		expect(clear.items.map((item) => item.whole?.kind)).toEqual(['single', 'judge', 'multiple']);
		expect(clear.problems.filter(({ rule }) => rule === 'kindCodeRead')).toHaveLength(3);
		const open = plan(coded([one, judge, ['2', '丁题', '子', '丑', '寅', 'A']]));
		expect(open.openCodes).toEqual(['0', '1', '2']);
		expect(rulesOf(open)).toContain('2 kindCode ask');
		const chosen = plan(coded([one, judge, ['2', '丁题', '子', '丑', '寅', 'A']]), {
			kindCodes: { 0: 'single', 1: 'judge', 2: 'multiple' }
		});
		expect(chosen.openCodes).toEqual([]);
		expect(chosen.items[2]?.whole?.kind).toBe('multiple');
	});
	test('one sheet per kind, options A..H, judgement written as A or B; sheets of other kinds refused', () => {
		const top = ['序号', '题干', '选项 A', '选项 B', '选项 C', '选项  D', '解析', '分数', '答案', '标签', '法律'];
		const sheets = [
			grid(
				[top, ['1', '属于四大名著的是', '东游记', '西游记', '南游记', '北游记', '见书', '2', 'B', '简单 语文', '宪法']],
				'单选题'
			),
			grid(
				[
					top,
					[
						'1',
						'属于四大名著的有',
						'西游记',
						'水浒传',
						'三国演义',
						'红楼梦',
						'见书',
						'2.5',
						'ABCD',
						'简单 语文',
						'宪法'
					]
				],
				'多选题'
			),
			grid(
				[
					['序号', '题干', '选项 A', '选项 B', '解析', '分数', '答案', '标签', '法律'],
					['1', '西游记是四大名著之一', '错误', '正确', '见书', '2.5', 'B', '', '宪法']
				],
				'判断题'
			),
			grid(
				[
					['序号', '题干', '空 1', '单空分数', '答案', '法律'],
					['1', '四大名著有（ ）', '西游记', '2.5', '西游记', '宪法']
				],
				'填空题'
			),
			grid([['说明'], ['请先阅读本页']], '填写说明')
		];
		const result = plan(sheets);
		expect(result.items.map((item) => item.whole?.kind ?? item.problems[0]?.rule)).toEqual([
			'single',
			'multiple',
			'judge',
			'unsupportedKind'
		]);
		expect(result.items[0]?.whole?.labels[0]?.tags).toEqual(['简单', '语文']);
		expect(result.items[2]?.whole?.keys[0]?.correct).toEqual(['T']);
		expect(result.items[3]?.problems[0]?.detail?.sheet).toBe('填空题');
		expect(result.problems.filter(({ rule }) => rule === 'noHeader')).toHaveLength(1);
		expect(plan(sheets, { sheets: ['单选题'] }).counts.added).toBe(1);
	});
	test('options in one cell and kinds from the answer', () => {
		const rows = [
			['问题', '选项', '答案', '法律'],
			['权限最大的账户是？', 'A.admin B.root C.guest', 'B', '宪法'],
			['可以使用的有(多选)', 'A.setup B.install C.rpm', 'C', '宪法'],
			['可以组成命令的是', 'A.甲\nB.乙', 'AB', '宪法'],
			['地球是圆的', '', '√', '宪法']
		];
		expect(plan(rows).items.map((item) => item.whole?.kind)).toEqual(['single', 'multiple', 'multiple', 'judge']);
	});
	test('题型 first, bare letters as headers, a title row above', () => {
		const rows = [
			['2026年法律知识题库'],
			['题型', '问题内容', '难度', '正确选项', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', '法律'],
			['单选题', '扩展名为( )。', '简单', 'b', '\u00a0java', '.class', 'html', '.exe', '', '', '', '', '宪法'],
			['判断题', '不区分大小写', '困难', 'B', '正确', '错误', '', '', '', '', '', '', '宪法'],
			['题型', '问题内容', '难度', '正确选项', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', '法律']
		];
		const result = plan(rows);
		expect(result.items.map((item) => item.whole?.keys[0]?.correct)).toEqual([['B'], ['F']]);
		expect(result.items[0]?.whole?.content.parts[0]?.options[0]?.text).toBe('java');
		expect(result.items[0]?.rows).toEqual([3]);
	});
	test('an editor may say what a column holds', () => {
		const rows = [
			['考题', '甲', '乙', '对的', '法律'],
			['哪个好', '这个', '那个', 'A', '宪法']
		];
		expect(plan(rows).problems[0]?.rule).toBe('noHeader');
		const columns = { 考题: 'stem', 甲: 'option:A', 乙: 'option:B', 对的: 'answer' };
		expect(plan(rows, { columns }).counts.added).toBe(1);
	});
});

describe('laws', () => {
	test('a default edition, or none by express choice, for rows that name no law', () => {
		const rows = [header, single.with(9, '')];
		expect(plan(rows).counts.asked).toBe(1);
		expect(plan(rows, { withoutLaw: true }).items[0]?.whole?.labels[0]?.lawEditionId).toBeNull();
		expect(plan(rows, { defaultEdition: 2 as never }).items[0]?.whole?.labels[0]?.lawEditionId).toBe(2);
	});
	test('an unknown law is listed once, with its rows, and can be chosen', () => {
		const rows = [header, single.with(9, '民法典'), single.with(9, '《民法典》').with(1, '另一题')];
		expect(plan(rows).openLaws).toMatchObject([{ key: '民法典|', title: '民法典', rows: 2, known: [] }]);
		expect(plan(rows, { laws: { '民法典|': 2 as never } }).counts.added).toBe(2);
	});
	test('an article that names its law', () => {
		const rows = [
			['题干', '答案', '依据'],
			['甲题', '对', '《中华人民共和国行政复议法》（2023年修订）第二十条第一款']
		];
		expect(plan(rows).items[0]?.whole?.labels[0]).toMatchObject({ lawEditionId: 2, article: '第二十条第一款' });
	});
});

describe('cases', () => {
	const top = [
		'编号',
		'案例编号',
		'案例材料',
		'题型',
		'题干',
		'选项A',
		'选项B',
		'答案',
		'解析',
		'难度',
		'法律',
		'条文'
	];
	const first = [
		'1',
		'C1',
		'某县公安局对李某罚款。',
		'单选',
		'期限是（ ）',
		'三十日',
		'六十日',
		'B',
		'见条文',
		'2',
		'行政复议法',
		'第二十条'
	];
	const second = ['2', 'C1', '', '判断', '李某可以申请。', '', '', '对', '见条文', '4', '', '第二条'];
	test('rows of one number are one item; the later parts inherit the law', () => {
		const result = plan([top, first, second]);
		expect(result.items).toHaveLength(1);
		const whole = result.items[0]?.whole;
		expect(whole?.kind).toBe('case');
		expect(whole?.content.parts.map((part) => part.kind)).toEqual(['single', 'judge']);
		expect(whole?.labels.map((label) => [label.code, label.lawEditionId, label.difficulty])).toEqual([
			['1', 2, 2],
			['2', 2, 4]
		]);
	});
	test('incoherent rows are told, and one bad part holds back the whole case', () => {
		expect(rulesOf(plan([top, first.with(2, ''), second]))).toContain('2 caseWithoutMaterial refuse');
		expect(rulesOf(plan([top, first, second.with(2, '另一个案情')]))).toContain('3 caseMaterialDiffers refuse');
		expect(rulesOf(plan([top, first, second.with(7, '')]))).toEqual([
			'2 casePartRefused refuse',
			'3 missingAnswer refuse'
		]);
		const between = ['3', '', '', '判断', '别的题。', '', '', '错', '见条文', '1', '宪法', '第一条'];
		expect(rulesOf(plan([top, first, between, second]))).toEqual(['2 caseScattered warn']);
	});
	test('a shared material without numbers also makes a case', () => {
		const rows = [
			top,
			first.with(1, '').with(0, ''),
			second
				.with(1, '')
				.with(0, '')
				.with(2, first[2] ?? '')
		];
		const result = plan(rows);
		expect(result.items.map((item) => item.whole?.content.parts.length)).toEqual([2]);
	});
});

test('a file in the shipped format is read to the letter', () => {
	const cells = Object.fromEntries(shippedHeader.map((name) => [name, '']));
	const row = {
		...cells,
		编号: 'X-1',
		题型: '单选',
		题干: '1、下列说法 A:甲;B:乙',
		选项A: 'A、甲',
		选项B: 'B、乙',
		答案: 'A',
		难度: '1',
		法律: '宪法',
		版本: '2018年修正'
	};
	const result = plan([[...shippedHeader], shippedHeader.map((name) => (row as Record<string, string>)[name] ?? '')]);
	expect(result.items[0]?.whole?.content.parts[0]).toEqual({
		kind: 'single',
		stem: '1、下列说法 A:甲;B:乙',
		options: [
			{ id: 'A', text: 'A、甲' },
			{ id: 'B', text: 'B、乙' }
		]
	});
	expect(rulesOf(result)).toContain('2 optionLetter warn');
});
