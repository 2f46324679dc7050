import { asId } from '#lib/base/core/ids.ts';
import type { SheetRow } from '#lib/base/sheet/sheet.ts';
import { parseAudience } from '#lib/study/list/audience.ts';
import { type Deeds, coverageOf, listsAt } from '#lib/study/list/coverage.ts';
import {
	addresses,
	byKind,
	formatAudience,
	formatRange,
	type LawList,
	type ListEntry,
	parseRange,
	parseRanges,
	stateOf
} from '#lib/study/list/list.ts';
import { listText, planLists } from '#lib/study/list/list-change.ts';
import { findListHeader, type ListSurroundings, readLists } from '#lib/study/list/list-rows.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

describe('articles', () => {
	test.each([
		['', ''],
		['全文', ''],
		['第十条', '第十条'],
		['10', '第十条'],
		['第10条至第20条', '第十条至第二十条'],
		['第十条－第二十条', '第十条至第二十条'],
		['10-20', '第十条至第二十条'],
		['第一百二十条之一到第一百二十条之六', '第一百二十条之一至第一百二十条之六'],
		['３３', '第三十三条']
	])('%s is read as %s', (text, wanted) => {
		const range = parseRange(text);
		expect(typeof range === 'string' ? range : formatRange(range)).toBe(wanted);
	});

	test.each([
		['第二章', 'form'],
		['第十条第二款', 'form'],
		['1-2-3', 'form'],
		['序言', 'form'],
		['20-10', 'order'],
		['第十条之二至第十条', 'order']
	])('%s is refused: %s', (text, wanted) => expect(parseRange(text)).toBe(wanted));

	test('every range is read back as it is written', () => {
		const place = fc.record({ article: fc.integer({ min: 1, max: 1260 }), inserted: fc.integer({ min: 0, max: 9 }) });
		fc.assert(
			fc.property(place, place, (a, b) => {
				const [from, to] = [a, b].sort((x, y) => x.article * 1000 + x.inserted - y.article * 1000 - y.inserted);
				expect(parseRange(formatRange({ from: from!, to: to! }))).toEqual({ from, to });
			})
		);
	});

	test('several in one cell', () => {
		const ranges = parseRanges('第1条、第3条至第5条；9');
		expect(typeof ranges === 'string' ? ranges : ranges.map(formatRange)).toEqual([
			'第一条',
			'第三条至第五条',
			'第九条'
		]);
	});
});

describe('audience', () => {
	const categories = ['镇（街道、园区）', '区政府部门', '学校'];
	test.each([
		['镇（街道、园区）；学校', ['镇（街道、园区）', '学校'], [], null],
		['区政府部门、学校', ['区政府部门', '学校'], [], null],
		['区政府部门；职务：局长、副局长', ['区政府部门'], ['局长', '副局长'], null],
		['职务含：主任', [], ['主任'], null],
		['全体领导干部', [], [], null],
		['国企', [], [], '国企']
	])('%s', (text, wanted, posts, unknown) =>
		expect(parseAudience(text, categories)).toEqual({ categories: wanted, posts, unknown })
	);

	test('what is written is read the same', () => {
		const audience = { categories: ['镇（街道、园区）', '学校'], posts: ['局长', '校长'] };
		expect(parseAudience(formatAudience(audience), categories)).toEqual({ ...audience, unknown: null });
	});

	test.each([
		['common', [], [], true],
		['specific', ['学校'], [], true],
		['specific', ['镇'], [], false],
		['specific', [], ['校长'], true],
		['specific', [], ['正高级'], true],
		['specific', ['镇'], ['校长'], false],
		['specific', ['学校'], ['局长'], false],
		['specific', [], [], false]
	] as const)('%s %j %j addresses a deputy head of a school: %s', (tier, own, posts, wanted) => {
		const person = { category: '学校', post: '副校长', rank: '正高级教师' };
		expect(addresses({ tier, categories: own, posts }, person)).toBe(wanted);
	});
});

