/** Figures of fewer people are not shown: somebody could be recognised in them. */
export const fewest = 5;

/** What is known of the memory of a group for one law, or of a unit for all. */
export interface RecallCounts {
	/** People who have been asked. */
	readonly people: number;
	/** First encounters with a question: right, of all. */
	readonly firstRight: number;
	readonly first: number;
	/** Asked again on a later day: right, of all. This is recall. */
	readonly laterRight: number;
	readonly later: number;
	/** Sum over all remembered questions of the chance, in hundredths of a percent, that it is recalled today; and their number. */
	readonly chance: number;
	readonly remembered: number;
}

export interface RecallLine<Key> extends RecallCounts {
	readonly key: Key;
}

/** A line as it may be shown; `hidden` instead of figures that would point at people. */
export type ShownRecall<Key> =
	{ readonly key: Key; readonly hidden: true } | ({ readonly hidden: false } & RecallLine<Key>);

/**
 * Takes out the lines of fewer than `fewest` people. Where all lines add up to a total that is shown too, a single hidden
 * line, or hidden lines of fewer than `fewest` people together, could be found by subtraction: then the smallest shown
 * ones are hidden as well until the hidden people are enough.
 * @param disjoint whether each person stands in one line only, so that the lines add up to the total
 */
export function suppressed<Key>(lines: readonly RecallLine<Key>[], disjoint: boolean): readonly ShownRecall<Key>[] {
	const few = new Set(lines.filter(({ people }) => people > 0 && people < fewest));
	if (disjoint && few.size > 0) {
		const shown = lines.filter((line) => line.people >= fewest).sort((a, b) => a.people - b.people);
		const hidden = () => [...few].reduce((sum, { people }) => sum + people, 0);
		while (shown.length > 0 && (few.size < 2 || hidden() < fewest)) few.add(shown.shift()!);
	}
	return lines.map((line) => (few.has(line) ? { key: line.key, hidden: true } : { hidden: false, ...line }));
}
