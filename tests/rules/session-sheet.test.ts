import { describe, expect, test } from 'vitest';
import { asId, type UnitId } from '#lib/base/core/ids.ts';
import type { AliasedUnit } from '#lib/people/directory/unit.ts';
import { unitIndex } from '#lib/people/roster/unit-match.ts';
import { leaveKindOf, statusCell } from '#lib/study/session/sheet-columns.ts';
import { readSheet, type SheetChoices } from '#lib/study/session/sheet-file.ts';
import { type Candidate, planSheet } from '#lib/study/session/sheet-plan.ts';

const unit = (id: number, name: string, parentId: number | null = null): AliasedUnit => ({
	...{ id: asId<'unit'>(id), code: `U${id}`, name, shortName: name, category: '', sortOrder: id },
	...{ parentId: parentId === null ? null : asId<'unit'>(parentId), abolishedAt: null, successorId: null, aliases: [] }
});
const units = [unit(1, '区教育局'), unit(2, '第一小学', 1), unit(3, '柳镇')];
const person = (id: number, name: string, unitId: number, more: Partial<Candidate> = {}): Candidate => ({
	...{ personId: asId<'person'>(id), name, staffNo: `S${id}`, mobile: `1380000000${id}`, unitId: asId<'unit'>(unitId) },
	...{ unitName: units[unitId - 1]?.name ?? '', sessionPersonId: id, walkIn: false, status: null, leaveKind: null },
	...{ documentNo: '', ...more }
});
const people = [
	person(1, '张三', 1),
	person(2, '李四', 2),
	person(3, '王五', 3),
	person(4, '王五', 3),
	person(5, '赵六', 3, { sessionPersonId: null })
];
const subtreeOf = new Map<UnitId, Set<UnitId>>([
	[asId<'unit'>(1), new Set([asId<'unit'>(1), asId<'unit'>(2)])],
	[asId<'unit'>(2), new Set([asId<'unit'>(2)])],
	[asId<'unit'>(3), new Set([asId<'unit'>(3)])]
]);

function plan(
	lines: readonly string[],
	choices: Partial<SheetChoices> = {},
	mayAdd = true,
	within: 'all' | number[] = 'all'
) {
	const rows = lines.map((line, index) => ({ row: index + 1, cells: line.split(',') }));
	const read = readSheet(rows, unitIndex(units), { unitId: null, fillUnits: false, ...choices });
	const own = within === 'all' ? people : people.filter(({ unitId }) => within.includes(unitId));
	const planned = planSheet(read, own, {
		...{ mayAdd, subtreeOf },
		within: within === 'all' ? 'all' : new Set(within.map((id) => asId<'unit'>(id)))
	});
	return {
		read,
		...planned,
		outcomes: planned.rows.map(
			({ draft, outcome, person: who }) => `${draft.row} ${who?.personId ?? '?'} ${outcome} ${draft.status ?? '-'}`
		),
		rules: planned.problems.map(({ row, rule, weight }) => `${row} ${rule} ${weight}`)
	};
}

describe('cells', () => {
	test.each([
		...['实到', '√', '✓', 'V', '到', '是', '1', '08:55', '2027-03-12 8:55', '已签到', '迟到'].map((text) => [
			text,
			'present'
		]),
		...['请假', '病假', '公假', '事假', '出差', '公务', '产假', '驻村'].map((text) => [text, 'leave']),
		...['缺席', '未到', '×', '否', '0', '旷会', '缺勤'].map((text) => [text, 'absent']),
		...['', ' ', '—', '/'].map((text) => [text, 'blank']),
		...['好', '？', '再说'].map((text) => [text, 'unknown'])
	])('status %j is %s', (text = '', expected) => {
		const cell = statusCell(text, '张三');
		expect(cell.kind === 'status' ? cell.status : cell.kind).toBe(expected);
	});
	test('the own name is a signature, another is not', () => {
		expect(statusCell('张 三', '张三')).toMatchObject({ status: 'present' });
		expect(statusCell('李四', '张三')).toEqual({ kind: 'unknown' });
	});
	test.each([
		['公务', 'official'],
		['参加市里培训', 'official'],
		['病假（住院）', 'sick'],
		['产假', 'sick'],
		['家中有事', 'personal'],
		['年休假', 'personal'],
		['其他', 'other'],
		['', null],
		['见附件', null]
	])('reason %j is %s', (text, kind) => {
		expect(leaveKindOf(text)).toBe(kind);
	});
});

