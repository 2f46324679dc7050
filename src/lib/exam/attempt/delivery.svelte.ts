import { ask, farewell, type Reply } from './browser.svelte.ts';
import { keepEdits } from './kept-edits.svelte.ts';
import {
	acknowledges,
	corrections,
	edited,
	emptyOutbox,
	nextRequest,
	type Outbox,
	reopened,
	restored,
	settled,
	tellsStanding
} from './outbox.ts';
import { betterSample, type ClockSample, retryDelayMs } from './retry.ts';
import type { Version } from './attempt.ts';
import type { Ack, Standing, SyncAnswer, WireOp } from './wire.ts';

/**
 * `signedOut`: the session is over · `otherPerson`: the browser is signed in as somebody to whom this attempt does not
 * exist. In both the edits stay and go on as soon as the right person is signed in again. `busy`: the server asks to wait.
 */
export type Connection = 'good' | 'offline' | 'busy' | 'signedOut' | 'otherPerson';

export interface Heard {
	/** Where the attempt stands, after every answer; `lost`: a newer page holds it. */
	standing(standing: Standing, lost: boolean): void;
	/** Questions where something else stands than this page has sent. */
	corrected(current: readonly (Ack & Required<Pick<Ack, 'current'>>)[]): void;
	/** The server knows nothing of the epoch of an edit, though it gave it: it has been set back to an older copy. */
	setBack(): void;
	/** The attempt exists no longer for anybody (voided). */
	gone(): void;
}

/** The practice page: its calls go to the trial, and it holds them back itself for a while. */
export interface TrialLine {
	isCut(): boolean;
}

/**
 * The way of an edit: kept on this machine, sent, acknowledged by that very version, let go. Whatever fails, it is tried
 * again for ever.
 */
