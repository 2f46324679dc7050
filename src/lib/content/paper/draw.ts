import type { ItemVersionId } from '#lib/base/core/ids.ts';
import { chance, shuffled } from '#lib/base/core/random.ts';
import type { AnswerKind } from '#lib/content/item/item.ts';
import { accepts, type Blueprint, type Drawable } from './blueprint.ts';
import { choicesFor, match } from './matching.ts';
import type { Slot } from './paper.ts';

export interface Draw {
	readonly seed: string;
	/** How often each item stands in papers already; the least used are drawn first. */
	readonly uses?: ReadonlyMap<ItemVersionId, number>;
}

/**
 * The items of one paper by row: obeys the blueprint exactly, no question twice, near twins never together; among
 * equally used items chance decides. Undefined when the blueprint cannot be filled (feasibility.ts says why).
 */
export function drawItems<Item extends Drawable>(
	blueprint: Blueprint,
	pool: readonly Item[],
	{ seed, uses }: Draw
): Item[][] | undefined {
	const next = chance(seed);
	const ranked = shuffled(pool, next).map((item, index) => {
		const used = uses?.get(item.itemVersionId) ?? 0;
		return { item, rank: used * pool.length + index };
	});
	// A shuffled pool of equal use is in order already; sorting is for the others.
	if (uses && uses.size > 0) ranked.sort((a, b) => a.rank - b.rank);
	const choices = choicesFor(
		blueprint.rows,
		ranked.map(({ item }) => item)
	);
	const { taken } = match(
		blueprint.rows.map((row) => row.count),
		choices
	);
	const drawn = blueprint.rows.map((row, index) =>
		(taken[index] ?? []).flatMap((choice) => choices[choice]?.items.find((item) => accepts(row, item)) ?? [])
	);
	if (drawn.some((items, index) => items.length < (blueprint.rows[index]?.count ?? 0))) return undefined;
	return drawn.map((items) => shuffled(items, next));
}

/**
 * The slots of a paper in canonical order: sections in order of first appearance, rows in order, items as drawn, the
 * parts of a case one after another.
 * @param partKinds the kinds of an item's parts, in order
 */
export function slotsFor<Item extends Drawable>(
	blueprint: Blueprint,
	drawn: readonly (readonly Item[])[],
	partKinds: (item: Item) => readonly AnswerKind[]
): Slot[] {
	const sections = [...new Set(blueprint.rows.map((row) => row.section))];
	const slots: Slot[] = [];
	for (const section of sections)
		for (const [index, row] of blueprint.rows.entries()) {
			if (row.section !== section) continue;
			for (const item of drawn[index] ?? [])
				for (const [part, kind] of partKinds(item).entries())
					slots.push({
						no: slots.length + 1,
						section,
						itemVersionId: item.itemVersionId,
						part: part + 1,
						kind,
						points: row.points
					});
		}
	return slots;
}
