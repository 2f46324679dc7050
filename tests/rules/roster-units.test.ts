import { asId } from '#lib/base/core/ids.ts';
import { type AliasedUnit, treeRows, wouldCircle } from '#lib/people/directory/unit.ts';
import { unitIndex } from '#lib/people/roster/unit-match.ts';
import { readUnits } from '#lib/people/roster/units-file.ts';
import { planUnits } from '#lib/people/roster/units-plan.ts';
import { describe, expect, test } from 'vitest';

const unit = (id: number, name: string, aliases: string[] = [], more: Partial<AliasedUnit> = {}): AliasedUnit => ({
	id: asId<'unit'>(id),
	code: `U0${id}`,
	name,
	shortName: name,
	category: '',
	sortOrder: id,
	parentId: null,
	abolishedAt: null,
	successorId: null,
	aliases,
	...more
});
const district = [
	unit(1, '云岭区司法局', ['区司法局', '云岭高新区·云岭区司法局']),
	unit(2, '云岭区公安分局', ['云岭公安分局']),
	unit(3, '云岭区市场监督管理局', ['区市场监管局']),
	unit(4, '云岭区青石镇人民政府', ['青石镇']),
	unit(5, '云岭区应急管理局', ['区应急局'])
];

describe('finding a unit by what a file calls it', () => {
	const index = unitIndex(district);
	test.each([
		['云岭区司法局', 1],
		['云岭区司法局　', 1],
		[' 云岭区 司法局', 1],
		['区司法局', 1],
		['云岭高新区•云岭区司法局', 1],
		['青石镇', 4],
		['u05', 5]
	])('%j is found', (text, id) => {
		expect(index.match(text)).toEqual({ kind: 'found', unitId: id });
	});
	test.each([
		['云岭區司法局', 'near', 1],
		['云岭区司法所', 'near', 1],
		['青石镇政府', 'near', 4],
		['区市监局', 'near', 3],
		['云岭市云岭区应急管理局', 'near', 5],
		['云岭区司法局（法律援助中心）', 'subunit', 1],
		['云岭区司法局法律援助中心', 'subunit', 1],
		['区司法局、区应急局', 'several', 1],
		['云岭区公安分局/云岭区司法局', 'several', 2]
	])('%j asks: %s', (text, kind, id) => {
		const match = index.match(text);
		expect(match.kind).toBe(kind);
		expect('nearest' in match && match.nearest[0]?.id).toBe(id);
	});
	test.each(['云岭区生态环境分局', '云岭区文旅局', '云岭区财政局', '人民银行'])('%j is unknown', (text) => {
		expect(index.match(text)).toEqual({ kind: 'unknown', nearest: [] });
	});
	test('numbered units are not slips of each other', () => {
		expect(unitIndex([unit(1, '东区第一小学')]).match('东区第二小学').kind).toBe('unknown');
	});
	test('a name that two units carry asks, unless it is the full name of one', () => {
		const twins = unitIndex([
			unit(1, '东区实验小学', [], { shortName: '实验小学' }),
			unit(2, '西区实验小学', [], { shortName: '实验小学' })
		]);
		expect(twins.match('实验小学').kind).toBe('ambiguous');
		const full = unitIndex([unit(1, '实验小学'), unit(2, '西区实验小学', [], { shortName: '实验小学' })]);
		expect(full.match('实验小学')).toEqual({ kind: 'found', unitId: 1 });
	});
});

describe('the tree', () => {
	test('children stand under their parent, in official order', () => {
		const units = [
			unit(1, '甲'),
			unit(2, '乙', [], { parentId: asId<'unit'>(3) }),
			unit(3, '丙', [], { sortOrder: 0 })
		];
		expect(treeRows(units).map(({ unit: { name }, depth }) => [name, depth])).toEqual([
			['丙', 0],
			['乙', 1],
			['甲', 0]
		]);
	});
	test('a circle is seen before it closes', () => {
		const parents = new Map([
			[asId<'unit'>(1), null],
			[asId<'unit'>(2), asId<'unit'>(1)],
			[asId<'unit'>(3), asId<'unit'>(2)]
		]);
		expect(wouldCircle(parents, asId<'unit'>(1), asId<'unit'>(3))).toBe(true);
		expect(wouldCircle(parents, asId<'unit'>(3), asId<'unit'>(1))).toBe(false);
	});
});

