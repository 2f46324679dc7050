import { accepts, type BlueprintRow, type Drawable } from './blueprint.ts';

/**
 * Items that may not meet, as one choice: all near twins of one question. A paper takes at most one of them.
 * `rows` are the indexes of the blueprint rows that at least one of them fits, ascending.
 */
export interface Choice<Item extends Drawable = Drawable> {
	readonly items: readonly Item[];
	readonly rows: readonly number[];
}

/** The pool as choices, in the order of the pool; items that no row asks for are left out. */
export function choicesFor<Item extends Drawable>(
	rows: readonly BlueprintRow[],
	pool: readonly Item[]
): Choice<Item>[] {
	const twins = new Map<string, Item[]>();
	for (const item of pool) {
		const key = item.stemKey === '' ? `#${item.itemVersionId}` : item.stemKey;
		const group = twins.get(key);
		if (group) group.push(item);
		else twins.set(key, [item]);
	}
	const fitting = fittingRows(rows);
	const choices: Choice<Item>[] = [];
	for (const items of twins.values()) {
		const [first, ...others] = items;
		if (!first) continue;
		// Most questions have no twin: their rows are shared, not merged anew.
		const fits = others.length === 0 ? fitting(first) : merge(items.map(fitting));
		if (fits.length > 0) choices.push({ items, rows: fits });
	}
	return choices;
}

/** The rows that an item fits; items of one sort are looked at once, as pools hold thousands. */
function fittingRows(rows: readonly BlueprintRow[]): (item: Drawable) => readonly number[] {
	const known = new Map<string, readonly number[]>();
	return (item) => {
		const sort = `${item.kind} ${item.lawId} ${item.difficulty} ${item.parts}`;
		let found = known.get(sort);
		if (!found) {
			found = rows.flatMap((row, index) => (accepts(row, item) ? [index] : []));
			known.set(sort, found);
		}
		return found;
	};
}

const merge = (lists: readonly (readonly number[])[]): number[] => [...new Set(lists.flat())].sort((a, b) => a - b);

/** Which choices fill which row; `taken[row]` holds indexes into the choices. */
export interface Matching {
	readonly taken: readonly (readonly number[])[];
}

/**
 * Fills the rows from the choices, tried in the order given: a choice is taken whenever some way of moving earlier ones
 * between their rows leaves a place for it (augmenting paths). Taken choices never leave again, so the first in order
 * are the first used, and the result is as large as any can be (greedy on a transversal matroid, Edmonds 1971).
 */
export function match(demands: readonly number[], choices: readonly Choice[]): Matching {
	const taken: number[][] = demands.map(() => []);
	let open = demands.reduce((sum, demand) => sum + demand, 0);
	for (const [index, choice] of choices.entries()) {
		if (open === 0) break;
		if (place(index, choice, demands, choices, taken)) open--;
	}
	return { taken };
}

/** Looks, breadth first, for a row with a free place that `choice` can reach by pushing others on; moves them if found. */
function place(
	index: number,
	choice: Choice,
	demands: readonly number[],
	choices: readonly Choice[],
	taken: number[][]
): boolean {
	/** How each row was reached: by which choice, which stood before in which row (null: the new choice itself). */
	const reached = new Map<number, { readonly mover: number; readonly from: number | null }>();
	for (const row of choice.rows) reached.set(row, { mover: index, from: null });
	for (const [row] of reached) {
		const standing = taken[row] ?? [];
		if (standing.length < (demands[row] ?? 0)) {
			for (let at: number | null = row; at !== null;) {
				const step = reached.get(at);
				if (!step) break;
				taken[at]?.push(step.mover);
				if (step.from !== null) taken[step.from]?.splice(taken[step.from]?.indexOf(step.mover) ?? -1, 1);
				at = step.from;
			}
			return true;
		}
		for (const mover of standing)
			for (const next of choices[mover]?.rows ?? []) if (!reached.has(next)) reached.set(next, { mover, from: row });
	}
	return false;
}
