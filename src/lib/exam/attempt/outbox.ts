import { type Ack, bodyLimit, opsLimit, protocol, type SaveAnswer, type SaveRequest, type WireOp } from './wire.ts';

/**
 * The browser's queue of edits: the newest edit of each question stays until the server has acknowledged that very edit.
 * Pure: every step takes an outbox and gives the next.
 */
export interface Outbox {
	/** The page's epoch. */
	readonly epoch: number;
	/** Counts edits on this page over all questions, so it grows for each of them. */
	readonly rev: number;
	/** By question number. */
	readonly pending: ReadonlyMap<number, WireOp>;
	/** Questions whose edit the server refused for good; shown, never hidden. */
	readonly refused: readonly number[];
	/** Questions whose last edit came too late to count. */
	readonly late: readonly number[];
}

export const emptyOutbox = (epoch: number): Outbox => ({ epoch, rev: 0, pending: new Map(), refused: [], late: [] });

/** Puts an edit in; an older edit of the same question that has not been sent is replaced by it. */
export function edited(outbox: Outbox, edit: Pick<WireOp, 'number' | 'answer' | 'marked'>, clientAt: number): Outbox {
	const rev = outbox.rev + 1;
	const op: WireOp = { ...edit, epoch: outbox.epoch, rev, clientAt };
	return {
		...outbox,
		rev,
		pending: new Map(outbox.pending).set(edit.number, op),
		refused: outbox.refused.filter((number) => number !== edit.number)
	};
}

/** The next request: the oldest edits first, as many as one request may carry. Undefined when nothing waits. */
export function nextRequest(outbox: Outbox, batch: string): SaveRequest | undefined {
	if (outbox.pending.size === 0) return undefined;
	const ops = [...outbox.pending.values()].sort((a, b) => a.epoch - b.epoch || a.rev - b.rev).slice(0, opsLimit);
	const request = { protocol, epoch: outbox.epoch, batch, ops } as const;
	// An edit is about 120 bytes, so the limit is far; were it met, half of the edits go first.
	return JSON.stringify(request).length < bodyLimit ? request : { ...request, ops: ops.slice(0, ops.length >> 1) };
}

/** Whether an answer acknowledges anything at all: JSON of ours, after COMMIT, to this very request. */
export function acknowledges(request: SaveRequest, answer: unknown): answer is SaveAnswer {
	if (typeof answer !== 'object' || answer === null) return false;
	const { durable, batch, acks } = answer as Partial<SaveAnswer>;
	return durable === true && batch === request.batch && Array.isArray(acks);
}

/**
 * Takes out what the server has acknowledged. An edit goes only on an ack that names the same (number, epoch, rev):
 * what was changed again meanwhile stays.
 */
export function settled(outbox: Outbox, acks: readonly Ack[]): Outbox {
	const pending = new Map(outbox.pending);
	const refused = new Set(outbox.refused);
	const late = new Set(outbox.late);
	for (const { number, epoch, rev, status } of acks) {
		const op = pending.get(number);
		if (op?.epoch !== epoch || op.rev !== rev) continue;
		pending.delete(number);
		if (status === 'rejected') refused.add(number);
		if (status === 'late' || status === 'closed') late.add(number);
	}
	return { ...outbox, pending, refused: [...refused], late: [...late] };
}

/** Full jitter (AWS, "Exponential backoff and jitter"): anywhere up to 1, 2, 4 … at most 15 seconds. */
export const retryDelayMs = (failures: number, chance: number): number =>
	Math.round(chance * Math.min(15_000, 1000 * 2 ** Math.min(failures - 1, 4)));

/**
 * The server's clock as the browser knows it: of all samples the one with the shortest round trip is the best, and none
 * is off by more than half of its round trip.
 */
export interface ClockSample {
	/** Server time minus the browser's monotonic time, in ms. */
	readonly offsetMs: number;
	readonly roundTripMs: number;
}

export function betterSample(best: ClockSample, serverNow: number, sentAt: number, answeredAt: number): ClockSample {
	const roundTripMs = answeredAt - sentAt;
	return roundTripMs <= best.roundTripMs ? { offsetMs: serverNow - (sentAt + answeredAt) / 2, roundTripMs } : best;
}
