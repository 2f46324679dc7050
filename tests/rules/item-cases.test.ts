import { describe, expect, test } from 'vitest';
import { shippedHeader } from '#lib/content/item/formats/columns.ts';
import { plan, rulesOf } from './item-fixture.ts';

const header = ['题型', '题干', '选项A', '选项B', '选项C', '选项D', '答案', '解析', '难度', '法律', '条文'];
const tail = ['依据见条文。', '2', '宪法', '第一条'];
const single = ['单选', '国家的根本制度是（　）。', '社会主义制度', '资本主义制度', '封建制度', '', 'A', ...tail];

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
