import { describe, expect, test } from 'vitest';
import { bankAfter, plan, rulesOf } from './item-fixture.ts';

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
