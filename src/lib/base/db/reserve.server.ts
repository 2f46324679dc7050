import { randomBytes } from 'node:crypto';
import { existsSync, rmSync, statfsSync, statSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * `making` not there yet · `kept` there to be given away · `given` the disk was full, and saves live on what it gave ·
 * `missing` the disk has no room for one.
 */
export type ReserveState = 'making' | 'kept' | 'given' | 'missing';

/** A file that holds room on the disk and is deleted when the disk is full, so that an exam under way can end. */
export interface Reserve {
	readonly state: ReserveState;
	/** Gives the room away now: a write has just found the disk full. */
	give(): void;
	stop(): void;
}

/** With less than this left on the disk the reserve is given away before a write fails. */
const leastFree = 16 * 2 ** 20;

/** Also the age at which a server first makes its reserve: one that is stopped at once writes none. */
const lookEveryMs = 5000;

const chunkBytes = 2 ** 20;

/**
 * Keeps `bytes` of room in the file at `path`; 0 keeps none. Room given away is taken back as soon as the disk has twice
 * as much. `tell` hears of every change of state, in words.
 */
export function keepReserve(path: string, bytes: number, tell: (state: ReserveState, words: string) => void): Reserve {
	let state: ReserveState = 'making';
	let making = false;
	let stopped = false;
	const megabytes = Math.round(bytes / 2 ** 20);
	if (bytes > 0 && existsSync(path) && statSync(path).size === bytes) state = 'kept';

	const free = (): number => {
		const { bavail, bsize } = statfsSync(dirname(path));
		return bavail * bsize;
	};

	function turn(next: ReserveState, words: string): void {
		if (state === next) return;
		state = next;
		tell(next, words);
	}

	function give(): void {
		if (bytes === 0 || state === 'given') return;
		const had = existsSync(path);
		rmSync(path, { force: true });
		if (had) turn('given', `the disk is full: the reserve of ${megabytes} MB was given away, make room now`);
		else turn('missing', 'the disk is full and there is no reserve: make room now');
	}

	/** Random bytes, for some file systems would store zeros as nothing. Its name comes last, when all of it is there. */
	async function make(): Promise<void> {
		const partial = `${path}.partial`;
		const chunk = randomBytes(chunkBytes);
		try {
			const file = await open(partial, 'w', 0o600);
			try {
				for (let written = 0; written < bytes && !stopped; written += chunkBytes)
					await file.write(chunk, 0, Math.min(chunkBytes, bytes - written));
				await file.sync();
			} finally {
				await file.close();
			}
			if (stopped) return;
			await rename(partial, path);
			turn('kept', `${megabytes} MB of the disk are in reserve`);
		} catch (reason) {
			turn('missing', `no reserve could be made on the disk: ${String(reason)}`);
		} finally {
			await rm(partial, { force: true });
		}
	}

	function look(): void {
		if (making || stopped) return;
		const left = free();
		if (left < leastFree) give();
		else if (state !== 'kept' && left > 2 * bytes) {
			making = true;
			void make().finally(() => (making = false));
		} else if (state === 'making') turn('missing', `the disk has less than ${2 * megabytes} MB left: no reserve`);
	}

	if (bytes > 0 && free() < leastFree) give();
	const timer = bytes > 0 ? setInterval(look, lookEveryMs) : undefined;
	timer?.unref();
	return {
		get state() {
			return bytes === 0 ? 'kept' : state;
		},
		give,
		stop() {
			stopped = true;
			clearInterval(timer);
		}
	};
}
