import { type Absence, type AbsenceCause, absencesPerCall, causeOf, leastAbsenceMs } from './absence.ts';
import { ask, farewell } from './browser.svelte.ts';
import type { Sitting } from './sitting.svelte.ts';

const tickMs = 5000;
/** Between two calls; after one that failed as well. */
const pauseMs = 20_000;
/** Browsers wake hidden pages once a minute at the least; a longer silence is sleep. */
const silenceMs = 75_000;

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
	let notes: readonly Absence[] = [];
	let left: (Moment & { hidden: boolean; slept: boolean; offline: boolean }) | undefined;
	let beat = now();
	let notBefore = 0;

	function note({ at, wall }: Moment, cause: AbsenceCause): void {
		const lengthMs = Math.round(Math.max(sitting.serverNow() - at, Date.now() - wall));
		if (lengthMs >= leastAbsenceMs && sitting.phase === 'writing')
			notes = [...notes, { beganAt: Math.round(at), lengthMs, cause }].slice(-absencesPerCall);
	}
	/** Whether the timers stood still; without having been left, the page was put to sleep as it was. */
	function listen(): void {
		if (Date.now() - beat.wall > silenceMs) {
			if (left) left.slept = true;
			else note(beat, 'screenLock');
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
		if (notes.length === 0 || !isFree || performance.now() < notBefore) return;
		notBefore = performance.now() + pauseMs;
		const told = notes;
		const reply = await ask('POST', address, { absences: told });
		if (reply?.status === 200 || reply?.status === 422) notes = notes.filter((one) => !told.includes(one));
	}
	/** The page goes: to hand in or to change the language, or away. */
	function gone(): void {
		if (notes.length > 0) farewell('POST', address, { absences: notes });
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
