import type { Instant } from '#lib/base/core/clock.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { extendOpenAttempts, windowsMark } from './extend.server.ts';
import { closeOverdue } from './submit.server.ts';

/** How often the server looks for attempts whose time is over. */
const sweepEveryMs = 1000;

/**
 * About once a second, for as long as the process lives: hands extensions on to the attempts being written, then closes
 * the overdue ones. One pass waits for the one before; a pass that fails is tried again at the next tick and told to
 * `onError`. Returns the function that stops it.
 */
export function startSweeper(
	store: Store,
	now: () => Instant,
	onError: (reason: unknown) => void = () => undefined
): () => void {
	let busy = false;
	let known = '';
	async function sweep(): Promise<void> {
		const mark = await windowsMark(store);
		// Extensions first: nobody is closed by a deadline that has just been moved.
		if (mark !== known) await extendOpenAttempts(store, now());
		known = mark;
		await closeOverdue(store, now());
	}
	const timer = setInterval(() => {
		if (busy) return;
		busy = true;
		void sweep()
			.catch(onError)
			.finally(() => (busy = false));
	}, sweepEveryMs);
	timer.unref();
	return () => clearInterval(timer);
}
