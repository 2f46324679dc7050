import { shuffled } from '#lib/base/core/random.ts';

/** One question as the demo's candidate meets it: the canonical key and options. */
export interface DemoSlot {
	readonly slot: number;
	readonly kind: 'judge' | 'single' | 'multiple';
	readonly points: number;
	readonly correct: readonly string[];
	/** Canonical option ids; empty for judge. */
	readonly options: readonly string[];
}

/**
 * Answers worth exactly `points` of the model paper, whose questions lose 1.5 (a judge item, or half of a multiple) or 2
 * points (a single): which are missed is chosen by chance, how many of each so that the sum is exact.
 * @throws when the points cannot be reached with these slots
 */
export function answersWorth(
	slots: readonly DemoSlot[],
	points: number,
	next: () => number
): ReadonlyMap<number, readonly string[]> {
	const total = slots.reduce((sum, slot) => sum + slot.points, 0);
	const loss = total - points;
	const small = slots.filter((slot) => slot.kind !== 'single');
	const large = slots.filter((slot) => slot.kind === 'single');
	const pairs: (readonly [number, number])[] = [];
	for (let singles = 0; singles <= large.length && singles * 200 <= loss; singles++) {
		const rest = loss - singles * 200;
		if (rest % 150 === 0 && rest / 150 <= small.length) pairs.push([rest / 150, singles]);
	}
	// The middle of the list misses about as many of either kind, as people do.
	const [others, singles] = pairs[Math.floor(pairs.length * (0.35 + 0.3 * next()))] ?? [-1, -1];
	if (others < 0) throw new Error(`no answers are worth ${points} of ${total}`);
	const missed = new Set(
		[...shuffled(small, next).slice(0, others), ...shuffled(large, next).slice(0, singles)].map((slot) => slot.slot)
	);
	return new Map(slots.map((slot) => [slot.slot, missed.has(slot.slot) ? wrong(slot, next) : slot.correct]));
}

/** A wrong judgement, another option, or a right set with one option forgotten (half the points). */
function wrong(slot: DemoSlot, next: () => number): readonly string[] {
	if (slot.kind === 'judge') return slot.correct[0] === 'T' ? ['F'] : ['T'];
	if (slot.kind === 'multiple') return slot.correct.slice(0, -1);
	const others = slot.options.filter((option) => !slot.correct.includes(option));
	return [others[Math.floor(next() * others.length)] ?? 'A'];
}
