import { ask } from './browser.svelte.ts';
import { forgetEdits, keepEdits, ownersOf } from './kept-edits.svelte.ts';
import { acknowledges, emptyOutbox, leftOver, nextRequest, type Outbox, settled } from './outbox.ts';
import { retryDelayMs } from './retry.ts';

/** Nobody is made to wait longer than this before there is a way on. */
const patienceMs = 5000;

/**
 * What a crash, or a network that came back too late, has left on this machine of an attempt whose page is open no longer.
 * It is handed over under its own versions, so that nothing newer is overwritten; the server says whether it counts or is
 * late. The machine is cleared only of what is closed.
 */
export function createLeftBehind() {
	let outbox = $state.raw<Outbox>(emptyOutbox(1));
	let failures = $state(0);
	let isSlow = $state(false);
	let isBusy = $state(false);
	let isDone = $state(false);
	/** Of a server that was set back since: the open attempt does not know their page, only the sitting page can take them in. */
	let strange = $state.raw<readonly number[]>([]);
	let delivered = $state.raw<readonly number[]>([]);
	let isEnded = false;
	const pause = (failed: number) =>
		new Promise((later) => setTimeout(later, 500 + retryDelayMs(failed, Math.random())));

	async function handOver(code: string, isClosed: boolean): Promise<void> {
		for (const owner of await ownersOf(code)) {
			const disk = keepEdits(owner, code);
			let left = await disk.left();
			// A disk that will not be read now holds edits all the same: what nobody has read is not cleared.
			for (let tries = 1; left === undefined && !isEnded; tries++) {
				await pause(tries);
				left = await disk.left();
			}
			outbox = leftOver(left ?? []);
			let requests = 0;
			while (outbox.pending.size > 0 && !isEnded) {
				const request = nextRequest(outbox, `left-${++requests}`);
				if (!request) break;
				const answer = (await ask('PUT', `/api/v1/attempts/${code}/answers`, request))?.value;
				if (acknowledges(request, answer)) {
					failures = 0;
					isClosed = answer.state !== 'open';
					outbox = settled(outbox, answer.acks);
					const unknown = isClosed ? [] : answer.acks.filter((ack) => ack.code === 'unknownEpoch');
					strange = [...strange, ...unknown.map(({ number }) => number)];
					// `dup`: it was there already, and the answer that said so was lost with the tab.
					const counts = answer.acks.filter(({ status }) => status === 'applied' || status === 'dup');
					delivered = [...delivered, ...counts.map(({ number }) => number)];
					await disk.release(answer.acks.filter((ack) => !unknown.includes(ack)));
				} else await pause(++failures);
			}
		}
		if (isEnded) return;
		// While it is open, its own page may be keeping something this very moment.
		if (isClosed) await forgetEdits((_, other) => other !== code);
		isBusy = false;
		isDone = true;
	}

	return {
		/** Begins; returns what ends it. `isClosed`: the attempt is known to be, whatever the machine still holds. */
		handOver(code: string, isClosed: boolean): () => void {
			isBusy = true;
			const limit = setTimeout(() => (isSlow = true), patienceMs);
			void handOver(code, isClosed);
			return () => {
				clearTimeout(limit);
				isEnded = true;
			};
		},
		get waiting() {
			return outbox.pending.size + strange.length;
		},
		get failed() {
			return failures > 0 || strange.length > 0;
		},
		/** Nothing final should be done yet: it is still being looked for and sent, and nothing says that it will not go. */
		get holds() {
			return isBusy && failures === 0 && !isSlow;
		},
		/** Begun and not at its end: what the disk holds may not even be known yet. */
		get isLooking() {
			return isBusy;
		},
		get isDone() {
			return isDone;
		},
		/** Questions whose answer counts by this. */
		get delivered() {
			return delivered;
		},
		get late() {
			return outbox.late;
		}
	};
}

export type LeftBehind = ReturnType<typeof createLeftBehind>;
