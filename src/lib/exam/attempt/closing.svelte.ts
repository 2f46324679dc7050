import type { Delivery } from './delivery.svelte.ts';
import { retryDelayMs } from './retry.ts';
import { protocol } from './wire.ts';

/**
 * `writing` · `lost`: a newer page holds the attempt · `closing`: over, handing in · `unreachable`: over, and the server
 * cannot be reached; it is tried again for ever while the rescue sheet is offered.
 */
export type Phase = 'writing' | 'lost' | 'closing' | 'unreachable';

/** What closing needs to know of the page, and does to it. */
export interface Closable {
	readonly graceMs: number;
	deadlineAt(): number;
	phase(): Phase;
	enter(phase: Phase): void;
	go(path: string): void;
}

/** Hand-ins at the deadline are spread over this time, within the grace. */
const spreadMs = 3000;

/** The end of the sitting: time is up, or the attempt was closed elsewhere. Nothing that is still here is kept back. */
export function createClosing(delivery: Delivery, page: Closable) {
	let held: readonly number[] = [];
	let isOver = $state(false);
	let nudge: () => void = () => undefined;

	/** Waits, or until something hints that trying now may help. */
	const pause = (ms: number) =>
		new Promise<void>((later) => {
			nudge = later;
			setTimeout(later, ms);
		});

	const freeze = () => (held = [...held, ...[...delivery.outbox.pending.keys()].filter((one) => !held.includes(one))]);

	/** The attempt is closed: what is still here is handed over, then the result page says what became of it. */
	async function leave(): Promise<void> {
		if (isOver) return;
		isOver = true;
		if (page.phase() !== 'unreachable') page.enter('closing');
		freeze();
		for (let failures = 1; ; failures++) {
			await delivery.send();
			if (delivery.outbox.pending.size === 0) break;
			page.enter('unreachable');
			await pause(retryDelayMs(failures, Math.random()));
		}
		await delivery.released();
		const { late, refused, overtaken } = delivery.outbox;
		const counted = held.filter((number) => ![...late, ...refused, ...overtaken].includes(number));
		page.go(counted.length === 0 ? '/result' : `/result?counted=${counted.join('-')}`);
	}

	/** Whether the server has said that the attempt is handed in. */
	async function handedIn(batch: string): Promise<boolean> {
		const answer = await delivery.call('POST', '/submit', { protocol, epoch: delivery.outbox.epoch, batch, ops: [] });
		return answer?.durable === true && answer.batch === batch;
	}

	/** By the candidate's own hand, before time is up; false where no answer says that it is done. */
	async function handIn(): Promise<boolean> {
		const isDone = await handedIn('own');
		if (isDone) void leave();
		return isDone;
	}

	/** Time is up by this page's clock. Whatever happens, the server closes by itself. */
	async function close(): Promise<void> {
		page.enter('closing');
		freeze();
		await pause(Math.random() * Math.min(spreadMs, page.graceMs));
		for (let failures = 1; !isOver; failures++) {
			// The server has the last word: an extension may have come while this page slept or was cut off.
			const answer = await delivery.sync();
			const isHeld = answer !== undefined && answer.epoch <= delivery.outbox.epoch;
			if (answer?.state === 'open' && page.deadlineAt() > delivery.serverNow()) {
				held = [];
				return page.enter(isHeld ? 'writing' : 'lost');
			}
			if (answer?.state === 'open') await delivery.send();
			// A newer page may still have answers on their way: only the page that holds the attempt hands in.
			const isReady = answer?.state === 'open' && isHeld && delivery.outbox.pending.size === 0;
			if (isReady && (await handedIn(`end-${failures}`))) return leave();
			if (isOver) return;
			if (!answer || delivery.outbox.pending.size > 0) page.enter('unreachable');
			await pause(500 + retryDelayMs(failures, Math.random()));
		}
	}

	return {
		close,
		leave,
		handIn,
		hint: () => nudge(),
		/** The attempt is closed, whoever did it. */
		get isOver() {
			return isOver;
		}
	};
}

export type Closing = ReturnType<typeof createClosing>;
