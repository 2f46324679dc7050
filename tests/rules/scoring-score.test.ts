import { asId, type ItemVersionId } from '#lib/base/core/ids.ts';
import type { AnswerKind, PartKey } from '#lib/content/item/item.ts';
import type { Slot } from '#lib/content/paper/paper.ts';
import type { KeyAmendment } from '#lib/exam/scoring/amendment.ts';
import type { MultipleRule } from '#lib/exam/plan/scheme.ts';
import { scoreAttempt, scorePart } from '#lib/exam/scoring/score.ts';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';

const letters = (text: string) => [...text];

describe('one part', () => {
	const cases: [AnswerKind, MultipleRule, string, string, number, number | undefined, number][] = [
		['judge', 'half', 'T', 'T', 100, undefined, 100],
		['judge', 'half', 'T', 'F', 100, undefined, 0],
		['judge', 'half', 'T', '', 100, undefined, 0],
		['single', 'exact', 'B', 'B', 150, undefined, 150],
		['single', 'perOption', 'B', 'C', 150, 50, 0],
		['multiple', 'exact', 'ABD', 'ABD', 200, undefined, 200],
		['multiple', 'exact', 'ABD', 'DBA', 200, undefined, 200],
		['multiple', 'exact', 'ABD', 'AB', 200, undefined, 0],
		['multiple', 'exact', 'ABD', 'ABCD', 200, undefined, 0],
		['multiple', 'half', 'ABD', 'ABD', 200, undefined, 200],
		['multiple', 'half', 'ABD', 'A', 200, undefined, 100],
		['multiple', 'half', 'ABD', 'AC', 200, undefined, 0],
		['multiple', 'half', 'ABD', '', 200, undefined, 0],
		['multiple', 'half', 'AB', 'A', 125, undefined, 63],
		['multiple', 'perOption', 'ABD', 'AB', 200, 50, 100],
		['multiple', 'perOption', 'ABD', 'ABD', 200, 50, 200],
		['multiple', 'perOption', 'ABD', 'ABC', 200, 50, 0],
		['multiple', 'perOption', 'ABCD', 'ABC', 200, 80, 200],
		['multiple', 'perOption', 'ABC', 'AB', 200, undefined, 133]
	];
	test.each(cases)(
		'%s by %s: key %s, answer "%s" of %i',
		(kind, rule, key, answer, points, perOptionPoints, earned) => {
			const part = { kind, rule, perOptionPoints, correct: letters(key), answer: letters(answer), points };
			expect(scorePart(part)).toBe(earned);
		}
	);

	const options = fc.uniqueArray(fc.constantFrom(...'ABCDEFGH'), { maxLength: 8 });
	const part = fc.record({
		kind: fc.constantFrom<AnswerKind>('judge', 'single', 'multiple'),
		rule: fc.constantFrom<MultipleRule>('exact', 'half', 'perOption'),
		perOptionPoints: fc.option(fc.integer({ min: 0, max: 500 }), { nil: undefined }),
		correct: fc.uniqueArray(fc.constantFrom(...'ABCDEFGH'), { minLength: 1, maxLength: 8 }),
		answer: options,
		points: fc.integer({ min: 0, max: 2000 })
	});

	it('stays between nothing and full, whole hundredths, whatever order the options come in', () => {
		fc.assert(
			fc.property(part, (one) => {
				const earned = scorePart(one);
				expect(Number.isInteger(earned) && earned >= 0 && earned <= one.points).toBe(true);
				expect(scorePart({ ...one, answer: [...one.answer].reverse() })).toBe(earned);
			})
		);
	});

	it('gives nothing as soon as one wrong option is chosen, and full for the very key', () => {
		fc.assert(
			fc.property(part, (one) => {
				expect(scorePart({ ...one, answer: one.correct })).toBe(one.points);
				if (one.answer.some((option) => !one.correct.includes(option))) expect(scorePart(one)).toBe(0);
			})
		);
	});
});

describe('one attempt', () => {
	const version = (id: number) => asId<'itemVersion'>(id);
	const slot = (no: number, itemVersionId: number, kind: AnswerKind, points: number, part = 1): Slot => ({
		no,
		section: '一',
		itemVersionId: version(itemVersionId),
		part,
		kind,
		points
	});
	const slots = [slot(1, 10, 'judge', 100), slot(2, 11, 'single', 200), slot(3, 12, 'multiple', 400, 2)];
	const key = (correct: string): PartKey => ({ correct: letters(correct), explanation: '' });
	const keys = new Map<ItemVersionId, readonly PartKey[]>([
		[version(10), [key('T')]],
		[version(11), [key('A')]],
		[version(12), [key('D'), key('ABC')]]
	]);
	const scheme = { multipleRule: 'half' } as const;
	const responses = new Map([
		[1, ['T']],
		[2, ['B']],
		[3, ['A', 'B']]
	]);
	const amend = (id: number, itemVersionId: number, kind: KeyAmendment['kind'], correct?: string, part = 1) => ({
		id,
		itemVersionId: version(itemVersionId),
		part,
		kind,
		correct: correct === undefined ? null : letters(correct)
	});
	const score = (...amendments: KeyAmendment[]) => scoreAttempt({ slots, keys, amendments, responses, scheme });

	it('adds the slots', () => {
		expect(score()).toEqual({
			items: [
				{ slot: 1, points: 100, maxPoints: 100 },
				{ slot: 2, points: 0, maxPoints: 200 },
				{ slot: 3, points: 200, maxPoints: 400 }
			],
			points: 300,
			maxPoints: 700
		});
	});

	test.each([
		['replace', [amend(1, 11, 'replace', 'B')], 500, 700],
		['acceptAlso', [amend(1, 11, 'acceptAlso', 'B')], 500, 700],
		['fullCredit', [amend(1, 12, 'fullCredit', undefined, 2)], 500, 700],
		['exclude lowers the maximum', [amend(1, 12, 'exclude', undefined, 2)], 100, 300],
		['another part is not touched', [amend(1, 12, 'fullCredit', undefined, 1)], 300, 700],
		['another exam item is not touched', [amend(1, 99, 'exclude')], 300, 700],
		['the latest decision holds', [amend(1, 11, 'exclude'), amend(2, 11, 'replace', 'B')], 500, 700],
		['replace forgets what was accepted', [amend(1, 11, 'acceptAlso', 'B'), amend(2, 11, 'replace', 'C')], 300, 700]
	])('amendment: %s', (_name, amendments, points, maxPoints) => {
		expect(score(...amendments)).toMatchObject({ points, maxPoints });
	});

	it('refuses a paper whose key is missing instead of scoring it 0', () => {
		const attempt = { slots, keys: new Map(), amendments: [], responses, scheme };
		expect(() => scoreAttempt(attempt)).toThrow('no key for slot 1');
	});
});
