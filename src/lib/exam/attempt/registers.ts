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
export const createRegisters = (total: number): Registers => new PackedRegisters(total);

/** A class, so that all share one form: closures for each attempt would be a form of their own a hundred thousand times. */
class PackedRegisters implements Registers {
	answered = 0;
	readonly #marks: Uint8Array;
	readonly #epochs: Uint32Array;
	readonly #revs: Uint32Array;
	readonly #times: Float64Array;
	readonly #answers: (readonly string[])[];

	constructor(total: number) {
		const size = total + 1;
		this.#marks = new Uint8Array(size);
		this.#epochs = new Uint32Array(size);
		this.#revs = new Uint32Array(size);
		this.#times = new Float64Array(size);
		this.#answers = new Array<readonly string[]>(size).fill(none);
	}

	get(slot: number): Register | undefined {
		const mark = this.#marks[slot] ?? 0;
		if ((mark & set) === 0) return undefined;
		return {
			epoch: this.#epochs[slot] ?? 0,
			rev: this.#revs[slot] ?? 0,
			answer: this.#answers[slot] ?? none,
			marked: (mark & flagged) !== 0,
			receivedAt: this.#times[slot] ?? 0
		};
	}

	set(slot: number, { epoch, rev, answer, marked, receivedAt }: Register): void {
		if (slot < 1 || slot >= this.#marks.length) throw new Error(`slot ${slot} of ${this.#marks.length - 1}`);
		this.answered += Number(answer.length > 0) - Number((this.#answers[slot] ?? none).length > 0);
		this.#marks[slot] = set | changed | (marked ? flagged : 0);
		this.#epochs[slot] = epoch;
		this.#revs[slot] = rev;
		this.#times[slot] = receivedAt;
		this.#answers[slot] = once(answer);
	}

	slots(): number[] {
		return this.#having(set);
	}

	changed(): number[] {
		return this.#having(changed);
	}

	clean(): void {
		const marks = this.#marks;
		for (let slot = 1; slot < marks.length; slot++) marks[slot] = (marks[slot] ?? 0) & ~changed;
	}

	#having(bit: number): number[] {
		const found: number[] = [];
		for (let slot = 1; slot < this.#marks.length; slot++) if (((this.#marks[slot] ?? 0) & bit) !== 0) found.push(slot);
		return found;
	}
}