describe('sheets', () => {
	test('titles above, totals below, a header found by its names', () => {
		const { outcomes, counts, rules, read } = plan([
			'澄湖区集中学法签到表,,,',
			'时间：2027年3月12日,,,',
			'序号,姓名,单位,签到',
			'1,张三,区教育局,√',
			'2,李四,第一小学,请假',
			'合计,2,,',
			'填表人：王某,,,'
		]);
		expect(read.header?.rows).toEqual([3]);
		expect(outcomes).toEqual(['4 1 marked present', '5 2 marked leave']);
		expect(counts).toMatchObject({ marked: 2, refused: 0 });
		expect(rules).toEqual(['5 leave.kind warn']);
	});

	test('numbers go before names; a number of another name is refused', () => {
		const { outcomes, rules } = plan(['工号,姓名,状态', 'S3,王五,实到', 'S4,,缺席', 'S1,李四,实到', 'S99,张三,实到']);
		expect(outcomes).toEqual(['2 3 marked present', '3 4 marked absent', '4 ? refused present', '5 ? refused present']);
		expect(rules).toEqual(['4 number.otherName refuse', '5 number.unknown refuse']);
	});

	test('a name counts within the unit only, and only where one bears it', () => {
		const { outcomes, rules } = plan([
			'姓名,单位,状态',
			'王五,柳镇,实到',
			'李四,区教育局,实到',
			'张三,,实到',
			'张三,柳镇,实到',
			'张三,柳县,实到'
		]);
		expect(outcomes[0]).toBe('2 ? refused present');
		expect(outcomes[1], 'the unit below').toBe('3 2 marked present');
		expect(rules).toEqual([
			'2 person.several refuse',
			'4 unit.missing refuse',
			'5 person.unknown refuse',
			'6 unit.unknown refuse'
		]);
	});

	test('merged unit cells are filled only when somebody says so', () => {
		const lines = ['单位,姓名', '区教育局,张三', ',李四'];
		expect(plan(lines).rules).toEqual(['3 unit.missing refuse']);
		expect(plan(lines, { fillUnits: true }).outcomes).toEqual(['2 1 marked present', '3 2 marked present']);
		expect(plan(['姓名', '张三', '李四'], { unitId: asId<'unit'>(1) }).counts).toMatchObject({ marked: 2 });
	});

	test('a column of signatures: who did not sign is not entered', () => {
		const { counts, rules } = plan(['姓名,工号,签名', '张三,S1,张三', '李四,S2,', '王五,S3,请事假']);
		expect(counts).toMatchObject({ marked: 2, blank: 1, refused: 0 });
		expect(rules).toEqual(['3 status.blank warn']);
	});

	test('walk-ins are added where it is allowed, and only as present', () => {
		const lines = ['工号,状态', 'S5,实到'];
		expect(plan(lines).outcomes).toEqual(['2 5 added present']);
		expect(plan(lines, {}, false).rules).toEqual(['2 walkIn.notAllowed refuse']);
		expect(plan(['工号,状态', 'S5,请假']).rules).toContain('2 walkIn.notPresent refuse');
	});

	test('twice the same is once, twice otherwise is refused', () => {
		expect(plan(['工号,状态', 'S1,实到', 'S1,实到']).rules).toEqual(['3 row.twice warn']);
		const { outcomes, rules } = plan(['工号,状态', 'S1,实到', 'S1,缺席']);
		expect(rules).toEqual(['3 row.contradicts refuse']);
		expect(outcomes).toEqual(['2 1 marked present', '3 ? refused absent']);
	});

	test('people of other units look like people who do not exist', () => {
		const foreign = plan(['工号,状态', 'S3,实到'], {}, true, [1, 2]);
		const nobody = plan(['工号,状态', 'S98,实到'], {}, true, [1, 2]);
		expect(foreign.rules).toEqual(nobody.rules);
		expect(plan(['姓名,单位', '王五,柳镇'], {}, true, [1, 2]).rules).toEqual(['2 unit.outside refuse']);
	});

	test('what is no table of people has no header', () => {
		expect(plan(['甲,乙', '1,2']).read.header).toBeUndefined();
	});
});
