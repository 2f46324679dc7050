/** Three neighbouring characters each; texts shorter than three stand as one. */
export function grams(text: string): ReadonlySet<string> {
	const signs = [...text];
	if (signs.length < 3) return new Set(text === '' ? [] : [text]);
	const found = new Set<string>();
	for (let start = 0; start + 3 <= signs.length; start++) found.add(signs.slice(start, start + 3).join(''));
	return found;
}

function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
	let common = 0;
	for (const gram of a.size <= b.size ? a : b) if ((a.size <= b.size ? b : a).has(gram)) common++;
	const union = a.size + b.size - common;
	return union === 0 ? 0 : common / union;
}

/** Share of common character triples (Jaccard), 0..1. */
export const similarity = (a: string, b: string): number => jaccard(grams(a), grams(b));

export interface Twin {
	readonly index: number;
	readonly similarity: number;
}

/**
 * For each text its most similar other one, where at least `least` alike; an earlier one wins among equals.
 * Prefix filtering (Bayardo, Ma, Srikant 2007): two sets with Jaccard ≥ t share one of their first ⌊(1−t)·n⌋+1 grams when
 * all are sorted the same way, so only the rarest grams of each text are indexed: 5,000 texts take a fraction of a second.
 */
export function nearestTwins(texts: readonly string[], least: number): readonly (Twin | undefined)[] {
	const sets = texts.map(grams);
	const frequency = new Map<string, number>();
	for (const set of sets) for (const gram of set) frequency.set(gram, (frequency.get(gram) ?? 0) + 1);
	const rareFirst = (a: string, b: string) => (frequency.get(a) ?? 0) - (frequency.get(b) ?? 0) || (a < b ? -1 : 1);
	const index = new Map<string, number[]>();
	const best: (Twin | undefined)[] = texts.map(() => undefined);
	const offer = (at: number, twin: Twin) => {
		const held = best[at];
		if (!held || twin.similarity > held.similarity) best[at] = twin;
	};
	for (const [at, set] of sets.entries()) {
		const prefix = [...set].sort(rareFirst).slice(0, Math.floor((1 - least) * set.size + 1e-9) + 1);
		const candidates = new Set(prefix.flatMap((gram) => index.get(gram) ?? []));
		for (const other of candidates) {
			const otherSet = sets[other];
			if (!otherSet || Math.min(set.size, otherSet.size) < least * Math.max(set.size, otherSet.size)) continue;
			const alike = jaccard(set, otherSet);
			if (alike < least) continue;
			offer(at, { index: other, similarity: alike });
			offer(other, { index: at, similarity: alike });
		}
		for (const gram of prefix) {
			const list = index.get(gram);
			if (list) list.push(at);
			else index.set(gram, [at]);
		}
	}
	return best;
}
