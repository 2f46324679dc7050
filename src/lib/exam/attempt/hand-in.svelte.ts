import type { Closing, Phase } from './closing.svelte.ts';
import type { Delivery } from './delivery.svelte.ts';
import { type Difference, differences, type Mark } from './difference.ts';

/** What handing in needs to know of the page, and does to it. */
export interface Answered {
	phase(): Phase;
	marks(): Readonly<Record<number, Mark>>;
	show(number: number, mark: Mark): void;
}

/**
 * Handing in on the sitting page itself: asked there, the way back to the questions needs no network. First everything is
 * sent and the page's list is compared with the server's; then the candidate confirms.
 */
export function createHandIn(delivery: Delivery, closing: Closing, page: Answered) {
	/** Why the last [交卷] did not go through: nothing was silently left behind. */
	let isBlocked = $state(false);
	let isBusy = $state(false);
	let isAsking = $state(false);
	let differing = $state.raw<readonly Difference[]>([]);
	const marked = (number: number) => page.marks()[number]?.marked ?? false;

	/** Whether everything shown here stands on the server, and the attempt is this page's. */
	async function isComplete(): Promise<boolean> {
		await delivery.send();
		const waiting = () => delivery.outbox.pending.size > 0;
		const { rev } = delivery.outbox;
		const answer = waiting() ? undefined : await delivery.sync();
		// Answered while the server was asked: what it said then is no longer what it holds.
		if (answer && delivery.outbox.rev !== rev) return isComplete();
		isBlocked = !answer || waiting();
		if (!answer || isBlocked || page.phase() !== 'writing') return false;
		differing = differences(page.marks(), answer.responses);
		return differing.length === 0;
	}

	/** One press at a time: a network that swallows packets takes its time to say nothing. */
	async function busy(work: () => Promise<void>): Promise<void> {
		if (isBusy) return;
		isBusy = true;
		await work().finally(() => (isBusy = false));
	}

	return {
		/** [交卷]: asks for confirmation where nothing stands against it. */
		ask: () => busy(async () => void (isAsking = await isComplete())),
		/** Withdraws the question, and its answer as long as it has not been sent. */
		back: () => (isAsking = false),
		confirm: () =>
			busy(async () => {
				const isReady = await isComplete();
				if (!isAsking) return;
				if (!isReady) isAsking = differing.length === 0;
				else isBlocked = !(await closing.handIn());
			}),
		/** Settles the differences: the page's answers are sent again, or the server's are shown. */
		settle(by: 'page' | 'server'): void {
			for (const { number, here, server } of differing) {
				if (by === 'server') page.show(number, { answer: server, marked: marked(number) });
				else delivery.put({ number, answer: here, marked: marked(number) }, 0);
			}
			differing = [];
		},
		/** A question answered anew differs no more. */
		touched: (number: number) => (differing = differing.filter((one) => one.number !== number)),
		/** Nothing stands in the way any more. */
		free: () => (isBlocked = false),
		get isBlocked() {
			return isBlocked;
		},
		get isBusy() {
			return isBusy;
		},
		get isAsking() {
			return isAsking && page.phase() === 'writing';
		},
		get differing() {
			return differing;
		}
	};
}

export type HandIn = ReturnType<typeof createHandIn>;
