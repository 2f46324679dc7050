import type { Register } from './attempt.ts';

/**
 * The registers of one attempt in compact form, by canonical slot number from 1: with a hundred thousand attempts open
 * at once, an object for each answer would fill the machine.
 */
export interface Registers {
	get(slot: number): Register | undefined;
	set(slot: number, register: Register): void;
	/** Slots with a non-empty answer. */
	readonly answered: number;
	/** Slots ever answered or flagged, ascending. */
	slots(): number[];
	/** Slots set since `clean` was called last, ascending. */
	changed(): number[];
	clean(): void;
}

const set = 1;
const flagged = 2;
const changed = 4;

/** Answers are few different ones, over and over: each is kept once. */
const known = new Map<string, readonly string[]>();
const none: readonly string[] = [];
function once(answer: readonly string[]): readonly string[] {
	if (answer.length === 0) return none;
	const key = answer.join('\n');
	const same = known.get(key);
	if (same) return same;
	if (known.size < 10_000) known.set(key, answer);
	return answer;
}

/** @param total slots of the paper */
export function createRegisters(total: number): Registers {
	const size = total + 1;
	const marks = new Uint8Array(size);
	const epochs = new Uint32Array(size);
	const revs = new Uint32Array(size);
	const times = new Float64Array(size);
	const answers: (readonly string[])[] = new Array<readonly string[]>(size).fill(none);
	let answered = 0;
	const having = (bit: number) => {
		const found: number[] = [];
		for (let slot = 1; slot < size; slot++) if (((marks[slot] ?? 0) & bit) !== 0) found.push(slot);
		return found;
	};
	return {
		get(slot) {
			const mark = marks[slot] ?? 0;
			if ((mark & set) === 0) return undefined;
			return {
				epoch: epochs[slot] ?? 0,
				rev: revs[slot] ?? 0,
				answer: answers[slot] ?? none,
				marked: (mark & flagged) !== 0,
				receivedAt: times[slot] ?? 0
			};
		},
		set(slot, { epoch, rev, answer, marked, receivedAt }) {
			if (slot < 1 || slot >= size) throw new Error(`slot ${slot} of ${total}`);
			answered += Number(answer.length > 0) - Number((answers[slot] ?? none).length > 0);
			marks[slot] = set | changed | (marked ? flagged : 0);
			epochs[slot] = epoch;
			revs[slot] = rev;
			times[slot] = receivedAt;
			answers[slot] = once(answer);
		},
		get answered() {
			return answered;
		},
		slots: () => having(set),
		changed: () => having(changed),
		clean() {
			for (let slot = 1; slot < size; slot++) marks[slot] = (marks[slot] ?? 0) & ~changed;
		}
	};
}
