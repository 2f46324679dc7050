import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shippedHeader } from '#lib/content/item/formats/columns.ts';
import { rowsOf, templateRows } from '#lib/content/item/formats/template.ts';
import { anyItems } from './item-any.ts';
import { editions, plan, rulesOf } from './item-fixture.ts';

const names = new Map(editions.map((edition) => [edition.lawEditionId, edition]));

test('items written as rows and read again are the same, letter for letter', () => {
	fc.assert(
		fc.property(anyItems, (items) => {
			const rows = items.flatMap(({ code, whole }) => rowsOf(code, whole, names));
			const result = plan([[...shippedHeader], ...rows], { withoutLaw: true });
			const held = result.items.flatMap((item) => item.problems.filter((problem) => problem.weight !== 'warn'));
			expect(held).toEqual([]);
			expect(result.items.map(({ code, whole }) => ({ code, whole }))).toEqual(items);
		}),
		{ numRuns: 300 }
	);
});

test('the template is read without a problem', () => {
	const result = plan([[...shippedHeader], ...templateRows]);
	expect(rulesOf(result)).toEqual([]);
	expect(result.items.map((item) => item.whole?.kind)).toEqual(['judge', 'multiple', 'case']);
});
