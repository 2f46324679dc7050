/** Seeded chance: the same seed always gives the same order. Never used for secrets. */

/** FNV-1a over UTF-16 units (Fowler, Noll, Vo): a 32-bit hash of the text, begun from `basis`. */
function fnv1a(text: string, basis: number): number {
	let hash = basis;
	for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
	return hash >>> 0;
}

/** Uniform numbers in [0, 1) from a seed text: xorshift with 128 bits of state (Marsaglia 2003). */
export function chance(seed: string): () => number {
	const state = [0x811c9dc5, 0x01234567, 0x89abcdef, 0x2545f491].map((basis) => fnv1a(seed, basis) || basis);
	const next = () => {
		const [first = 1, second = 2, third = 3, fourth = 4] = state;
		const mixed = first ^ (first << 11);
		const drawn = fourth ^ (fourth >>> 19) ^ mixed ^ (mixed >>> 8);
		state.splice(0, 4, second, third, fourth, drawn);
		return (drawn >>> 0) / 2 ** 32;
	};
	// Neighbouring seeds begin with similar state; a few rounds drive them apart.
	for (let round = 0; round < 16; round++) next();
	return next;
}

/** A new array in random order (Fisher–Yates). */
export function shuffled<T>(values: readonly T[], next: () => number): T[] {
	const result = [...values];
	for (let last = result.length - 1; last > 0; last--) {
		const other = Math.floor(next() * (last + 1));
		[result[last], result[other]] = [result[other] as T, result[last] as T];
	}
	return result;
}
