/** Every three neighbouring characters (UTF-16 units), each once; texts shorter than three stand as one. */
export function grams(text: string): readonly string[] {
	if (text.length < 3) return text === '' ? [] : [text];
	const found = new Set<string>();
	for (let start = 0; start + 3 <= text.length; start++) found.add(text.slice(start, start + 3));
	return [...found];
}

const share = (common: number, a: number, b: number): number => (a + b === common ? 0 : common / (a + b - common));

/** Share of common character triples (Jaccard), 0..1. */
export function similarity(a: string, b: string): number {
	const [left, right] = [grams(a), new Set(grams(b))];
	const common = left.filter((gram) => right.has(gram)).length;
	return common === 0 ? 0 : share(common, left.length, right.size);
}

export interface Twin {
	readonly index: number;
	readonly similarity: number;
}

/** Texts as ascending numbers, one for each gram: the rarer a gram, the smaller its number. */
function numbered(texts: readonly string[]): readonly Int32Array[] {
	const sets = texts.map(grams);
	const frequency = new Map<string, number>();
	for (const set of sets) for (const gram of set) frequency.set(gram, (frequency.get(gram) ?? 0) + 1);
	const rareFirst = [...frequency].sort((a, b) => a[1] - b[1]);
	const rank = new Map(rareFirst.map(([gram], index) => [gram, index]));
	return sets.map((set) => Int32Array.from(set, (gram) => rank.get(gram) ?? 0).sort());
}

/** How many numbers two ascending lists have in common. */
function commonOf(a: Int32Array, b: Int32Array): number {
	let common = 0;
	for (let left = 0, right = 0; left < a.length && right < b.length;) {
		const difference = (a[left] ?? 0) - (b[right] ?? 0);
		if (difference === 0) common++;
		if (difference <= 0) left++;
		if (difference >= 0) right++;
	}
	return common;
}

/**
 * For each text its most similar other one, where at least `least` alike; an earlier one wins among equals.
 * Prefix filtering (Bayardo, Ma, Srikant 2007): two sets with Jaccard ≥ t share one of their first ⌊(1−t)·n⌋+1 grams when
 * all are sorted the same way, so only the rarest grams of each text are indexed: 5,000 texts take a fraction of a second.
 */
export function nearestTwins(texts: readonly string[], least: number): readonly (Twin | undefined)[] {
	const sets = numbered(texts);
	const index = new Map<number, number[]>();
	const best: (Twin | undefined)[] = texts.map(() => undefined);
	const offer = (at: number, twin: Twin) => {
		const held = best[at];
		if (!held || twin.similarity > held.similarity) best[at] = twin;
	};
	for (const [at, set] of sets.entries()) {
		const prefix = set.subarray(0, Math.floor((1 - least) * set.length + 1e-9) + 1);
		const candidates = new Set<number>();
		for (const gram of prefix) for (const other of index.get(gram) ?? []) candidates.add(other);
		for (const other of candidates) {
			const otherSet = sets[other];
			if (!otherSet || Math.min(set.length, otherSet.length) < least * Math.max(set.length, otherSet.length)) continue;
			const alike = share(commonOf(set, otherSet), set.length, otherSet.length);
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
