import type Sqlite from 'better-sqlite3';
import type { Turns } from './turns.ts';

/** The queue is full: the caller answers 503 with Retry-After, the browser keeps its answer and comes again. */
export class Busy extends Error {}

/** The disk is full: nothing of this batch is kept, what was acknowledged before stands. Answered with 507. */
export class DiskFull extends Error {}

/**
 * The disk failed while committing. Whether the last batch is on it cannot be known from this process, and asking the
 * disk to flush again would lie (a failed fsync is reported once): nobody is acknowledged and the process must end.
 */
export class StorageFailed extends Error {}

/** Why nothing was kept, as HTTP says it. */
export interface Unkept {
	readonly status: 503 | 507;
	readonly reason: 'busy' | 'diskFull' | 'storageFailed';
	/** Seconds after which to come again. */
	readonly retryAfter: number;
}

/** What the door answers to one of the three errors above, or to what the disk says itself; undefined for any other. */
export function whyUnkept(thrown: unknown): Unkept | undefined {
	if (thrown instanceof Busy) return { status: 503, reason: 'busy', retryAfter: 2 };
	const fault = storageFault(thrown);
	if (fault instanceof DiskFull) return { status: 507, reason: 'diskFull', retryAfter: 10 };
	return fault && { status: 503, reason: 'storageFailed', retryAfter: 5 };
}

/** Memory that mirrors rows written through the group commit, so that it is never ahead of the database. */
export interface Mirror {
	/** A transaction has begun: the moment to look whether another process has written. */
	enter(): void;
	/** The request just done stands in the transaction. */
	keep(): void;
	/** The request just done was rolled back, alone. */
	undo(): void;
	/** The whole transaction was committed. */
	committed(): void;
	/** The whole transaction was rolled back. */
	abandoned(): void;
}

export interface GroupCommit {
	/**
	 * Runs `work` inside the next common transaction and resolves only after COMMIT (fsync). `work` is synchronous, uses
	 * the raw connection and may be run again after a rollback; if it throws, what it wrote is rolled back, alone.
	 * @throws Busy when more than `capacity` requests wait
	 * @throws DiskFull, StorageFailed when the commit failed
	 */
	push<Result>(work: (raw: Sqlite.Database) => Result): Promise<Result>;
	readonly waiting: number;
	/** Called once when the disk has failed; from then on every push is refused with StorageFailed. */
	onFailure(listener: (reason: unknown) => void): void;
	/** Called whenever a write has found the disk full. */
	onFull(listener: () => void): void;
	/** Told by the connection's other writers what befell them: a disk that failed for one has failed for all. */
	befell(reason: unknown): void;
}

interface Waiting {
	readonly work: (raw: Sqlite.Database) => unknown;
	readonly resolve: (value: never) => void;
	readonly reject: (reason: unknown) => void;
}

/** Requests that one transaction takes at most; beyond it a flush would hold the event loop too long. */
const batchLimit = 1000;

const mirrors = new WeakMap<Sqlite.Database, Mirror[]>();
const inside = new WeakSet<Sqlite.Database>();

/** Has a memory follow every group commit of this connection. */
export function follow(raw: Sqlite.Database, mirror: Mirror): void {
	mirrors.set(raw, [...(mirrors.get(raw) ?? []), mirror]);
}

/** Whether the caller runs inside a group commit of this connection: what a mirror's writers must. */
export const insideGroupCommit = (raw: Sqlite.Database): boolean => inside.has(raw);

/**
 * Collects the saves of many candidates into one transaction: with synchronous=FULL the fsync is the dear part and one
 * fsync carries them all.
 */
