import { compareVersions, type Version } from './attempt.ts';
import {
	type Ack,
	bodyLimit,
	opsLimit,
	protocol,
	type SaveAnswer,
	type SaveRequest,
	type SyncAnswer,
	type WireOp
} from './wire.ts';

/**
 * The browser's queue of edits: the newest edit of each question stays until the server has acknowledged that very edit.
 * Pure: every step takes an outbox and gives the next.
 */
export interface Outbox {
	/** The epoch new edits get: the one this page was given last. */
	readonly epoch: number;
	/** Counts edits of this epoch over all questions, so it grows for each of them. */
	readonly rev: number;
	/** By question number. */
	readonly pending: ReadonlyMap<number, WireOp>;
	/** Questions whose edit the server refused for good; shown, never hidden. */
	readonly refused: readonly number[];
	/** Questions whose last edit came too late to count. */
	readonly late: readonly number[];
	/** Questions where a newer page's answer stands instead; shown, never silently. */
	readonly overtaken: readonly number[];
}

/**
 * Where the answer to one question is: nowhere yet, only in the open page, on the disk of this machine as well, or with the
 * server. `refused`: the server would not have it, and nobody but the open page does.
 */
export type ResponseState = 'empty' | 'pending' | 'kept' | 'saved' | 'refused';

export const emptyOutbox = (epoch: number): Outbox => ({
	epoch,
	rev: 0,
	pending: new Map(),
	refused: [],
	late: [],
	overtaken: []
});

/** By question number, for `restored`, and for whoever looks up what stands. */
export const byNumber = <One extends { readonly number: number }>(list: readonly One[]): ReadonlyMap<number, One> =>
	new Map(list.map((one) => [one.number, one]));

/** Only to hand over what was left of a closed attempt: nothing new can come in. */
export const leftOver = (left: readonly WireOp[]): Outbox => ({
	...emptyOutbox(Math.max(1, ...left.map((op) => op.epoch))),
	pending: byNumber(left)
});

/** Puts an edit in; an older edit of the same question that has not been sent is replaced by it. */
export function edited(outbox: Outbox, edit: Pick<WireOp, 'number' | 'answer' | 'marked'>, clientAt: number): Outbox {
	const rev = outbox.rev + 1;
	const op: WireOp = { ...edit, epoch: outbox.epoch, rev, clientAt };
	return {
		...outbox,
		rev,
		pending: new Map(outbox.pending).set(edit.number, op),
		refused: outbox.refused.filter((number) => number !== edit.number),
		overtaken: outbox.overtaken.filter((number) => number !== edit.number)
	};
}

/**
 * Takes in the edits that an earlier page left on this machine. They keep their own versions, so that nothing older wins;
 * what the server or this page has a newer word on is `spent`. The server has just issued this page's epoch: a left edit
 * that claims it, or a later one, is of a server that was set back since, and becomes an edit of this page.
 * @param stands versions the server has, by question
 */
export function restored(
	outbox: Outbox,
	left: readonly WireOp[],
	stands: ReadonlyMap<number, Version>
): { readonly outbox: Outbox; readonly shown: readonly WireOp[]; readonly spent: readonly WireOp[] } {
	const pending = new Map(outbox.pending);
	const shown: WireOp[] = [];
	const spent: WireOp[] = [];
	let { rev } = outbox;
	for (const op of left) {
		const known = pending.get(op.number);
		if (known && compareVersions(known, op) === 0) continue;
		const standing = stands.get(op.number);
		const isStranger = op.epoch >= outbox.epoch;
		const isNewer = !known && (isStranger || !standing || compareVersions(op, standing) > 0);
		const taken = isStranger && isNewer ? { ...op, epoch: outbox.epoch, rev: ++rev } : op;
		if (taken !== op || !isNewer) spent.push(op);
		if (!isNewer) continue;
		pending.set(op.number, taken);
		shown.push(taken);
	}
	return { outbox: { ...outbox, rev, pending }, shown, spent };
}

/** The page has taken the attempt over: from here on its edits carry the new epoch. What waits keeps its own. */
export const reopened = (outbox: Outbox, epoch: number): Outbox => ({ ...outbox, epoch, rev: 0, overtaken: [] });

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

/** Whether an answer tells where the attempt stands: anybody can answer 200, only ours names these. */
export function tellsStanding(answer: unknown): answer is SyncAnswer {
	if (typeof answer !== 'object' || answer === null) return false;
	const { serverNow, deadlineAt, state, epoch, responses } = answer as Partial<SyncAnswer>;
	return [serverNow, deadlineAt, epoch].every(Number.isFinite) && typeof state === 'string' && Array.isArray(responses);
}

/** What stands instead of edits of this outbox that came second; the page must show it, for it is what counts. */
export const corrections = (outbox: Outbox, acks: readonly Ack[]): readonly (Ack & Required<Pick<Ack, 'current'>>)[] =>
	acks.filter((ack): ack is Ack & Required<Pick<Ack, 'current'>> => {
		const op = outbox.pending.get(ack.number);
		return ack.status === 'stale' && ack.current !== undefined && op?.epoch === ack.epoch && op.rev === ack.rev;
	});

/**
 * Takes out what the server has acknowledged. An edit goes only on an ack that names the same (number, epoch, rev):
 * what was changed again meanwhile stays.
 */
export function settled(outbox: Outbox, acks: readonly Ack[]): Outbox {
	const pending = new Map(outbox.pending);
	const refused = new Set(outbox.refused);
	const late = new Set(outbox.late);
	const overtaken = new Set(outbox.overtaken);
	for (const { number, epoch, rev, status } of acks) {
		const op = pending.get(number);
		if (op?.epoch !== epoch || op.rev !== rev) continue;
		pending.delete(number);
		if (status === 'rejected') refused.add(number);
		if (status === 'late' || status === 'closed') late.add(number);
		if (status === 'stale') overtaken.add(number);
	}
	return { ...outbox, pending, refused: [...refused], late: [...late], overtaken: [...overtaken] };
}
