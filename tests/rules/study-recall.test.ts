import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fewest, type RecallLine, suppressed } from '#lib/study/practice/recall.ts';

const line = (key: number, people: number): RecallLine<number> => {
	return { key, people, firstRight: 0, first: people, laterRight: 0, later: 0, chance: 0, remembered: 0 };
};
const hiddenKeys = (lines: readonly RecallLine<number>[], disjoint: boolean) =>
	suppressed(lines, disjoint).flatMap((one) => (one.hidden ? [one.key] : []));

describe('figures of few people', () => {
	test('are hidden', () => {
		expect(hiddenKeys([line(1, 4), line(2, 5), line(3, 1)], false)).toEqual([1, 3]);
	});

	test('where lines add up, one hidden line is not found by subtraction', () => {
		expect(hiddenKeys([line(1, 4), line(2, 20), line(3, 9)], true)).toEqual([1, 3]);
		expect(hiddenKeys([line(1, 1), line(2, 2), line(3, 9), line(4, 30)], true)).toEqual([1, 2, 3]);
		expect(hiddenKeys([line(1, 3), line(2, 2), line(3, 9)], true)).toEqual([1, 2]);
		expect(hiddenKeys([line(1, 7), line(2, 20)], true)).toEqual([]);
	});

	test('never one line alone, never fewer people than the least, unless all is hidden', () => {
		fc.assert(
			fc.property(fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 12 }), (sizes) => {
				const lines = sizes.map((people, index) => line(index, people));
				const hidden = hiddenKeys(lines, true);
				for (const { key, people } of lines) if (people < fewest) expect(hidden).toContain(key);
				const people = hidden.reduce((sum, key) => sum + (sizes[key] ?? 0), 0);
				if (hidden.length > 0 && hidden.length < lines.length)
					expect(hidden.length >= 2 && people >= fewest).toBe(true);
			})
		);
	});
});