const law = (lawId: number, title: string, kind: 'statute' | 'partyRegulation' = 'statute') => {
	return { lawId, title: `中华人民共和国${title}`, shortTitle: title, kind };
};
const around: ListSurroundings = {
	laws: [law(1, '民法典'), law(2, '行政处罚法')],
	categories: ['学校'],
	articles: new Map([[2, Array.from({ length: 86 }, (_, index) => ({ article: index + 1, inserted: 0 }))]]),
	lists: [],
	title: '清单'
};
const table = (...lines: string[]): SheetRow[] =>
	lines.map((line, index) => ({ row: index + 1, cells: line.split(',') })).filter(({ cells }) => cells.join('') !== '');
const read = (lines: readonly string[], more: Partial<ListSurroundings> = {}) => {
	const rows = table(...lines);
	return readLists(rows, findListHeader(rows)!, { ...around, ...more });
};
const header = '层级,对象,类别,法律,条文,备注';

describe('a file', () => {
	test('with a title, merged cells, several laws in a cell and a last line of a signature', () => {
		const { drafts, problems } = read([
			'附件1',
			'区直单位应知应会清单',
			'',
			header,
			'共性,,法律,《民法典》《行政处罚法》,,',
			',,党内法规,中国共产党章程,,重点学习总纲',
			'个性,学校,法律,行政处罚法,第9条至第14条、第20条,',
			'填报人：张三'
		]);
		expect(drafts.map(({ title, tier, entries }) => [title, tier, entries.length])).toEqual([
			['区直单位应知应会清单', 'common', 3],
			['区直单位应知应会清单（学校）', 'specific', 2]
		]);
		expect(drafts[0]?.entries[2]).toMatchObject({ lawId: null, kind: 'partyRegulation', note: '重点学习总纲' });
		expect(problems.map(({ row, rule, weight }) => [row, rule, weight])).toEqual([[6, 'law.awaited', 'warn']]);
	});

	test('tells all that is wrong at once', () => {
		const { problems } = read([
			header,
			'必须,,法律,民法典,,',
			'个性,,法律,民法典,,',
			'个性,医院,法律,民法典,,',
			'共性,学校,法律,民法典,,',
			'共性,,甲类,行政处罚法,第九十条,',
			'共性,,法律,民法典,第二章,',
			'共性,,法律,民法典,9-3,',
			'共性,,法律,,第三条,',
			'共性,,行政法规,民法典,,',
			'共性,,,某省条例,,',
			'共性,,法律,民法典,,',
			'共性,,法律,《民法典》《行政处罚法》,3,'
		]);
		expect(problems.map(({ row, rule }) => `${row} ${rule}`)).toEqual([
			'2 tier.form',
			'3 audience.empty',
			'4 audience.unknown',
			'5 audience.onCommon',
			'6 kind.form',
			'6 articles.unknown',
			'7 articles.form',
			'8 articles.order',
			'9 law.empty',
			'10 kind.differs',
			'11 law.awaited',
			'11 kind.guessed',
			'12 entry.twice',
			'13 articles.several'
		]);
	});

	test('written out reads the same', () => {
		const { drafts } = read([
			header,
			'共性,,法律,民法典,第3条、第7-9条,=1+1',
			'个性,学校；职务：校长,党内法规,某准则,,'
		]);
		const text = listText(drafts).trim().split('\r\n');
		expect(text[1]).toContain("'=1+1");
		expect(read(text).drafts).toEqual(drafts);
	});
});

const entry = (id: number, more: Partial<ListEntry> = {}): ListEntry => {
	const { lawId, title, shortTitle, kind } = law(id, `法${id}`);
	return {
		id: asId(id),
		lawId,
		title,
		shortTitle,
		kind,
		articles: null,
		note: '',
		addedAt: 1,
		retiredAt: null,
		...more
	};
};
const list = (entries: readonly ListEntry[], more: Partial<LawList> = {}): LawList => {
	const head = { id: asId<'list'>(1), title: '清单', tier: 'common' as const, categories: [], posts: [] };
	return { ...head, activatedAt: 1, retiredAt: null, entries, ...more };
};

