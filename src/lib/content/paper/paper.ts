import type { ItemVersionId } from '#lib/base/core/ids.ts';
import type { Points } from '#lib/base/core/points.ts';
import { chance, shuffled } from '#lib/base/core/random.ts';
import { choicesOf, type AnswerKind, type ItemContent } from '#lib/content/item/item.ts';

/** One scored question of a paper: an item, or one part of a case. */
export interface Slot {
	/** Counts from 1 in the paper's canonical order; answers and scores refer to it. */
	readonly no: number;
	readonly section: string;
	readonly itemVersionId: ItemVersionId;
	/** Part of the item, from 1; 1 for ordinary items. */
	readonly part: number;
	readonly kind: AnswerKind;
	readonly points: Points;
}

/**
 * The order one candidate sees, stored with the attempt: slots in order, and for each its options as canonical ids in
 * the order shown (the first is shown as A). Empty for a judgement, whose answers are always T and F.
 */
export type Layout = readonly { readonly slot: number; readonly options: readonly string[] }[];

/** What a layout needs of the items: `loadContents` of content/item gives it. */
export type Contents = ReadonlyMap<ItemVersionId, { readonly content: ItemContent; readonly lockOptionOrder: boolean }>;

export interface Shuffling {
	readonly seed: string;
	readonly shuffleItems: boolean;
	readonly shuffleOptions: boolean;
}

/** Slots by section in order of first appearance; within a section the parts of one case form one block. */
export function sectionsOf(slots: readonly Slot[]): { section: string; blocks: Slot[][] }[] {
	const sections: { section: string; blocks: Slot[][] }[] = [];
	for (const slot of slots) {
		let found = sections.find(({ section }) => section === slot.section);
		if (!found) sections.push((found = { section: slot.section, blocks: [] }));
		const block = found.blocks.find(([first]) => first?.itemVersionId === slot.itemVersionId);
		if (block) block.push(slot);
		else found.blocks.push([slot]);
	}
	return sections;
}

/**
 * The order in which one candidate sees the paper. Sections keep their order; items are shuffled within their section,
 * a case moving as one with its parts in order; options are shuffled unless the item locks them. Same seed, same layout.
 * @throws when an item of the paper has no content: a paper is never served with a hole
 */
export function layoutFor(slots: readonly Slot[], contents: Contents, shuffling: Shuffling): Layout {
	const next = chance(shuffling.seed);
	return sectionsOf(slots).flatMap(({ blocks }) =>
		(shuffling.shuffleItems ? shuffled(blocks, next) : blocks).flat().map((slot) => {
			const item = contents.get(slot.itemVersionId);
			const part = item?.content.parts[slot.part - 1];
			if (!item || !part) throw new Error(`slot ${slot.no}: no content of item version ${slot.itemVersionId}`);
			if (part.kind === 'judge') return { slot: slot.no, options: [] };
			const options = choicesOf(part);
			const fixed = item.lockOptionOrder || !shuffling.shuffleOptions;
			return { slot: slot.no, options: fixed ? options : shuffled(options, next) };
		})
	);
}

/** What the hash of a paper covers: every field of every slot, in canonical order and in a fixed notation. */
export const canonicalSlots = (slots: readonly Slot[]): string =>
	JSON.stringify(slots.map((slot) => [slot.no, slot.section, slot.itemVersionId, slot.part, slot.kind, slot.points]));

/** Shown letter of a position: 0 → A. */
export const letterAt = (position: number): string => String.fromCharCode(65 + position);
