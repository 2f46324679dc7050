import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packPaper, unpackPaper } from '#lib/exam/attempt/packed-paper.ts';
import type { ShownBlock, ShownSection } from '#lib/exam/attempt/shown-paper.ts';

const question = fc.record({
	kind: fc.constantFrom('judge' as const, 'single' as const, 'multiple' as const),
	stem: fc.string(),
	points: fc.nat(1000),
	texts: fc.array(fc.string(), { minLength: 2, maxLength: 8 })
});
const block = fc.oneof(
	question.map((one) => ({ material: null, questions: [one] })),
	fc.record({ material: fc.string(), questions: fc.array(question, { minLength: 1, maxLength: 5 }) })
);
const section = fc.record({
	title: fc.string(),
	points: fc.nat(),
	each: fc.option(fc.nat(1000)),
	blocks: fc.array(block, { minLength: 1, maxLength: 8 })
});

test('a packed paper unpacks to the same paper', () => {
	fc.assert(
		fc.property(fc.array(section, { maxLength: 4 }), (drawn) => {
			let number = 0;
			const paper: ShownSection[] = drawn.map(({ blocks, ...rest }) => ({
				...rest,
				blocks: blocks.map(({ material, questions }): ShownBlock => ({
					material,
					questions: questions.map(({ kind, stem, points, texts }) => ({
						number: ++number,
						kind,
						stem,
						points,
						choices:
							kind === 'judge'
								? ['T', 'F'].map((letter) => ({ letter, text: null }))
								: texts.map((text, index) => ({ letter: 'ABCDEFGH'[index] ?? '', text }))
					}))
				}))
			}));
			expect(unpackPaper(packPaper(paper))).toEqual(paper);
		})
	);
});
