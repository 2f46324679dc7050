import { ask } from './browser.svelte.ts';
import { forgetEdits, keepEdits, ownersOf } from './kept-edits.svelte.ts';
import { acknowledges, emptyOutbox, leftOver, nextRequest, type Outbox, settled } from './outbox.ts';
import { retryDelayMs } from './retry.ts';

/**
 * What a crash, or a network that came back too late, has left on this machine of an attempt that is closed by now. It is
 * handed over all the same: the server keeps it as late. Only then is the machine cleared.
 */
export function createLeftBehind() {
	let outbox = $state.raw<Outbox>(emptyOutbox(1));
	let failures = $state(0);
	let isEnded = false;
	const pause = (failed: number) =>
		new Promise((later) => setTimeout(later, 500 + retryDelayMs(failed, Math.random())));

	async function handOver(code: string): Promise<void> {
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
					outbox = settled(outbox, answer.acks);
					await disk.release(answer.acks);
				} else await pause(++failures);
			}
		}
		if (!isEnded) await forgetEdits((_, other) => other !== code);
	}

	return {
		/** Begins; returns what ends it. */
		handOver(code: string): () => void {
			void handOver(code);
			return () => (isEnded = true);
		},
		get waiting() {
			return outbox.pending.size;
		},
		get failed() {
			return failures > 0;
		},
		get late() {
			return outbox.late;
		}
	};
}
