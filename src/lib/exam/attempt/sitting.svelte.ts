import { ask, farewell, markIn, type Reply, untick } from './browser.svelte.ts';
import { sameAnswer } from './attempt.ts';
import {
	acknowledges,
	betterSample,
	type ClockSample,
	edited,
	emptyOutbox,
	nextRequest,
	type Outbox,
	retryDelayMs,
	settled
} from './outbox.ts';
import { protocol, type Standing } from './wire.ts';

/** What one question shows: shown letters in order, and the flag. */
export interface Mark {
	readonly answer: readonly string[];
	readonly marked: boolean;
}

export interface SittingStart {
	readonly code: string;
	readonly epoch: number;
	readonly total: number;
	readonly saved: readonly (Mark & { readonly number: number })[];
	readonly serverNow: number;
	readonly deadlineAt: number;
	readonly graceMs: number;
}

/**
 * `writing` · `lost`: a newer page holds the attempt · `closing`: time is up, handing in · `unreachable`: time is up and
 * the server cannot be reached, it closes by itself.
 */
export type Phase = 'writing' | 'lost' | 'closing' | 'unreachable';
export type Connection = 'good' | 'offline' | 'signedOut';

/** Checkboxes are clicked in a row; their edit waits this long for the next click. */
const settleMs = 300;
/** How often a quiet page looks at the clock and the lease. */
const lookEveryMs = 30_000;
/** Hand-ins at the deadline are spread over this time, within the grace. */
const spreadMs = 3000;
const announcedMinutes = [10, 5, 1];

const none: Mark = { answer: [], marked: false };

