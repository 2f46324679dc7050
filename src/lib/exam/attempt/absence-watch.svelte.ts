import { type Absence, type AbsenceCause, absencesPerCall, causeOf, leastAbsenceMs } from './absence.ts';
import { ask, farewell } from './browser.svelte.ts';
import type { Sitting } from './sitting.svelte.ts';

const tickMs = 5000;
/** Between two calls; after one that failed as well. */
const pauseMs = 20_000;
/** Browsers wake hidden pages once a minute at the least; a longer silence is sleep. */
const silenceMs = 75_000;

/** A note of which the server's clock has not said yet how long it can have been at most. */
interface Note extends Absence {
	/** By the monotonic clock. */
	readonly endedAt: number;
	readonly leastMs: number;
}

/** A moment by both clocks: the monotonic one, behind the server's, may stand still while the machine sleeps. */
interface Moment {
	readonly at: number;
	readonly wall: number;
}

/**
 * Notes when the page is left and for how long, and tells the server in small batches when no answer waits. Whatever
 * goes wrong here is forgotten: an answer never waits for it.
 */
export function watchAbsences(
	code: string,
	sitting: Pick<Sitting, 'phase' | 'connection' | 'waiting' | 'isLeaving' | 'serverNow'>
): () => void {
	const address = `/api/v1/attempts/${code}/notes`;
	const mark = `left-${code}`;
	const now = (): Moment => ({ at: sitting.serverNow(), wall: Date.now() });
	let notes: readonly Note[] = [];
	let left: (Moment & { hidden: boolean; slept: boolean; offline: boolean }) | undefined;
	let beat = now();
	let notBefore = 0;

	function note({ at, wall }: Moment, cause: AbsenceCause, leastMs = leastAbsenceMs): void {
		const lengthMs = Math.max(sitting.serverNow() - at, Date.now() - wall);
		const one = { beganAt: Math.round(at), lengthMs, cause, endedAt: performance.now(), leastMs };
		if (lengthMs >= leastMs && sitting.phase === 'writing') notes = [...notes, one].slice(-absencesPerCall);
	}
	/** As the server's clock has it since: a machine whose clock was set has neither slept nor been left for that long. */
	const told = (): readonly Absence[] =>
		notes
			.map(({ endedAt, ...one }) => {
				const most = sitting.serverNow() - one.beganAt - (performance.now() - endedAt);
				return { ...one, lengthMs: Math.round(Math.min(one.lengthMs, most)) };
			})
			.filter(({ lengthMs, leastMs }) => lengthMs >= leastMs)
			.map(({ beganAt, lengthMs, cause }) => ({ beganAt, lengthMs, cause }));
	/** Whether the timers stood still; without having been left, the page was put to sleep as it was. */
	function listen(): void {
		if (Date.now() - beat.wall > silenceMs) {
			if (left) left.slept = true;
			else note(beat, 'screenLock', silenceMs);
		}
		beat = now();
	}
	function seen(): void {
		listen();
		const isAway = document.hidden || !document.hasFocus();
		if (isAway) {
			left ??= { ...now(), hidden: false, slept: false, offline: false };
			left.hidden ||= document.hidden;
			left.offline ||= sitting.connection !== 'good';
		} else if (left) {
			note(left, causeOf(left));
			left = undefined;
		}
	}
	async function tick(): Promise<void> {
		listen();
		const isFree = sitting.waiting === 0 && sitting.connection === 'good' && sitting.phase === 'writing';
		// After sleep the page asks for the server's time first.
		const isFresh = performance.now() - (notes[notes.length - 1]?.endedAt ?? Infinity) < tickMs / 2;
		if (notes.length === 0 || isFresh || !isFree || performance.now() < notBefore) return;
		notBefore = performance.now() + pauseMs;
		const [before, absences] = [notes, told()];
		const reply = absences.length > 0 ? await ask('POST', address, { absences }) : { status: 200 };
		if (reply?.status === 200 || reply?.status === 422) notes = notes.filter((one) => !before.includes(one));
	}
	/** The page goes: to hand in or to change the language, or away. */
	function gone(): void {
		if (notes.length > 0) farewell('POST', address, { absences: told() });
		try {
			if (!sitting.isLeaving) sessionStorage.setItem(mark, JSON.stringify(now()));
		} catch {
			// A browser that keeps nothing tells nothing of reloads.
		}
	}
	function back(): void {
		try {
			const before = JSON.parse(sessionStorage.getItem(mark) ?? 'null') as Moment | null;
			sessionStorage.removeItem(mark);
			const [entry] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
			if (before) note(before, entry?.type === 'reload' ? 'reload' : 'unknown');
		} catch {
			// As above.
		}
	}

	back();
	const ticking = setInterval(() => void tick(), tickMs);
	const listeners: [EventTarget, string, () => void][] = [
		[window, 'blur', seen],
		[window, 'focus', seen],
		[document, 'visibilitychange', seen],
		[window, 'pagehide', gone]
	];
	for (const [target, name, listener] of listeners) target.addEventListener(name, listener);
	return () => {
		clearInterval(ticking);
		for (const [target, name, listener] of listeners) target.removeEventListener(name, listener);
	};
}
