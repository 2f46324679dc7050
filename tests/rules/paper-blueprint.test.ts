import { asId, type ItemVersionId } from '#lib/base/core/ids.ts';
import {
	accepts,
	type Blueprint,
	type BlueprintRow,
	blueprintProblems,
	type Drawable,
	totalPoints
} from '#lib/content/paper/blueprint.ts';
import { drawItems, slotsFor } from '#lib/content/paper/draw.ts';
import { feasibilityOf } from '#lib/content/paper/feasibility.ts';
import { defaultSections } from '#lib/content/paper/section.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const row = (fields: Partial<BlueprintRow> = {}): BlueprintRow => ({
	section: '一、单项选择题',
	lawId: null,
	kind: 'single',
	difficulty: null,
	count: 1,
	points: 200,
	parts: 1,
	...fields
});

const item = (id: number, fields: Partial<Drawable> = {}): Drawable => ({
	itemVersionId: asId<'itemVersion'>(id),
	kind: 'single',
	lawId: 1,
	difficulty: 3,
	parts: 1,
	stemKey: `stem ${id}`,
	...fields
});

const blueprint = (...rows: BlueprintRow[]): Blueprint => ({ banks: [asId<'itemBank'>(1)], rows });
const ids = (drawn: readonly (readonly Drawable[])[] | undefined) => drawn?.flat().map((each) => each.itemVersionId);

/** Tries every assignment: the independent word on whether a small blueprint can be filled. */
function bruteForce(rows: readonly BlueprintRow[], pool: readonly Drawable[]): boolean {
	const wanted = rows.flatMap((each) => Array.from({ length: each.count }, () => each));
	const fill = (at: number, keys: ReadonlySet<string>): boolean => {
		const next = wanted[at];
		if (!next) return true;
		return pool.some(
			(each) => !keys.has(each.stemKey) && accepts(next, each) && fill(at + 1, new Set([...keys, each.stemKey]))
		);
	};
	return fill(0, new Set());
}

const anyRow = fc.record({
	lawId: fc.constantFrom(null, 1, 2),
	difficulty: fc.constantFrom(null, 1, 2),
	count: fc.integer({ min: 1, max: 3 })
});
const anyItem = fc.record({
	lawId: fc.constantFrom(1, 2, null),
	difficulty: fc.integer({ min: 1, max: 2 }),
	stemKey: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')
});
const small = fc.record({
	rows: fc.array(anyRow, { minLength: 1, maxLength: 3 }),
	items: fc.array(anyItem, { maxLength: 7 })
});

describe('feasibility', () => {
	test('agrees with trying every assignment', () => {
		let feasible = 0;
		fc.assert(
			fc.property(small, ({ rows, items }) => {
				const asked = blueprint(...rows.map((fields) => row(fields)));
				const pool = items.map((fields, index) => item(index + 1, fields));
				const found = feasibilityOf(asked, pool);
				expect(found.feasible).toBe(bruteForce(asked.rows, pool));
				if (found.feasible) feasible++;
			}),
			{ numRuns: 500 }
		);
		expect(feasible, 'control: both outcomes occur').toBeGreaterThan(20);
	});

	test('each shortage is a proof: its rows need more than all items that fit them', () => {
		fc.assert(
			fc.property(small, ({ rows, items }) => {
				const asked = blueprint(...rows.map((fields) => row(fields)));
				const pool = items.map((fields, index) => item(index + 1, fields));
				for (const { rows: set, need, have } of feasibilityOf(asked, pool).shortages) {
					const short = set.map((index) => asked.rows[index] as BlueprintRow);
					const keys = new Set(
						pool.filter((each) => short.some((one) => accepts(one, each))).map((each) => each.stemKey)
					);
					expect(need).toBe(short.reduce((sum, one) => sum + one.count, 0));
					expect(have).toBe(keys.size);
					expect(need).toBeGreaterThan(have);
				}
			}),
			{ numRuns: 300 }
		);
	});

	test('names the overlapping rows, not the one that has enough', () => {
		const asked = blueprint(row({ lawId: 1, count: 3 }), row({ count: 2 }), row({ kind: 'judge', count: 1 }));
		const pool = [1, 2, 3, 4].map((id) => item(id));
		const found = feasibilityOf(asked, [...pool, item(9, { kind: 'judge' })]);
		expect(found.shortages).toEqual([{ rows: [0, 1], need: 5, have: 4 }]);
		expect(found.available).toEqual([4, 4, 1]);
	});

	test('the specific row gets the rare items even when the general row comes first', () => {
		const asked = blueprint(row({ count: 2 }), row({ lawId: 2, count: 1 }));
		const pool = [item(1, { lawId: 2 }), item(2), item(3)];
		for (let seed = 0; seed < 50; seed++)
			expect(drawItems(asked, pool, { seed: String(seed) })?.[1]?.map((each) => each.itemVersionId)).toEqual([1]);
	});

	test('near twins count once', () => {
		const pool = [item(1, { stemKey: 'twin' }), item(2, { stemKey: 'twin' })];
		expect(feasibilityOf(blueprint(row({ count: 2 })), pool).shortages).toEqual([{ rows: [0], need: 2, have: 1 }]);
	});

	test('a case needs exactly its number of parts', () => {
		const asked = blueprint(row({ kind: 'case', parts: 3 }));
		expect(feasibilityOf(asked, [item(1, { kind: 'case', parts: 2 })]).feasible).toBe(false);
		expect(feasibilityOf(asked, [item(1, { kind: 'case', parts: 3 })]).feasible).toBe(true);
	});
});

