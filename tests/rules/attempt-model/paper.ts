import { asId } from '#lib/base/core/ids.ts';
import { letterAt, type Layout, type Slot } from '#lib/content/paper/paper.ts';
import { answerSheet, lettersOf, type Question } from '#lib/exam/attempt/answer-sheet.ts';

/** A paper of four questions, each kind at least once, shown in another order than the canonical one. */
const kinds: readonly Slot['kind'][] = ['judge', 'single', 'multiple', 'single'];
const slots = kinds.map((kind, index): Slot => ({
	no: index + 1,
	section: 's',
	itemVersionId: asId(index + 1),
	part: 1,
	kind,
	points: 100
}));
const layout: Layout = [
	{ slot: 3, options: ['C', 'A', 'B'] },
	{ slot: 1, options: [] },
	{ slot: 4, options: ['B', 'C', 'A'] },
	{ slot: 2, options: ['A', 'B', 'C'] }
];

export const sheet = answerSheet(slots, layout);
export const questions: readonly Question[] = sheet.questions();
export const { total } = sheet;

/** Some answer in shown letters for each number; the empty one among them. */
export function lettersFor(question: Question, value: number): readonly string[] {
	const letters = lettersOf(question);
	if (question.kind === 'multiple') return letters.filter((_, position) => (value >> position) & 1);
	const letter = letters[value % (letters.length + 1)];
	return letter === undefined ? [] : [letter];
}

/** A letter that no question of this paper has. */
export const noLetter = letterAt(25);
