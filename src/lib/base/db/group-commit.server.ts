import type Sqlite from 'better-sqlite3';
import type { Kysely } from 'kysely';
import type { Tables } from './schema.ts';

/** The queue is full: the caller answers 503 with Retry-After, the browser keeps its answer and comes again. */
export class Busy extends Error {}

export interface GroupCommit {
	/**
	 * Runs `work` inside the next common transaction, in a savepoint of its own, and resolves only after COMMIT (fsync).
	 * `work` is synchronous and uses the raw connection; if it throws, only its own savepoint is rolled back.
	 * @throws Busy when more than `capacity` requests wait
	 */
	push<Result>(work: (raw: Sqlite.Database) => Result): Promise<Result>;
	readonly waiting: number;
}

interface Waiting {
	readonly work: (raw: Sqlite.Database) => unknown;
	readonly resolve: (value: never) => void;
	readonly reject: (reason: unknown) => void;
}

/** Requests that one transaction takes at most; beyond it a flush would hold the event loop too long. */
const batchLimit = 1000;

/**
 * Collects the saves of many candidates into one transaction: with synchronous=FULL the fsync is the dear part and one
 * fsync carries them all. No timer: a flush takes what has gathered while the last one ran.
 */
export function createGroupCommit(db: Kysely<Tables>, raw: Sqlite.Database, capacity = 20_000): GroupCommit {
	let queue: Waiting[] = [];
	let flushing = false;
	const savepoint = raw.prepare('savepoint one_save');
	const release = raw.prepare('release one_save');
	const rollback = raw.prepare('rollback to one_save');

	function commit(batch: readonly Waiting[]): void {
		const settled: (() => void)[] = [];
		raw.exec('begin immediate');
		try {
			for (const { work, resolve, reject } of batch) {
				savepoint.run();
				try {
					const value = work(raw);
					settled.push(() => resolve(value as never));
				} catch (reason) {
					// A full disk or an I/O error may have ended the whole transaction: then nobody is acknowledged.
					if (!raw.inTransaction) throw reason;
					rollback.run();
					settled.push(() => reject(reason));
				}
				release.run();
			}
			raw.exec('commit');
		} catch (reason) {
			if (raw.inTransaction) raw.exec('rollback');
			for (const { reject } of batch) reject(reason);
			return;
		}
		for (const settle of settled) settle();
	}

	async function flush(): Promise<void> {
		flushing = true;
		try {
			while (queue.length > 0) {
				// Kysely's connection is held for the batch, so no transaction of a verb is ever interleaved with it.
				await db.connection().execute(async () => {
					const batch = queue.slice(0, batchLimit);
					queue = queue.slice(batchLimit);
					commit(batch);
				});
				await new Promise((later) => setImmediate(later));
			}
		} finally {
			flushing = false;
		}
	}

	return {
		get waiting() {
			return queue.length;
		},
		push(work) {
			if (queue.length >= capacity) return Promise.reject(new Busy('too many saves are waiting'));
			return new Promise((resolve, reject) => {
				queue.push({ work, resolve: resolve as (value: never) => void, reject });
				if (!flushing) {
					flushing = true;
					setImmediate(() => void flush());
				}
			});
		}
	};
}
