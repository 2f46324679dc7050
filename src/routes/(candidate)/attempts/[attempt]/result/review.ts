import type { ItemVersionId } from '#lib/base/core/ids.ts';
import type { Points } from '#lib/base/core/points.ts';
import type { PartKey } from '#lib/content/item/item.ts';
import type { Contents, Slot } from '#lib/content/paper/paper.ts';
import { toShown } from '#lib/exam/attempt/answer-sheet.ts';
import type { AttemptHeader } from '#lib/exam/attempt/attempt.server.ts';
import { type ShownQuestion, shownPaper } from '#lib/exam/attempt/shown-paper.ts';
import type { ItemPoints } from '#lib/exam/scoring/score.ts';

export interface ReviewQuestion extends ShownQuestion {
	readonly answer: readonly string[];
	readonly correct: readonly string[];
	readonly explanation: string;
	readonly earned: Points;
}

export interface ReviewBlock {
	readonly material: string | null;
	readonly questions: readonly ReviewQuestion[];
}

/** The whole paper with answers, keys and explanations, in the letters this candidate saw. Called after the last window only. */
export function reviewOf(given: {
	readonly slots: readonly Slot[];
	readonly header: AttemptHeader;
	readonly contents: Contents;
	readonly keys: ReadonlyMap<ItemVersionId, readonly PartKey[]>;
	readonly responses: ReadonlyMap<number, readonly string[]>;
	readonly items: readonly ItemPoints[];
}): readonly { readonly title: string; readonly blocks: readonly ReviewBlock[] }[] {
	const { slots, header, contents, keys, responses, items } = given;
	const bySlot = new Map(slots.map((slot) => [slot.no, slot]));
	const earned = new Map(items.map((item) => [item.slot, item.points]));
	const review = (shown: ShownQuestion): ReviewQuestion => {
		const question = header.sheet.question(shown.number);
		const slot = question && bySlot.get(question.slot);
		const key = slot && keys.get(slot.itemVersionId)?.[slot.part - 1];
		if (!question || !key) throw new Error(`question ${shown.number} has no key`);
		return {
			...shown,
			answer: toShown(question, responses.get(question.slot) ?? []),
			correct: toShown(question, key.correct),
			explanation: key.explanation,
			earned: earned.get(question.slot) ?? 0
		};
	};
	return shownPaper(slots, header.sheet.layout(), contents).map(({ title, blocks }) => ({
		title,
		blocks: blocks.map(({ material, questions }) => ({ material, questions: questions.map(review) }))
	}));
}
