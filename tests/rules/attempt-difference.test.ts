import fc from 'fast-check';
import { expect, test } from 'vitest';
import { differences, type Mark } from '#lib/exam/attempt/difference.ts';

const mark = (answer: readonly string[], marked = false): Mark => ({ answer, marked });

test('before handing in every question that looks different on page and server is named, in order', () => {
	const here = { 1: mark(['A']), 2: mark(['B']), 3: mark([]), 10: mark(['T']) };
	const server = [
		{ number: 1, ...mark(['A']) },
		{ number: 2, ...mark(['C']) },
		{ number: 4, ...mark(['D']) }
	];
	expect(differences(here, server)).toEqual([
		{ number: 2, here: ['B'], server: ['C'] },
		{ number: 4, here: [], server: ['D'] },
		{ number: 10, here: ['T'], server: [] }
	]);
});

test('flags count for nothing, and an unanswered question equals an unknown one', () => {
	expect(differences({ 1: mark(['A'], true), 2: mark([], true) }, [{ number: 1, ...mark(['A']) }])).toEqual([]);
});

test('no difference is found if and only if both lists hold the same answers', () => {
	const list = fc.dictionary(fc.constantFrom('1', '2', '3', '4'), fc.subarray(['A', 'B', 'C']));
	fc.assert(
		fc.property(list, list, (here, server) => {
			const marks = Object.fromEntries(Object.entries(here).map(([number, answer]) => [Number(number), mark(answer)]));
			const held = Object.entries(server).map(([number, answer]) => ({ number: Number(number), ...mark(answer) }));
			const text = (one: Record<string, string[]>) =>
				[1, 2, 3, 4].map((number) => (one[number] ?? []).join('')).join('|');
			expect(differences(marks, held).length === 0).toBe(text(here) === text(server));
		})
	);
});