export function createGroupCommit(turns: Turns, raw: Sqlite.Database, capacity = 20_000): GroupCommit {
	let queue: Waiting[] = [];
	let scheduled = false;
	let failure: StorageFailed | undefined;
	const listeners: ((reason: unknown) => void)[] = [];
	const fullListeners: (() => void)[] = [];
	const [begin, commit, savepoint, release, rollback] = [
		...['begin immediate', 'commit', 'savepoint one_save', 'release one_save', 'rollback to one_save']
	].map((text) => raw.prepare(text)) as [Statement, Statement, Statement, Statement, Statement];
	const tell = (what: keyof Mirror) => {
		for (const mirror of mirrors.get(raw) ?? []) mirror[what]();
	};

	/** One transaction over the batch; what each request comes to, to be told after COMMIT. */
	function transact(batch: readonly Waiting[], one: (waiting: Waiting) => () => void): void {
		const settled: (() => void)[] = [];
		try {
			begin.run();
			inside.add(raw);
			tell('enter');
			for (const waiting of batch) settled.push(one(waiting));
			commit.run();
			tell('committed');
		} catch (reason) {
			if (raw.inTransaction) rollBack();
			tell('abandoned');
			throw reason;
		} finally {
			inside.delete(raw);
		}
		for (const settle of settled) settle();
	}

	const plainly = ({ work, resolve }: Waiting): (() => void) => {
		const value = work(raw);
		return () => resolve(value as never);
	};

	/** In a savepoint of its own: when it throws, it alone is rolled back. */
	function apart({ work, resolve, reject }: Waiting): () => void {
		savepoint.run();
		try {
			const value = work(raw);
			tell('keep');
			return () => resolve(value as never);
		} catch (reason) {
			// A full disk or an I/O error may have ended the whole transaction: then nobody is acknowledged.
			if (!raw.inTransaction || storageFault(reason)) throw reason;
			rollback.run();
			tell('undo');
			return () => reject(reason);
		} finally {
			if (raw.inTransaction) release.run();
		}
	}

	/**
	 * First without savepoints, which cost a tenth of a save; if one request of the batch throws, the transaction is
	 * rolled back and done again with a savepoint for each. Nobody has been answered in between.
	 */
	function run(batch: readonly Waiting[]): void {
		try {
			try {
				transact(batch, plainly);
			} catch (reason) {
				if (storageFault(reason)) throw reason;
				transact(batch, apart);
			}
		} catch (reason) {
			const said = storageFault(reason) ?? reason;
			if (said instanceof StorageFailed) fail(said);
			if (said instanceof DiskFull) full();
			for (const { reject } of batch) reject(said);
		}
	}

	function rollBack(): void {
		try {
			raw.exec('rollback');
		} catch {
			// The failed disk may refuse this too; the process is about to end.
		}
	}

	function fail(reason: StorageFailed): void {
		if (failure) return;
		failure = reason;
		for (const { reject } of queue) reject(reason);
		queue = [];
		for (const listener of listeners) listener(reason);
	}

	function full(): void {
		for (const listener of fullListeners) listener();
	}

	function flush(): void {
		const batch = queue.slice(0, batchLimit);
		queue = queue.slice(batchLimit);
		run(batch);
		scheduled = false;
		schedule();
	}

	function schedule(): void {
		if (scheduled || queue.length === 0) return;
		scheduled = true;
		// In a turn of its own, so no transaction of a verb is ever interleaved with it; and never later: what comes while
		// this one is flushed to the disk waits for the next, so a batch grows by itself with the load. A pause between two
		// would cost more than it saves: a process that sleeps wakes up to cold caches.
		setImmediate(() => turns.first(flush));
	}

	return {
		get waiting() {
			return queue.length;
		},
		push(work) {
			if (failure) return Promise.reject(failure);
			if (queue.length >= capacity) return Promise.reject(new Busy('too many saves are waiting'));
			return new Promise((resolve, reject) => {
				queue.push({ work, resolve: resolve as (value: never) => void, reject });
				schedule();
			});
		},
		onFailure: (listener) => void listeners.push(listener),
		onFull: (listener) => void fullListeners.push(listener),
		befell(reason) {
			const said = storageFault(reason);
			if (said instanceof DiskFull) full();
			// A page that cannot be read is the misfortune of whoever asked for it; a write that failed is everybody's.
			else if (said && failedWrite.test(said.message)) fail(said);
		}
	};
}

type Statement = Sqlite.Statement<unknown[]>;

const failedWrite = /SQLITE_IOERR_(WRITE|FSYNC|DIR_FSYNC|TRUNCATE)/;

/** What a failure of the disk is called; undefined for anything else. */
function storageFault(reason: unknown): DiskFull | StorageFailed | undefined {
	if (reason instanceof DiskFull || reason instanceof StorageFailed) return reason;
	const code = reason instanceof Error && 'code' in reason ? String(reason.code) : '';
	if (code.startsWith('SQLITE_FULL')) return new DiskFull('the disk is full', { cause: reason });
	if (/^SQLITE_(IOERR|CORRUPT|NOTADB|CANTOPEN|READONLY)/.test(code))
		return new StorageFailed(`the disk failed: ${code}`, { cause: reason });
	return undefined;
}
