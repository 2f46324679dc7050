import { ask } from './browser.svelte.ts';

/** Whether this browser keeps answers on its disk: a strict write as the sitting page makes it, read back and deleted. */
export async function probeStorage(): Promise<boolean> {
	const name = 'fitness-check';
	const settled = <T>(request: IDBRequest<T>): Promise<T> =>
		new Promise((done, failed) => {
			request.onsuccess = () => done(request.result);
			request.onerror = () => failed(request.error ?? new Error('refused'));
		});
	try {
		const opening = indexedDB.open(name, 1);
		opening.onupgradeneeded = () => opening.result.createObjectStore('kept');
		const database = await settled(opening);
		try {
			const written = String(Math.random());
			const writing = database.transaction('kept', 'readwrite', { durability: 'strict' });
			const committed = new Promise<void>((done, failed) => {
				writing.oncomplete = () => done();
				writing.onabort = () => failed(writing.error ?? new Error('aborted'));
			});
			writing.objectStore('kept').put(written, 1);
			await committed;
			return (await settled(database.transaction('kept').objectStore('kept').get(1))) === written;
		} finally {
			database.close();
			indexedDB.deleteDatabase(name);
		}
	} catch {
		return false;
	}
}

export interface Connection {
	readonly asked: number;
	readonly roundTripsMs: readonly number[];
	/** This machine's clock minus the server's, by the quickest answer; null when none came. */
	readonly clockMs: number | null;
}

/** Ten small requests, one after the other. */
export async function probeConnection(asked = 10): Promise<Connection> {
	const roundTripsMs: number[] = [];
	let [clockMs, quickest]: [number | null, number] = [null, Infinity];
	for (let time = 0; time < asked; time++) {
		const reply = await ask('GET', '/check/ping');
		const serverNow = reply?.value?.serverNow;
		if (!reply || typeof serverNow !== 'number') continue;
		const roundTrip = reply.answeredAt - reply.sentAt;
		roundTripsMs.push(roundTrip);
		if (roundTrip < quickest) [clockMs, quickest] = [Date.now() - roundTrip / 2 - serverNow, roundTrip];
	}
	return { asked, roundTripsMs, clockMs };
}
