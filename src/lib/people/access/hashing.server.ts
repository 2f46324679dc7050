import { hash, verify } from '@node-rs/argon2';
import { availableParallelism } from 'node:os';
import { createFairQueue, lineOf } from './fair-queue.ts';

/**
 * 8 MiB, five passes, one lane: a little above the last of the five settings that OWASP's password storage cheat sheet
 * names as equally strong for argon2id (7 MiB, five passes). The eighth MiB makes it cheaper: Linux then serves the whole
 * block in pages of 2 MiB (7 ms of CPU; 11 with 7 MiB, 7.5 with 12 MiB and three passes, 15 with 19 MiB and two).
 */
const cost = { memoryCost: 8192, timeCost: 5, parallelism: 1 } as const;

export interface Hashing {
	/** @param address where the request comes from: addresses take turns */
	hash(password: string, address?: string): Promise<string>;
	/** Without a stored hash (unknown account, not yet activated) the same work is done and the answer is false. */
	verify(stored: string | null, password: string, address?: string): Promise<boolean>;
}

/**
 * Argon2id behind a fair queue: a flood of guesses must not take the machine from those who sit an exam, so one core is
 * always left to them, nor the doors from those who know their password. Turns go by address and not by account: a flood
 * of names that nobody has is as many accounts, and whose turn comes when must not tell which names exist.
 * @param capacity checks that may wait before one is refused with QueueFull: the door answers 503 and asks to come again
 */
export function createHashing(capacity = 2000, lanes = Math.max(1, availableParallelism() - 1)): Hashing {
	const queue = createFairQueue(capacity, lanes);
	// The hash of nobody's password, made once: refusing an unknown name costs what refusing a wrong password costs.
	let nobody: Promise<string> | undefined;
	return {
		hash: (password, address = '') => queue.run(lineOf(address), () => hash(password.normalize('NFKC'), cost)),
		async verify(stored, password, address = '') {
			nobody ??= hash('\0', cost);
			const against = stored ?? (await nobody);
			const fits = await queue.run(lineOf(address), () => verify(against, password.normalize('NFKC')));
			return fits && stored !== null;
		}
	};
}
