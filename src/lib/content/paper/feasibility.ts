import type { Blueprint, Drawable } from './blueprint.ts';
import { type Choice, choicesFor, match } from './matching.ts';

/** Rows that cannot all be filled: together they need more distinct questions than fit any of them. */
export interface Shortage {
	/** Indexes into the blueprint's rows, ascending. */
	readonly rows: readonly number[];
	/** Items (or cases) that these rows ask for together. */
	readonly need: number;
	/** Distinct questions, near twins counted once, that fit at least one of them. */
	readonly have: number;
}

export interface Feasibility {
	readonly feasible: boolean;
	/** Empty when feasible. Each is a proof: need > have, by Hall's theorem no assignment can exist. */
	readonly shortages: readonly Shortage[];
	/** For each row, the distinct questions that fit it, other rows left aside. */
	readonly available: readonly number[];
}

/**
 * Whether the pool can fill every row with distinct questions at once; rows may overlap (any law beside one law). The
 * answer is exact, not an estimate: a full assignment exists, or the rows that stand in each other's way are named.
 */
export function feasibilityOf(blueprint: Blueprint, pool: readonly Drawable[]): Feasibility {
	const { rows } = blueprint;
	const demands = rows.map((row) => row.count);
	const choices = choicesFor(rows, pool);
	const { taken } = match(demands, choices);
	const available = rows.map((_, index) => choices.filter((choice) => choice.rows.includes(index)).length);
	const short = rows.flatMap((_, index) => ((taken[index]?.length ?? 0) < (demands[index] ?? 0) ? [index] : []));
	const shortages = merged(short.map((index) => closure(index, choices, taken))).map((set) => ({
		rows: set,
		need: set.reduce((sum, index) => sum + (demands[index] ?? 0), 0),
		have: choices.filter((choice) => choice.rows.some((row) => set.includes(row))).length
	}));
	return { feasible: short.length === 0, shortages, available };
}

/** The row and every row holding a question that this one could use: none of their questions is left over. */
function closure(start: number, choices: readonly Choice[], taken: readonly (readonly number[])[]): number[] {
	const standsIn = new Map(taken.flatMap((indexes, row) => indexes.map((choice) => [choice, row] as const)));
	const found = new Set([start]);
	for (const row of found)
		for (const [index, choice] of choices.entries()) {
			const holder = choice.rows.includes(row) ? standsIn.get(index) : undefined;
			if (holder !== undefined) found.add(holder);
		}
	return [...found].sort((a, b) => a - b);
}

/** Sets that share a row become one. */
function merged(sets: readonly (readonly number[])[]): number[][] {
	const result: number[][] = [];
	for (const set of sets) {
		const touching = result.filter((other) => other.some((row) => set.includes(row)));
		const union = [...new Set([...set, ...touching.flat()])].sort((a, b) => a - b);
		result.splice(0, result.length, ...result.filter((other) => !touching.includes(other)), union);
	}
	return result;
}
