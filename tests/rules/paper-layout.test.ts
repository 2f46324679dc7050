import { asId, type ItemVersionId } from '#lib/base/core/ids.ts';
import type { ItemContent } from '#lib/content/item/item.ts';
import { canonicalSlots, type Contents, layoutFor, letterAt, type Slot } from '#lib/content/paper/paper.ts';
import { describe, expect, test } from 'vitest';

const version = (id: number): ItemVersionId => asId<'itemVersion'>(id);
const options = ['A', 'B', 'C', 'D'].map((id) => ({ id, text: `选项${id}` }));
const one = (kind: 'judge' | 'single'): ItemContent => ({
	material: null,
	parts: [{ kind, stem: '题干', options: kind === 'judge' ? [] : options }]
});

/** Section 一: judge 1–3; section 二: single 4–5, a case of three parts 6–8, single 9 whose order is locked. */
const contents: Contents = new Map<ItemVersionId, { content: ItemContent; lockOptionOrder: boolean }>([
	...[1, 2, 3].map((id) => [version(id), { content: one('judge'), lockOptionOrder: false }] as const),
	...[4, 5].map((id) => [version(id), { content: one('single'), lockOptionOrder: false }] as const),
	[
		version(6),
		{
			content: { material: '材料', parts: [1, 2, 3].map(() => ({ kind: 'single' as const, stem: '问', options })) },
			lockOptionOrder: false
		}
	],
	[version(9), { content: one('single'), lockOptionOrder: true }]
]);
const slots: Slot[] = [
	...[1, 2, 3].map((no) => ({
		no,
		section: '一',
		itemVersionId: version(no),
		part: 1,
		kind: 'judge' as const,
		points: 100
	})),
	...[4, 5].map((no) => ({
		no,
		section: '二',
		itemVersionId: version(no),
		part: 1,
		kind: 'single' as const,
		points: 100
	})),
	...[1, 2, 3].map((part) => ({
		no: 5 + part,
		section: '二',
		itemVersionId: version(6),
		part,
		kind: 'single' as const,
		points: 100
	})),
	{ no: 9, section: '二', itemVersionId: version(9), part: 1, kind: 'single', points: 100 }
];
const both = { shuffleItems: true, shuffleOptions: true };

describe('layout', () => {
	test('500 seeds: a permutation; sections stay apart, cases together and in order, locked and judge options untouched', () => {
		const orders = new Set<string>();
		for (let seed = 0; seed < 500; seed++) {
			const layout = layoutFor(slots, contents, { seed: `${seed}`, ...both });
			const order = layout.map(({ slot }) => slot);
			expect([...order].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
			expect(order.slice(0, 3).every((no) => no <= 3)).toBe(true);
			const start = order.indexOf(6);
			expect(order.slice(start, start + 3)).toEqual([6, 7, 8]);
			for (const { slot, options: shown } of layout) {
				if (slot <= 3) expect(shown).toEqual([]);
				else expect([...shown].sort()).toEqual(['A', 'B', 'C', 'D']);
				if (slot === 9) expect(shown).toEqual(['A', 'B', 'C', 'D']);
			}
			orders.add(JSON.stringify(layout));
		}
		expect(orders.size).toBeGreaterThan(490);
	});

	test('same seed, same layout; nothing moves when nothing is to be shuffled', () => {
		expect(layoutFor(slots, contents, { seed: 's', ...both })).toEqual(
			layoutFor(slots, contents, { seed: 's', ...both })
		);
		const plain = layoutFor(slots, contents, { seed: 's', shuffleItems: false, shuffleOptions: false });
		expect(plain.map(({ slot }) => slot)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
		expect(plain.slice(3).every(({ options: shown }) => shown.join('') === 'ABCD')).toBe(true);
	});

	test('each option comes first about equally often', () => {
		const first = new Map<string, number>();
		for (let seed = 0; seed < 2000; seed++) {
			const shown =
				layoutFor(slots, contents, { seed: `o${seed}`, ...both }).find(({ slot }) => slot === 4)?.options[0] ?? '';
			first.set(shown, (first.get(shown) ?? 0) + 1);
		}
		for (const id of ['A', 'B', 'C', 'D']) expect(Math.abs((first.get(id) ?? 0) - 500)).toBeLessThan(100);
	});

	test('a hole in the contents throws instead of serving a paper without it', () => {
		expect(() => layoutFor(slots, new Map(), { seed: 's', ...both })).toThrow(/no content/);
	});

	test('the canonical notation sees every field', () => {
		const first = slots[0] as Slot;
		for (const change of [
			{ no: 2 },
			{ section: 'x' },
			{ part: 2 },
			{ kind: 'single' },
			{ points: 1 }
		] as Partial<Slot>[])
			expect(canonicalSlots([{ ...first, ...change }])).not.toBe(canonicalSlots([first]));
		expect([0, 1, 7].map(letterAt).join('')).toBe('ABH');
	});
});