export function createDelivery(
	code: string,
	owner: string,
	epoch: number,
	serverNow: number,
	heard: Heard,
	trial?: TrialLine
) {
	let outbox = $state.raw<Outbox>(emptyOutbox(epoch));
	let connection = $state<Connection>('good');
	/** Whether this machine keeps what waits; if not, nothing but the open page does. */
	let isKept = $state(true);
	/** The waiting edits whose writing the disk has confirmed: nothing may be called kept before. */
	let kept = $state.raw<readonly WireOp[]>([]);
	let clock: ClockSample = { offsetMs: serverNow - performance.now(), roundTripMs: Infinity };
	let inFlight: Promise<void> | undefined;
	let timer: ReturnType<typeof setTimeout> | undefined;
	let releasing: Promise<void> = Promise.resolve();
	let failures = 0;
	let requests = 0;
	/** Before this moment of the monotonic clock a busy server does not want to hear from us. */
	let notBefore = 0;
	let setBackUntil = 0;
	/**
	 * Who has signed out in another tab, or begun as somebody else, has had the machine cleared: nothing is written to it again
	 * before the server has said once more that this browser is signed in as the person who sits here.
	 */
	let isCleared = false;
	const disk = keepEdits(owner, code, () => {
		isCleared = true;
		isKept = false;
		kept = [];
	});
	const address = trial ? '/api/v1/trial' : `/api/v1/attempts/${code}`;

	/** Who has to sign in again has to do so whatever the network does meanwhile: the dialog stays, with what was typed. */
	function trouble(kind: 'offline' | 'busy'): void {
		if (connection === 'good' || connection === 'offline' || connection === 'busy') connection = kind;
	}

	/** One call; undefined when nothing that can be understood came back. */
	async function call(method: string, path: string, body?: unknown): Promise<Reply['value']> {
		const reply = trial?.isCut() ? undefined : await ask(method, address + path, body);
		// A portal or proxy answers with such numbers too, but not with our reasons.
		const reason = reply?.value?.reason;
		if (reply?.status === 401 && reason === 'signedOut') connection = 'signedOut';
		else if (reply?.status === 404 && reason === 'notFound') connection = 'otherPerson';
		else if (reply?.status === 410 && reason === 'closed') heard.gone();
		else if (reply?.status !== 200) trouble(reply && reply.retryAfterMs > 0 ? 'busy' : 'offline');
		if (reply && reply.retryAfterMs > 0) notBefore = reply.answeredAt + reply.retryAfterMs;
		if (reply?.status !== 200) return undefined;
		if (reply.value === undefined) trouble('offline');
		const { value, sentAt, answeredAt } = reply;
		if (value?.ok === true) isCleared = false;
		if (typeof value?.serverNow === 'number') clock = betterSample(clock, value.serverNow, sentAt, answeredAt);
		return value;
	}

	/** Keeps what waits and is not on the disk yet. */
	async function keep(): Promise<void> {
		const fresh = [...outbox.pending.values()].filter((op) => !kept.includes(op));
		if (fresh.length === 0 || isCleared) return;
		const isOnDisk = await disk.keep(fresh);
		// Deleted while it was being written.
		if (isCleared) return;
		isKept = isOnDisk;
		if (isKept) kept = [...outbox.pending.values()].filter((op) => kept.includes(op) || fresh.includes(op));
	}

	function schedule(delayMs: number): void {
		clearTimeout(timer);
		timer = setTimeout(() => void send(), Math.max(delayMs, notBefore - performance.now()));
	}

	/** Sends what waits; one request at a time, and again until nothing waits or an attempt fails. */
	function send(): Promise<void> {
		inFlight ??= sendAll().finally(() => (inFlight = undefined));
		return inFlight;
	}

	async function sendAll(): Promise<void> {
		clearTimeout(timer);
		while (outbox.pending.size > 0) {
			// First onto the disk; where there is none, the server is the only safe place and must not wait for it.
			const keeping = keep();
			if (isKept) await keeping;
			const request = nextRequest(outbox, `${outbox.epoch}-${++requests}`);
			if (!request) return;
			const answer = await call('PUT', '/answers', request);
			if (!acknowledges(request, answer)) {
				failures++;
				if (answer !== undefined) trouble('offline');
				return schedule(retryDelayMs(failures, Math.random()));
			}
			failures = 0;
			connection = 'good';
			acknowledged(answer.acks);
			// What was sent under an epoch before this page's own tells nothing of the lease it holds now.
			heard.standing(answer, answer.lease === 'lost' && request.epoch === outbox.epoch);
		}
	}

	/** Lets go what the server has spoken on; what another page did better is handed on to be shown. */
	function acknowledged(acks: readonly Ack[]): void {
		const current = corrections(outbox, acks);
		outbox = settled(outbox, acks);
		releasing = disk.release(acks);
		if (current.length > 0) heard.corrected(current);
		// Once in a while: what a new epoch does not help is not asked for without end.
		if (performance.now() < setBackUntil || !acks.some(({ code }) => code === 'unknownEpoch')) return;
		setBackUntil = performance.now() + 5000;
		heard.setBack();
	}

	return {
		call,
		send,
		/** Puts an edit in; it is sent after the delay, at once where only the open page holds it. */
		put(edit: Pick<WireOp, 'number' | 'answer' | 'marked'>, delayMs: number): void {
			outbox = edited(outbox, edit, Date.now());
			void keep();
			if (failures === 0) schedule(isKept ? delayMs : 0);
		},
		/** What an earlier page has left here and is newer than what the server has; it goes on its way again. */
		async restore(stands: ReadonlyMap<number, Version>): Promise<readonly WireOp[]> {
			const left = await disk.left();
			if (!left) isKept = false;
			const found = restored(outbox, left ?? [], stands);
			outbox = found.outbox;
			if (found.spent.length > 0) await disk.release(found.spent);
			if (found.shown.length > 0) schedule(0);
			return found.shown;
		},
		/** Asks where the attempt stands; undefined when no answer of ours came. */
		async sync(): Promise<SyncAnswer | undefined> {
			const answer: unknown = await call('GET', '/sync');
			if (!tellsStanding(answer)) {
				if (answer !== undefined) trouble('offline');
				return undefined;
			}
			// Where something waits that would not go through, only its acknowledgement makes good.
			if (outbox.pending.size === 0 || connection === 'signedOut' || connection === 'otherPerson') connection = 'good';
			heard.standing(answer, answer.epoch > outbox.epoch);
			return answer;
		},
		/** Takes the attempt over to this page; undefined when the server could not be asked. */
		async open(): Promise<SyncAnswer | undefined> {
			const answer: unknown = await call('POST', '/open');
			if (!tellsStanding(answer)) return undefined;
			connection = 'good';
			outbox = reopened(outbox, answer.epoch);
			return answer;
		},
		/** Something hints that trying now may help; a wait that the server has asked for is kept all the same. */
		isWelcome: () => performance.now() >= notBefore,
		/** The page may be going away: what waits is sent once more, without waiting for the answer. */
		farewell(): void {
			const request = nextRequest(outbox, 'last');
			if (request && !trial?.isCut()) farewell('PUT', `${address}/answers`, request);
		},
		/** After sleep the best sample of the clock is the next one. */
		forgetClock: () => (clock = { ...clock, roundTripMs: Infinity }),
		serverNow: () => performance.now() + clock.offsetMs,
		/** Resolves when what was acknowledged has left the disk as well. */
		released: () => releasing,
		stop: () => clearTimeout(timer),
		get outbox() {
			return outbox;
		},
		get connection() {
			return connection;
		},
		get isKept() {
			return isKept;
		},
		/** How many of the waiting edits are on the disk of this machine. */
		get kept() {
			return [...outbox.pending.values()].filter((edit) => kept.includes(edit)).length;
		},
		/** Where the waiting edit of a question is; undefined when none waits. What was refused waits for nothing. */
		whereIs(number: number): 'pending' | 'kept' | 'refused' | undefined {
			if (outbox.refused.includes(number)) return 'refused';
			const edit = outbox.pending.get(number);
			return edit && (kept.includes(edit) ? 'kept' : 'pending');
		}
	};
}

export type Delivery = ReturnType<typeof createDelivery>;
