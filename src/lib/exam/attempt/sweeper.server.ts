import type { Instant } from '#lib/base/core/clock.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { assembleAhead } from '#lib/exam/plan/ahead.server.ts';
import { ledgersOf } from './ledgers.server.ts';
import { extendOpenAttempts, windowsMark } from './extend.server.ts';
import { notePaces } from './pace.server.ts';
import { closeOverdue } from './submit.server.ts';

/** How often the server looks for attempts whose time is over. */
const sweepEveryMs = 1000;

/**
 * How far the log may run ahead of the rows made from it: what a start after a crash reads again, at about a million
 * events in two seconds. With many attempts open it may run further, so that settling one takes in many of its answers.
 */
const leastAhead = 200_000;
const aheadPerAttempt = 20;
/** Attempts settled in one pass: some ten milliseconds. */
const settledAtOnce = 200;

/** Papers drawn in one pass, some hundred milliseconds with answers in between. */
const assembledAtOnce = 20;
/** Closed attempts whose pace is read in one pass: some ten milliseconds, with answers in between. */
const readAtOnce = 25;

async function settleSome(store: Store): Promise<void> {
	const ledgers = ledgersOf(store.raw);
	if (ledgers.ahead > Math.max(leastAhead, aheadPerAttempt * ledgers.waiting))
		await store.saves.push(() => ledgers.settle(settledAtOnce));
}

/** Brings all rows up to the log: when the server stops, so that the next start has nothing to read again. */
export async function settleAll(store: Store): Promise<void> {
	const ledgers = ledgersOf(store.raw);
	do await store.saves.push(() => ledgers.settle(settledAtOnce));
	while (ledgers.waiting > 0);
}

/**
 * About once a second, for as long as the process lives: hands extensions on to the attempts being written, closes the
 * overdue ones, and when nothing else waits assembles papers ahead and reads the pace of closed attempts. One pass waits
 * for the one before; a pass that fails is tried again at the next tick and told to `onError`. Returns the function that stops it.
 * @param settle gives running attempts back what an outage took; before it nobody is closed
 */
export function startSweeper(
	store: Store,
	now: () => Instant,
	onError: (reason: unknown) => void = () => undefined,
	settle: () => Promise<void> | undefined = () => undefined
): () => void {
	let busy = false;
	let known = '';
	async function sweep(): Promise<void> {
		await settle();
		const mark = await windowsMark(store);
		// Extensions first: nobody is closed by a deadline that has just been moved.
		if (mark !== known) await extendOpenAttempts(store, now());
		known = mark;
		await closeOverdue(store, now());
		await settleSome(store);
		if (store.saves.waiting === 0) await assembleAhead(store.db, now(), assembledAtOnce);
		if (store.saves.waiting === 0) await notePaces(store, readAtOnce);
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
