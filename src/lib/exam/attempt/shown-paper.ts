import type { Points } from '#lib/base/core/points.ts';
import { type Contents, type Layout, letterAt, type Slot } from '#lib/content/paper/paper.ts';

export interface ShownChoice {
	/** What the form sends: a shown letter, or T / F. */
	readonly letter: string;
	/** Null for a judgement: 正确 and 错误 are words of the page. */
	readonly text: string | null;
}

export interface ShownQuestion {
	readonly number: number;
	readonly kind: Slot['kind'];
	readonly stem: string;
	readonly points: Points;
	readonly choices: readonly ShownChoice[];
}

/** Questions under one material (a case), or one question by itself (material null). */
export interface ShownBlock {
	readonly material: string | null;
	readonly questions: readonly ShownQuestion[];
}

export interface ShownSection {
	readonly title: string;
	readonly points: Points;
	/** Points of each question when all are equal, else null. */
	readonly each: Points | null;
	readonly blocks: readonly ShownBlock[];
}

/**
 * The paper as one candidate sees it. Built from contents only, field by field: no key, explanation, code, id, law or
 * difficulty can come through, because none is read here.
 * @throws when the layout does not fit the paper
 */
export function shownPaper(slots: readonly Slot[], layout: Layout, contents: Contents): readonly ShownSection[] {
	const bySlot = new Map(slots.map((slot) => [slot.no, slot]));
	const sections: { title: string; blocks: (ShownBlock & { version: number; questions: ShownQuestion[] })[] }[] = [];
	for (const [index, { slot: no, options }] of layout.entries()) {
		const slot = bySlot.get(no);
		const content = slot && contents.get(slot.itemVersionId)?.content;
		const part = slot && content?.parts[slot.part - 1];
		if (!slot || !content || !part) throw new Error(`slot ${no} of the layout has no content`);
		const texts = new Map(part.options.map(({ id, text }) => [id, text]));
		const choices: ShownChoice[] =
			slot.kind === 'judge'
				? ['T', 'F'].map((letter) => ({ letter, text: null }))
				: options.map((id, position) => ({ letter: letterAt(position), text: texts.get(id) ?? '' }));
		const question = { number: index + 1, kind: slot.kind, stem: part.stem, points: slot.points, choices };
		let section = sections.at(-1);
		if (section?.title !== slot.section) sections.push((section = { title: slot.section, blocks: [] }));
		const block = section.blocks.at(-1);
		if (content.material !== null && block?.version === slot.itemVersionId) block.questions.push(question);
		else section.blocks.push({ material: content.material, version: slot.itemVersionId, questions: [question] });
	}
	return sections.map(({ title, blocks }) => {
		const all = blocks.flatMap((block) => block.questions.map(({ points }) => points));
		const [first = 0] = all;
		return {
			title,
			points: all.reduce((sum, points) => sum + points, 0),
			each: all.every((points) => points === first) ? first : null,
			blocks: blocks.map(({ material, questions }) => ({ material, questions }))
		};
	});
}
