import { compareVersions, type Version } from './attempt.ts';
import { list, listed } from './kept-list.svelte.ts';
import type { WireOp } from './wire.ts';

/**
 * The edits of one attempt on the disk of this machine, until the server has acknowledged them: a crash, a closed tab or
 * a power cut loses nothing. One database per account and attempt, under opaque names. Plain IndexedDB, for that is what
 * plain HTTP leaves us; whatever goes wrong with it, the sitting goes on from memory.
 */
export interface KeptEdits {
	/** What an earlier page left, to be asked for before anything is kept; undefined where this machine keeps nothing. */
	left(): Promise<readonly WireOp[] | undefined>;
	/** Resolves true once the edits are on the disk, false when this machine keeps nothing (blocked, full, too slow). */
	keep(edits: readonly WireOp[]): Promise<boolean>;
	/** Lets go what the server has acknowledged: these versions and no others. */
	release(edits: readonly (Version & { readonly number: number })[]): Promise<void>;
}

const prefix = 'sitting-';
/** A disk that takes longer must not hold up the way to the server. */
const patienceMs = 2000;

const soon = <Value>(work: Promise<Value>, otherwise: Value): Promise<Value> =>
	Promise.race([work, new Promise<Value>((done) => setTimeout(() => done(otherwise), patienceMs))]).catch(
		() => otherwise
	);

function open(name: string): Promise<IDBDatabase> {
	return new Promise((ready, failed) => {
		const request = indexedDB.open(name, 1);
		request.onupgradeneeded = () => request.result.createObjectStore('edits', { keyPath: 'number' });
		request.onsuccess = () => ready(request.result);
		request.onerror = () => failed(request.error);
	});
}

/** @param lost is told when another tab, or the browser, has deleted what was kept: it is on the disk no longer */
export function keepEdits(owner: string, code: string, lost?: () => void): KeptEdits {
	const name = `${prefix}${owner}-${code}`;
	let opened: Promise<IDBDatabase> | undefined;

	/** Opens at first use, and again after another tab or the browser has closed it. */
	function database(): Promise<IDBDatabase> {
		opened ??= open(name).then((db) => {
			const gone = () => {
				opened = undefined;
				lost?.();
			};
			// Signing out in another tab deletes databases: an open one would stand in its way.
			db.onversionchange = () => (db.close(), gone());
			db.onclose = gone;
			remember(name);
			return db;
		});
		opened.catch(() => (opened = undefined));
		return opened;
	}

	/** One transaction; resolves when it is complete, which with `strict` means: on the disk. */
	async function run<Value>(mode: IDBTransactionMode, work: (edits: IDBObjectStore) => () => Value): Promise<Value> {
		const transaction = (await database()).transaction('edits', mode, { durability: 'strict' });
		const value = work(transaction.objectStore('edits'));
		return new Promise((done, failed) => {
			transaction.oncomplete = () => done(value());
			transaction.onabort = () => failed(transaction.error);
		});
	}

	/** Does to the edit kept for a question what its version says: another tab of the same attempt keeps its edits here too. */
	const compared = (
		edits: IDBObjectStore,
		edit: Version & { readonly number: number },
		act: (order: number) => void
	): void => {
		const found = edits.get(edit.number) as IDBRequest<WireOp | undefined>;
		found.onsuccess = () => act(found.result ? compareVersions(edit, found.result) : 1);
	};

	return {
		left: () =>
			run('readonly', (edits) => {
				const all = edits.getAll() as IDBRequest<WireOp[]>;
				return () => all.result;
			}).catch(() => undefined),
		keep: (ops) =>
			soon(
				run('readwrite', (edits) => {
					for (const op of ops) compared(edits, op, (order) => order > 0 && edits.put(op));
					return () => true;
				}),
				false
			),
		release: (ops) =>
			soon(
				run('readwrite', (edits) => {
					for (const op of ops) compared(edits, op, (order) => order === 0 && edits.delete(op.number));
					return () => undefined;
				}),
				undefined
			)
	};
}

const remember = (name: string): void => list([...new Set([...listed(), name])]);

/** The databases of sittings on this machine, whoever's they are. */
async function keptNames(): Promise<readonly string[]> {
	try {
		const known = ((await indexedDB.databases?.()) ?? []).map(({ name = '' }) => name);
		return [...new Set([...known, ...listed()])].filter((name) => name.startsWith(prefix));
	} catch {
		return listed();
	}
}

/** The owners under whose names this machine keeps edits of an attempt: one, or none. */
export async function ownersOf(code: string): Promise<readonly string[]> {
	const names = await keptNames();
	return names.filter((name) => name.endsWith(`-${code}`)).map((name) => name.slice(prefix.length, -code.length - 1));
}

/** The attempts of which this machine keeps something under the mark of an account; what was tried out is none. */
export async function codesOf(owner: string): Promise<readonly string[]> {
	const start = `${prefix}${owner}-`;
	const names = await keptNames();
	return names
		.filter((name) => name.startsWith(start) && !name.endsWith('-trial'))
		.map((name) => name.slice(start.length));
}

/** Whether anything of an attempt is on this machine that the server has not acknowledged, whoever's it is. */
export async function hasLeft(): Promise<boolean> {
	for (const name of await soon(keptNames(), [])) {
		const [owner = '', code = ''] = name.slice(prefix.length).split('-');
		if (code === 'trial') continue;
		const left = await soon(keepEdits(owner, code).left(), undefined);
		if (left === undefined || left.length > 0) return true;
	}
	return false;
}

/** Deletes what this machine keeps of the sittings that `spare` does not name; on a shared machine the next one starts clean. */
export async function forgetEdits(spare: (owner: string, code: string) => boolean): Promise<void> {
	const names = await keptNames();
	const gone = names.filter((name) => {
		const [owner = '', code = ''] = name.slice(prefix.length).split('-');
		return !spare(owner, code);
	});
	try {
		for (const name of gone) indexedDB.deleteDatabase(name);
	} catch {
		// Where IndexedDB is blocked nothing was kept.
	}
	list(listed().filter((name) => !gone.includes(name)));
}