describe('drawing', () => {
	const asked = blueprint(
		row({ section: '一', kind: 'judge', count: 5, points: 100 }),
		row({ section: '二', lawId: 1, count: 4 }),
		row({ section: '二', difficulty: 2, count: 3 }),
		row({ section: '二', count: 3 }),
		row({ section: '三', kind: 'case', parts: 2, count: 1, points: 250 })
	);
	const pool: Drawable[] = [
		...Array.from({ length: 8 }, (_, index) => item(100 + index, { kind: 'judge' })),
		...Array.from({ length: 14 }, (_, index) =>
			item(200 + index, {
				lawId: index % 2 === 0 ? 1 : 2,
				difficulty: 1 + (index % 3),
				stemKey: `s${Math.floor(index / 1.2)}`
			})
		),
		item(300, { kind: 'case', parts: 2 }),
		item(301, { kind: 'case', parts: 2 })
	];

	test('500 seeds: every draw obeys the blueprint, no item twice, no near twins', () => {
		const papers = new Set<string>();
		for (let seed = 0; seed < 500; seed++) {
			const drawn = drawItems(asked, pool, { seed: `seed ${seed}` });
			expect(drawn).toBeDefined();
			const all = (drawn ?? []).flat();
			for (const [index, items] of (drawn ?? []).entries()) {
				const wanted = asked.rows[index] as BlueprintRow;
				expect(items.length).toBe(wanted.count);
				expect(items.every((each) => accepts(wanted, each))).toBe(true);
			}
			expect(new Set(all.map((each) => each.itemVersionId)).size).toBe(all.length);
			expect(new Set(all.map((each) => each.stemKey)).size).toBe(all.length);
			papers.add(all.map((each) => each.itemVersionId).join());
		}
		expect(papers.size, 'seeds give different papers').toBeGreaterThan(450);
	});

	test('same seed, same paper; every paper has the same total', () => {
		expect(ids(drawItems(asked, pool, { seed: 'x' }))).toEqual(ids(drawItems(asked, pool, { seed: 'x' })));
		const slots = slotsFor(asked, drawItems(asked, pool, { seed: 'x' }) ?? [], (each) =>
			each.kind === 'case' ? ['single', 'judge'] : [each.kind]
		);
		expect(slots.map((slot) => slot.no)).toEqual(slots.map((_, index) => index + 1));
		expect(slots.reduce((sum, slot) => sum + slot.points, 0)).toBe(totalPoints(asked));
		expect(slots.slice(-2).map((slot) => [slot.part, slot.kind, slot.section])).toEqual([
			[1, 'single', '三'],
			[2, 'judge', '三']
		]);
	});

	test('the least used go first, so that use evens out', () => {
		const uses = new Map<ItemVersionId, number>();
		const simple = blueprint(row({ count: 3 }));
		const ten = Array.from({ length: 10 }, (_, index) => item(index + 1));
		for (let paper = 0; paper < 100; paper++)
			for (const id of ids(drawItems(simple, ten, { seed: `p${paper}`, uses })) ?? [])
				uses.set(id, (uses.get(id) ?? 0) + 1);
		expect([...uses.values()]).toEqual(Array.from({ length: 10 }, () => 30));
	});

	test('without a full assignment there is no paper', () => {
		expect(drawItems(blueprint(row({ count: 3 })), [item(1), item(2)], { seed: 'x' })).toBeUndefined();
	});
});

describe('form', () => {
	test('names everything wrong at once', () => {
		const wrong: Blueprint = { banks: [], rows: [row({ section: ' ', count: 0, points: 0, parts: 2, difficulty: 6 })] };
		expect(blueprintProblems(wrong).map(({ rule }) => rule)).toEqual([
			'noBank',
			'noSection',
			'countOutOfRange',
			'pointsOutOfRange',
			'partsOutOfRange',
			'difficultyOutOfRange'
		]);
		expect(blueprintProblems(blueprint(row()))).toEqual([]);
		expect(blueprintProblems(blueprint(row({ count: 200 }), row({ count: 101 })))).toEqual([
			{ row: null, rule: 'tooManySlots' }
		]);
	});

	test('rows without heading get one for each kind', () => {
		expect(defaultSections(['judge', 'judge', 'single', 'case'], [null, null, null, '附加题'])).toEqual([
			'一、判断题',
			'一、判断题',
			'二、单项选择题',
			'附加题'
		]);
	});
});