describe('unit lists', () => {
	const header = ['单位代码', '单位名称', '简称', '类别', '排序', '上级单位代码', '别名'];
	const read = (rows: string[][]) => readUnits([header, ...rows].map((cells, index) => ({ row: index + 1, cells })));
	const plan = (rows: string[][], standing: AliasedUnit[] = []) => {
		const { drafts, problems } = read(rows);
		return planUnits(drafts, standing, problems);
	};
	const rules = (rows: string[][], standing: AliasedUnit[] = []) =>
		plan(rows, standing).problems.map(({ row, rule }) => `${row} ${rule}`);

	test('a plain list, parents in any order', () => {
		const { rows, problems } = plan([
			['B', '乙所', '', '', '2', 'A', ''],
			['A', '甲局', '甲', '区政府部门', '1', '', '甲；老甲|原甲局']
		]);
		expect(problems).toEqual([]);
		expect(rows.map(({ outcome, parent }) => [outcome, parent])).toEqual([
			['added', { row: 3 }],
			['added', null]
		]);
		expect(rows[1]?.aliases).toEqual(['甲', '老甲', '原甲局']);
	});
	test.each([
		[
			'a name twice',
			[
				['A', '甲'],
				['B', '甲']
			],
			['3 unitName.twice']
		],
		[
			'a code twice',
			[
				['A', '甲'],
				['A', '乙']
			],
			['3 unitCode.twice']
		],
		['no name', [['A', '']], ['2 unitName.empty']],
		['a parent nobody knows', [['A', '甲', '', '', '', 'X']], ['2 parent.unknown']],
		[
			'a refused parent refuses its children',
			[
				['A', '甲', '', '', '', 'X'],
				['B', '乙', '', '', '', 'A']
			],
			['2 parent.unknown', '3 parent.unknown']
		],
		[
			'a circle',
			[
				['A', '甲', '', '', '', 'B'],
				['B', '乙', '', '', '', 'A']
			],
			['2 parent.circle', '3 parent.circle']
		],
		['its own parent', [['A', '甲', '', '', '', 'A']], ['2 parent.circle']],
		['no code', [['', '甲']], ['2 unitCode.made']],
		[
			'an alias that is another’s name',
			[
				['A', '甲', '', '', '', '', '乙'],
				['B', '乙']
			],
			['2 alias.taken']
		],
		['a code Excel destroyed', [['1.2E+11', '甲']], ['2 digits.lost']],
		['a total', [['合计', '2个']], ['2 row.total']]
	] as [string, string[][], string[]][])('%s', (_, rows, expected) => {
		expect(rules(rows)).toEqual(expected);
	});
	test('a blank cell takes nothing away, aliases are only added, others stay', () => {
		const standing = [unit(1, '甲局', ['老甲'], { code: 'A', category: '部门' }), unit(2, '乙局', [], { code: 'B' })];
		const { rows, missing } = plan([['A', '甲局', '', '', '', '', '新甲']], standing);
		expect(rows[0]?.changes).toEqual([{ field: 'aliases', before: '老甲', after: '老甲；新甲' }]);
		expect(missing.map(({ name }) => name)).toEqual(['乙局']);
	});
	test('a rename keeps the code; two units may exchange their names', () => {
		const standing = [unit(1, '甲局', [], { code: 'A' }), unit(2, '乙局', [], { code: 'B' })];
		expect(rules([['C', '甲局']], standing)).toEqual(['2 unitName.taken']);
		expect(
			rules(
				[
					['A', '乙局'],
					['B', '甲局']
				],
				standing
			)
		).toEqual([]);
	});
});
