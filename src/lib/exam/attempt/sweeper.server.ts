import type { Instant } from '#lib/base/core/clock.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { closeOverdue } from './submit.server.ts';

/** How often the server looks for attempts whose time is over. */
const sweepEveryMs = 1000;

/**
 * Closes overdue attempts about once a second for as long as the process lives; one pass waits for the one before.
 * A pass that fails is tried again at the next tick and told to `onError`. Returns the function that stops it.
 */
export function startSweeper(
	store: Store,
	now: () => Instant,
	onError: (reason: unknown) => void = () => undefined
): () => void {
	let busy = false;
	const timer = setInterval(() => {
		if (busy) return;
		busy = true;
		void closeOverdue(store, now())
			.catch(onError)
			.finally(() => (busy = false));
	}, sweepEveryMs);
	timer.unref();
	return () => clearInterval(timer);
}
