import { shuffled } from '#lib/base/core/random.ts';
import { type ItemKind, itemKinds } from '#lib/content/item/item.ts';

/** What is known of an item when questions are chosen. */
export interface Candidate {
	readonly itemId: number;
	readonly kind: ItemKind;
	readonly lawId: number | null;
	/** Two items with one key ask the same question. */
	readonly stemKey: string;
}

/** The mixture of a short quiz, in the order in which kinds are wanted. */
const mixture: readonly ItemKind[] = ['judge', 'single', 'multiple', 'single', 'judge', 'multiple', 'single', 'case'];

/** Questions of a month's quiz: between five and ten (domain.md §3.2). */
export const monthQuestions = mixture.length;

/**
 * Chooses a mixed handful: the kinds of `mixture`, one law after the other, items not seen before first, no question
 * twice; where a kind has run out another takes its place. Easier kinds come first.
 * @param seen items the person has been asked before
 */
export function chooseMixed<Item extends Candidate>(
	pool: readonly Item[],
	count: number,
	seen: ReadonlySet<number>,
	next: () => number
): Item[] {
	const order = shuffled(pool, next);
	const rest = [...order.filter(({ itemId }) => !seen.has(itemId)), ...order.filter(({ itemId }) => seen.has(itemId))];
	const laws = [...new Set(order.map(({ lawId }) => lawId))];
	const chosen: Item[] = [];
	const take = (fits: (item: Item) => boolean): boolean => {
		const taken = new Set(chosen.map(({ stemKey }) => stemKey));
		const index = rest.findIndex((item) => fits(item) && !taken.has(item.stemKey));
		if (index < 0) return false;
		chosen.push(...rest.splice(index, 1));
		return true;
	};
	for (let place = 0; chosen.length < count; place++) {
		const kind = mixture[place % mixture.length];
		const law = laws[place % Math.max(1, laws.length)];
		const found =
			take((item) => item.kind === kind && item.lawId === law) ||
			take((item) => item.kind === kind) ||
			take(() => true);
		if (!found) break;
	}
	return chosen.sort((a, b) => itemKinds.indexOf(a.kind) - itemKinds.indexOf(b.kind));
}

/** Chooses so many of each kind, spread over the laws; fewer where a kind has not so many. */
export function chooseKinds<Item extends Candidate>(
	pool: readonly Item[],
	rows: readonly { readonly kind: ItemKind; readonly count: number }[],
	next: () => number
): Item[] {
	const taken = new Set<string>();
	return rows.flatMap(({ kind, count }) => {
		const byLaw = Map.groupBy(shuffled(pool, next), ({ lawId }) => lawId);
		const queues = [...byLaw.values()].map((items) => items.filter((item) => item.kind === kind));
		const chosen: Item[] = [];
		while (chosen.length < count && queues.some((queue) => queue.length > 0))
			for (const queue of queues) {
				const item = queue.shift();
				if (!item || chosen.length === count || taken.has(item.stemKey)) continue;
				taken.add(item.stemKey);
				chosen.push(item);
			}
		return chosen;
	});
}