describe('a list', () => {
	test('is a draft until it is put in force, and never anything in between', () => {
		expect(stateOf({ activatedAt: null, retiredAt: null })).toBe('draft');
		expect(stateOf({ activatedAt: 1, retiredAt: null })).toBe('active');
		expect(stateOf({ activatedAt: 1, retiredAt: 2 })).toBe('retired');
	});

	test('as it stood at a moment', () => {
		const lists = [
			list([entry(1), entry(2, { addedAt: 50 }), entry(3, { retiredAt: 40 })], { activatedAt: 10, retiredAt: 90 })
		];
		const at = (moment: number) => listsAt(lists, moment).flatMap(({ entries }) => entries.map(({ id }) => Number(id)));
		expect([at(5), at(10), at(45), at(60), at(90)]).toEqual([[], [1, 3], [1], [1, 2], []]);
	});

	test('keeps 党内法规 under a heading of their own, behind all others', () => {
		const groups = byKind([entry(1, { kind: 'partyRegulation' }), entry(2), entry(3, { kind: 'constitution' })]);
		expect(groups.map(({ kind }) => kind)).toEqual(['constitution', 'statute', 'partyRegulation']);
	});

	test('and a file side by side: new, same, changed, back again, missing', () => {
		const stored = list([entry(1), entry(2), entry(3, { retiredAt: 5 }), entry(4)]);
		const drafts = [{ ...stored, entries: [entry(1), entry(2, { note: '新' }), entry(3), entry(5)] }];
		const [plan] = planLists(drafts, [stored]);
		expect(plan?.lines.map(({ change }) => change)).toEqual(['same', 'changed', 'restored', 'added']);
		expect(plan?.missing.map(({ id }) => Number(id))).toEqual([4]);
	});
});

describe('coverage', () => {
	const person = (id: number, unit: number, post = '') => {
		return { personId: asId<'person'>(id), unitId: asId<'unit'>(unit), category: '', post, rank: '' };
	};
	const who = (...pairs: readonly [number, readonly number[]][]) =>
		new Map(pairs.map(([lawId, people]) => [lawId, new Set(people.map((id) => asId<'person'>(id)))]));
	const deeds: Deeds = { quizzed: who([1, [1]]), answered: who([1, [1, 2]], [2, [3]]), attended: who([2, [1]]) };

	test('a pair of integers, each person once, what is awaited counted and never covered', () => {
		const lists = [list([entry(1), entry(2), entry(9, { lawId: null, kind: 'partyRegulation' })])];
		const [own, other] = coverageOf(
			[asId<'unit'>(1), asId<'unit'>(2)],
			[person(1, 1), person(2, 1), person(3, 2)],
			lists,
			deeds,
			null
		);
		expect(own).toMatchObject({ covered: 2, entries: 3, awaited: 1, party: { covered: 0, entries: 1 } });
		expect(own?.lists[0]?.entryLines[0]).toMatchObject({ quizzed: 1, answered: 2, attended: 0, people: 2 });
		expect(other).toMatchObject({ covered: 1, entries: 3, state: { covered: 1, entries: 2 } });
	});

	test('a specific list counts for those whom it is for, and by whom it is for', () => {
		const lists = [list([entry(1), entry(2)], { tier: 'specific', posts: ['局长'] })];
		const people = [person(1, 1), person(2, 1, '副局长'), person(3, 2)];
		const [own, other] = coverageOf([asId<'unit'>(1), asId<'unit'>(2)], people, lists, deeds, null);
		expect(own).toMatchObject({ covered: 1, entries: 2, people: 2 });
		expect(own?.lists[0]).toMatchObject({ addressed: 1 });
		expect(other).toMatchObject({ covered: 0, entries: 0, lists: [] });
	});
});
