import { fill, hearTabs, markIn } from './browser.svelte.ts';
import { compareVersions, sameAnswer } from './attempt.ts';
import { createClosing, type Phase } from './closing.svelte.ts';
import { createDelivery, type Heard } from './delivery.svelte.ts';
import { differences, type Mark } from './difference.ts';
import { createHandIn } from './hand-in.svelte.ts';
import { forgetEdits } from './kept-edits.svelte.ts';
import { createLeave } from './leave.ts';
import { byNumber, type ResponseState } from './outbox.ts';
import type { RescueSheet } from './rescue.ts';
import { beatMs, slept } from './retry.ts';
import type { SittingStart } from './sitting-start.ts';
import type { Standing } from './wire.ts';

/** Checkboxes are clicked in a row; their edit waits this long for the next click. */
const settleMs = 300;
const announcedMinutes = [10, 5, 1];

const none: Mark = { answer: [], marked: false };

/** The sitting page with script: reads the plain form, shows what is where, hands in. */
export function createSitting(start: SittingStart) {
	let form: HTMLFormElement | undefined;
	let marks = $state.raw<Readonly<Record<number, Mark>>>(
		Object.fromEntries(start.saved.map((mark) => [mark.number, mark]))
	);
	let phase = $state<Phase>('writing');
	let remainingMs = $state(start.deadlineAt - start.serverNow);
	let announced = $state<number | null>(null);
	/** Questions that came back from this machine when the page opened. */
	let broughtBack = $state.raw<readonly number[]>([]);
	let deadlineAt = $state(start.deadlineAt);
	let [lastWall, lastMonotonic] = [Date.now(), performance.now()];
	let tabs: ReturnType<typeof hearTabs> | undefined;

	const heard = {
		standing,
		corrected: (acks: Parameters<Heard['corrected']>[0]) =>
			acks.forEach(({ number, current }) => show(number, current)),
		setBack: () => void startAgain(),
		gone: () => leave.go('/result')
	};
	const delivery = createDelivery(start.code, start.owner, start.epoch, start.serverNow, heard, start.trial);
	const closing = createClosing(delivery, {
		graceMs: start.graceMs,
		deadlineAt: () => deadlineAt,
		phase: () => phase,
		enter,
		go: (path) => leave.go(path)
	});
	const handIn = createHandIn(delivery, closing, { phase: () => phase, marks: () => marks, show });
	const waiting = () => delivery.outbox.pending.size;

	// What waits would be left to the disk, and without a network there is no way back to the page.
	const isStuck = () => phase === 'writing' && delivery.connection === 'offline';
	const leave = createLeave(start.code, () => waiting() > 0 || isStuck());

	function enter(next: Phase): void {
		phase = next;
		// Whoever can answer again, because of an extension or of taking over, is not asked what was asked before.
		if (next !== 'writing') handIn.back();
	}

	/** Shows in a question what is known to stand there. */
	function show(number: number, { answer, marked }: Mark): void {
		fill(form, number, { answer, marked });
		marks = { ...marks, [number]: { answer, marked } };
	}

	/** What every answer tells of the attempt. */
	function standing({ deadlineAt: end, state }: Standing, lost: boolean): void {
		if (Number.isFinite(end)) deadlineAt = Math.max(deadlineAt, end);
		// What stood in the way has arrived; the next answer on its way does not stand there again.
		if (waiting() === 0) handIn.free();
		if (state === 'submitted' || state === 'voided') void closing.leave();
		else if (lost && phase === 'writing') enter('lost');
	}

	/** Takes a change over into the outbox; nothing happens when the page already says so. */
	function take(number: number, delayMs: number): void {
		if (phase !== 'writing') return;
		const mark = markIn(form, number);
		const before = marks[number] ?? none;
		if (sameAnswer(before.answer, mark.answer) && before.marked === mark.marked) return;
		marks = { ...marks, [number]: mark };
		handIn.touched(number);
		delivery.put({ number, ...mark }, delayMs);
	}

	/** Takes the attempt back to this page. What it still holds goes out under its old epoch and fills only what is untouched. */
	async function takeOver(): Promise<boolean> {
		await delivery.send();
		const answer = await delivery.open();
		if (!answer) return false;
		const stands = byNumber(answer.responses);
		for (let number = 1; number <= start.total; number++) {
			const pending = delivery.outbox.pending.get(number);
			const standing = stands.get(number);
			if (!pending || (standing && compareVersions(pending, standing) < 0)) show(number, standing ?? none);
		}
		deadlineAt = Math.max(deadlineAt, answer.deadlineAt);
		phase = 'writing';
		tabs?.tell();
		return true;
	}

	/** The server was set back to an older copy: what the page shows goes there again, as edits of an epoch it knows. */
	async function startAgain(): Promise<void> {
		const answer = await delivery.open();
		if (!answer) return;
		for (const { number } of differences(marks, answer.responses))
			delivery.put({ number, ...(marks[number] ?? none) }, 0);
	}

	/** Asks where the attempt stands; whether the server has answered just now. */
	async function look(): Promise<boolean> {
		const isEnding = phase === 'closing' || phase === 'unreachable';
		if (isEnding && delivery.isWelcome()) closing.hint();
		const answer = isEnding || !delivery.isWelcome() ? undefined : await delivery.sync();
		if (answer && waiting() > 0) void delivery.send();
		return answer !== undefined;
	}

	function tick(): void {
		const [wall, monotonic] = [Date.now(), performance.now()];
		if (slept(wall - lastWall, monotonic - lastMonotonic)) {
			delivery.forgetClock();
			void look();
		}
		[lastWall, lastMonotonic] = [wall, monotonic];
		const before = remainingMs;
		remainingMs = Math.max(0, deadlineAt - delivery.serverNow());
		for (const minutes of announcedMinutes)
			if (before > minutes * 60_000 && remainingMs <= minutes * 60_000) announced = minutes;
		if (remainingMs === 0 && (phase === 'writing' || phase === 'lost')) void closing.close();
	}

	/** Language and type size: the form goes as a form, with all answers in it; without a way there it would lead off the page. */
	async function leaveBy(button: HTMLButtonElement): Promise<void> {
		if (form && phase === 'writing' && (await delivery.sync())) leave.by(form, button);
	}

	function submitted(event: SubmitEvent): void {
		const button = event.submitter as HTMLButtonElement | null;
		const target = button?.getAttribute('formaction') ?? '?/save';
		const isOther = target !== '?/save' && target !== '?/submit';
		if (isOther && leave.isLeaving) return;
		event.preventDefault();
		if (isOther) return void (button && leaveBy(button));
		if (target === '?/submit') void handIn.ask();
		else if (button?.name === 'clear') {
			fill(form, Number(button.value), { ...markIn(form, Number(button.value)), answer: [] });
			take(Number(button.value), 0);
		} else void delivery.send();
	}

	function changed(event: Event): void {
		const { name, type } = event.target as HTMLInputElement;
		const match = /^([qm])(\d+)$/.exec(name);
		if (match) take(Number(match[2]), match[1] === 'q' && type === 'checkbox' ? settleMs : 0);
	}

	/** What an earlier page left on this machine is shown and sent; what other people left is deleted. */
	async function bringBack(): Promise<void> {
		const shown = await delivery.restore(byNumber(start.saved));
		for (const op of shown) show(op.number, op);
		broughtBack = shown.map(({ number }) => number).sort((a, b) => a - b);
		await forgetEdits((owner) => owner === start.owner);
	}

	/** Takes the form over, then `look` is due; returns what lets it go. Changes made before the script was there are taken in now. */
	function attach(element: HTMLFormElement): () => void {
		form = element;
		const retry = () => void look();
		const hidden = () => (document.hidden ? delivery.farewell() : retry());
		const listeners: [EventTarget, string, (event: never) => void][] = [
			[element, 'change', changed],
			[element, 'submit', submitted],
			[window, 'beforeunload', leave.beforeUnload],
			[window, 'pagehide', delivery.farewell],
			[document, 'visibilitychange', hidden],
			[window, 'pageshow', retry],
			[window, 'online', retry],
			[window, 'focus', retry]
		];
		for (const [target, name, listener] of listeners) target.addEventListener(name, listener as EventListener);
		void bringBack();
		for (let number = 1; number <= start.total; number++) take(number, 0);
		tabs = hearTabs(start.code, retry);
		tabs.tell();
		const ticking = setInterval(tick, 500);
		let beating: ReturnType<typeof setTimeout>;
		const beat = () => (beating = setTimeout(() => void look().finally(beat), beatMs(Math.random())));
		beat();
		return () => {
			clearInterval(ticking);
			clearTimeout(beating);
			delivery.stop();
			tabs?.close();
			for (const [target, name, listener] of listeners) target.removeEventListener(name, listener as EventListener);
		};
	}

	const answeredNumbers = () =>
		Object.keys(marks)
			.map(Number)
			.filter((number) => (marks[number]?.answer.length ?? 0) > 0);

	const stateOf = (number: number): ResponseState =>
		delivery.whereIs(number) ?? ((marks[number] ?? none).answer.length > 0 ? 'saved' : 'empty');

	return {
		attach,
		handIn,
		takeOver,
		look,
		serverNow: delivery.serverNow,
		stateOf,
		isMarked: (number: number) => (marks[number] ?? none).marked,
		/** Everything shown here, for the notices: read, never changed. */
		get outbox() {
			return delivery.outbox;
		},
		/** What the server has not acknowledged, for the rescue sheet. */
		sheet: (): RescueSheet => ({
			attempt: start.code,
			epoch: delivery.outbox.epoch,
			rev: delivery.outbox.rev,
			edits: [...delivery.outbox.pending.values()]
		}),
		get waiting() {
			return waiting();
		},
		get answered() {
			return answeredNumbers().length;
		},
		/** Answered questions whose answer the server has acknowledged. */
		get delivered() {
			return answeredNumbers().filter((number) => stateOf(number) === 'saved').length;
		},
		get flagged() {
			return Object.values(marks).filter(({ marked }) => marked).length;
		},
		leaveFor: leave.go,
		/** The page goes on to another one of this sitting. */
		get isLeaving() {
			return leave.isLeaving;
		},
		get phase() {
			return phase;
		},
		get isOver() {
			return closing.isOver;
		},
		get connection() {
			return delivery.connection;
		},
		get isKept() {
			return delivery.isKept;
		},
		get kept() {
			return delivery.kept;
		},
		get deadlineAt() {
			return deadlineAt;
		},
		get remainingMs() {
			return remainingMs;
		},
		/** The minute mark last passed while this page was open, for screen readers. */
		get announced() {
			return announced;
		},
		get broughtBack() {
			return broughtBack;
		}
	};
}

export type Sitting = ReturnType<typeof createSitting>;