/** The sitting page with script: reads the plain form, keeps the outbox, talks to the server. */
export function createSitting(start: SittingStart) {
	let form: HTMLFormElement | undefined;
	let outbox = $state.raw<Outbox>(emptyOutbox(start.epoch));
	let marks = $state.raw<Readonly<Record<number, Mark>>>(
		Object.fromEntries(start.saved.map((mark) => [mark.number, mark]))
	);
	let phase = $state<Phase>('writing');
	let connection = $state<Connection>('good');
	let remainingMs = $state(start.deadlineAt - start.serverNow);
	let announced = $state<number | null>(null);
	let unsentAtSubmit = $state(false);
	let deadlineAt = start.deadlineAt;
	let clock: ClockSample = { offsetMs: start.serverNow - performance.now(), roundTripMs: Infinity };
	let inFlight: Promise<void> | undefined;
	let timer: ReturnType<typeof setTimeout> | undefined;
	let failures = 0;
	let requests = 0;
	let leaving = false;

	const address = `/api/v1/attempts/${start.code}`;
	const serverNow = () => performance.now() + clock.offsetMs;
	const go = (path: string) => {
		leaving = true;
		location.assign(path);
	};

	/** One call; undefined when nothing that can be understood came back. */
	async function call(method: string, path: string, body?: unknown): Promise<Reply['value']> {
		const reply = await ask(method, address + path, body);
		if (reply?.status === 401) connection = 'signedOut';
		if (reply?.status === 410) go(`/attempts/${start.code}/result`);
		if (reply?.status !== 200) return undefined;
		const { value, sentAt, answeredAt } = reply;
		if (typeof value?.serverNow === 'number') clock = betterSample(clock, value.serverNow, sentAt, answeredAt);
		return value;
	}

	/** What every answer tells of the attempt. */
	function standing({ deadlineAt: end, state }: Standing, lost: boolean): void {
		deadlineAt = Math.max(deadlineAt, end);
		if (state !== 'open') go(`/attempts/${start.code}/result`);
		else if (lost && phase === 'writing') phase = 'lost';
	}

	function schedule(delayMs: number): void {
		clearTimeout(timer);
		timer = setTimeout(() => void send(), delayMs);
	}

	/** Sends what waits; one request at a time, and again until nothing waits. */
	function send(): Promise<void> {
		inFlight ??= sendOnce().finally(() => (inFlight = undefined));
		return inFlight;
	}

	async function sendOnce(): Promise<void> {
		clearTimeout(timer);
		for (;;) {
			const request = nextRequest(outbox, `${start.epoch}-${++requests}`);
			if (!request) return;
			const answer = await call('PUT', '/answers', request);
			if (!acknowledges(request, answer)) {
				failures++;
				if (connection !== 'signedOut') connection = 'offline';
				schedule(retryDelayMs(failures, Math.random()));
				return;
			}
			failures = 0;
			connection = 'good';
			outbox = settled(outbox, answer.acks);
			if (outbox.pending.size === 0) unsentAtSubmit = false;
			standing(answer, answer.lease === 'lost');
		}
	}

	/** Takes a change over into the outbox; nothing happens when the page already says so. */
	function take(number: number, delayMs: number): void {
		if (phase !== 'writing') return;
		const mark = markIn(form, number);
		const before = marks[number] ?? none;
		if (sameAnswer(before.answer, mark.answer) && before.marked === mark.marked) return;
		marks = { ...marks, [number]: mark };
		outbox = edited(outbox, { number, ...mark }, Date.now());
		if (failures === 0) schedule(delayMs);
	}

	function clear(number: number): void {
		untick(form, number);
		take(number, 0);
	}

	async function handIn(): Promise<void> {
		await send();
		if (outbox.pending.size > 0) unsentAtSubmit = true;
		else go(`/attempts/${start.code}/submit`);
	}

	async function look(): Promise<void> {
		if (document.hidden || phase === 'closing') return;
		const answer = await call('GET', '/sync');
		if (!answer) return;
		if (outbox.pending.size > 0) void send();
		else connection = 'good';
		standing(answer as unknown as Standing, Number(answer.epoch) > start.epoch);
	}

	/** Time is up: the page freezes and hands in what it holds; whatever happens, the server closes by itself. */
	async function close(): Promise<void> {
		phase = 'closing';
		await new Promise((later) => setTimeout(later, Math.random() * Math.min(spreadMs, start.graceMs)));
		while (serverNow() < deadlineAt + start.graceMs + 5000) {
			await inFlight;
			const ops = [...outbox.pending.values()];
			const request = { protocol, epoch: start.epoch, batch: `${start.epoch}-${++requests}`, ops };
			const answer = await call('POST', '/submit', request);
			if (answer?.durable === true) return go(`/attempts/${start.code}/result`);
			await new Promise((later) => setTimeout(later, 1000 + retryDelayMs(1, Math.random())));
		}
		phase = 'unreachable';
	}

	function tick(): void {
		const before = remainingMs;
		remainingMs = Math.max(0, deadlineAt - serverNow());
		for (const minutes of announcedMinutes)
			if (before > minutes * 60_000 && remainingMs <= minutes * 60_000) announced = minutes;
		if (remainingMs === 0 && phase === 'writing') void close();
	}

	function submitted(event: SubmitEvent): void {
		const button = event.submitter as HTMLButtonElement | null;
		const target = button?.getAttribute('formaction') ?? '?/save';
		if (target !== '?/save' && target !== '?/submit') {
			// Language and type size: the form goes as a form, with all answers in it.
			leaving = true;
			return;
		}
		event.preventDefault();
		if (target === '?/submit') void handIn();
		else if (button?.name === 'clear') clear(Number(button.value));
		else void send();
	}

	function changed(event: Event): void {
		const { name, type } = event.target as HTMLInputElement;
		const match = /^([qm])(\d+)$/.exec(name);
		if (match) take(Number(match[2]), match[1] === 'q' && type === 'checkbox' ? settleMs : 0);
	}

	function beforeUnload(event: BeforeUnloadEvent): void {
		if (leaving || outbox.pending.size === 0) return;
		event.preventDefault();
		event.returnValue = '';
	}

	/** The page goes away: what waits is sent once more, without waiting for the answer. */
	function pageHide(): void {
		const request = nextRequest(outbox, 'last');
		if (request) farewell('PUT', `${address}/answers`, request);
	}

	/** Takes the form over; returns what lets it go. Changes made before the script was there are taken in now. */
	function attach(element: HTMLFormElement): () => void {
		form = element;
		const retry = () => void (outbox.pending.size > 0 ? send() : look());
		const listeners: [EventTarget, string, (event: never) => void][] = [
			[element, 'change', changed],
			[element, 'submit', submitted],
			[window, 'beforeunload', beforeUnload],
			[window, 'pagehide', pageHide],
			[window, 'pageshow', retry],
			[window, 'online', retry],
			[window, 'focus', retry]
		];
		for (const [target, name, listener] of listeners) target.addEventListener(name, listener as EventListener);
		for (let number = 1; number <= start.total; number++) take(number, 0);
		const ticking = setInterval(tick, 500);
		const looking = setInterval(() => void look(), lookEveryMs * (0.8 + 0.4 * Math.random()));
		void look();
		return () => {
			clearInterval(ticking);
			clearInterval(looking);
			clearTimeout(timer);
			for (const [target, name, listener] of listeners) target.removeEventListener(name, listener as EventListener);
		};
	}

	return {
		attach,
		stateOf: (number: number): 'empty' | 'pending' | 'saved' =>
			outbox.pending.has(number) ? 'pending' : (marks[number] ?? none).answer.length > 0 ? 'saved' : 'empty',
		isMarked: (number: number) => (marks[number] ?? none).marked,
		get waiting() {
			return outbox.pending.size;
		},
		get rev() {
			return outbox.rev;
		},
		get refused() {
			return outbox.refused;
		},
		get answered() {
			return Object.values(marks).filter(({ answer }) => answer.length > 0).length;
		},
		get flagged() {
			return Object.values(marks).filter(({ marked }) => marked).length;
		},
		get phase() {
			return phase;
		},
		get connection() {
			return connection;
		},
		get remainingMs() {
			return remainingMs;
		},
		/** The minute mark last passed while this page was open, for screen readers. */
		get announced() {
			return announced;
		},
		get unsentAtSubmit() {
			return unsentAtSubmit;
		}
	};
}

export type Sitting = ReturnType<typeof createSitting>;
