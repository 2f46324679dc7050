import { describe, expect, test } from 'vitest';
import { grid, plan, rulesOf } from './item-fixture.ts';

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
