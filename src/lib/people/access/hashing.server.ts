import { hash, verify } from '@node-rs/argon2';
import { availableParallelism } from 'node:os';

/**
 * 8 MiB, five passes, one lane: a little above the last of the five settings that OWASP's password storage cheat sheet
 * names as equally strong for argon2id (7 MiB, five passes). The eighth MiB makes it cheaper: Linux then serves the whole
 * block in pages of 2 MiB (7 ms of CPU; 11 with 7 MiB, 7.5 with 12 MiB and three passes, 15 with 19 MiB and two).
 */
const cost = { memoryCost: 8192, timeCost: 5, parallelism: 1 } as const;

/** The queue of password checks is full: the door answers 503 and asks to come again. */
export class HashingBusy extends Error {}

export interface Hashing {
	hash(password: string): Promise<string>;
	/** Without a stored hash (unknown account, not yet activated) the same work is done and the answer is false. */
	verify(stored: string | null, password: string): Promise<boolean>;
}

/**
 * Argon2id behind a semaphore: a flood of guesses must not take the machine from those who sit an exam, so one core is
 * always left to them.
 * @param capacity checks that may wait before the next one is refused with {@link HashingBusy}
 */
export function createHashing(capacity = 2000, lanes = Math.max(1, availableParallelism() - 1)): Hashing {
	const waiting: (() => void)[] = [];
	let busy = 0;

	async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
		if (busy >= lanes) {
			if (waiting.length >= capacity) throw new HashingBusy('too many password checks are waiting');
			await new Promise<void>((turn) => waiting.push(turn));
		} else busy++;
		try {
			return await work();
		} finally {
			// The lane is handed on, not freed and taken again, so nobody can slip in between.
			const next = waiting.shift();
			if (next) next();
			else busy--;
		}
	}

	// The hash of nobody's password, made once: refusing an unknown name costs what refusing a wrong password costs.
	let nobody: Promise<string> | undefined;
	return {
		hash: (password) => inTurn(() => hash(password.normalize('NFKC'), cost)),
		async verify(stored, password) {
			nobody ??= hash('\0', cost);
			const against = stored ?? (await nobody);
			const fits = await inTurn(() => verify(against, password.normalize('NFKC')));
			return fits && stored !== null;
		}
	};
}
