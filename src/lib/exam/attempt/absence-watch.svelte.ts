import { type Absence, absencesPerCall, causeOf, leastAbsenceMs } from './absence.ts';
import { ask } from './browser.svelte.ts';

const everyMs = 20_000;
/** A reload takes less; what is older belongs to another day. */
const reloadMs = 5 * 60_000;

export interface Watched {
	/** The server's clock, as this page knows it. */
	serverNow(): number;
	/** Whether the page is one that is being written on, and whether the server can be reached. */
	isWriting(): boolean;
	isOffline(): boolean;
}

/**
 * Notes when the page is left and for how long, and tells the server in small batches beside the answers. Whatever goes
 * wrong here is forgotten: an answer never waits for it.
 */
export function watchAbsences(code: string, watched: Watched): () => void {
	let waiting: Absence[] = [];
	let left: { readonly at: number; hidden: boolean; slept: boolean; offline: boolean } | undefined;
	let beat = performance.now();
	const mark = `left-${code}`;

	function note(beganAt: number, seen: { hidden: boolean; slept: boolean; offline: boolean }, reloaded = false): void {
		const lengthMs = Math.round(watched.serverNow() - beganAt);
		if (lengthMs < leastAbsenceMs || !watched.isWriting()) return;
		waiting = [...waiting, { beganAt: Math.round(beganAt), lengthMs, cause: causeOf({ ...seen, reloaded }) }];
		waiting = waiting.slice(-absencesPerCall);
	}
	function leave(): void {
		left ??= { at: watched.serverNow(), hidden: false, slept: false, offline: false };
		if (document.hidden) left.hidden = true;
		if (watched.isOffline()) left.offline = true;
	}
	function comeBack(): void {
		// Still without the focus, or still out of sight: not back yet.
		if (!left || document.hidden || !document.hasFocus()) return;
		note(left.at, left);
		left = undefined;
	}
	const seen = () => (document.hidden ? leave() : comeBack());
	function tick(): void {
		const now = performance.now();
		// Hidden pages are woken once a minute at the least; a longer silence is sleep.
		if (left && now - beat > 75_000) left.slept = true;
		beat = now;
	}
	async function send(): Promise<void> {
		if (waiting.length === 0 || watched.isOffline()) return;
		const absences = waiting;
		const reply = await ask('POST', `/api/v1/attempts/${code}/notes`, { absences });
		if (reply?.status === 200 || reply?.status === 422) waiting = waiting.filter((one) => !absences.includes(one));
	}
	function remember(): void {
		try {
			sessionStorage.setItem(mark, String(watched.serverNow()));
		} catch {
			// A browser that keeps nothing tells nothing of reloads.
		}
	}
	function recall(): void {
		try {
			const at = Number(sessionStorage.getItem(mark) ?? Number.NaN);
			sessionStorage.removeItem(mark);
			const age = watched.serverNow() - at;
			if (age > 0 && age < reloadMs) note(at, { hidden: false, slept: false, offline: false }, true);
		} catch {
			// As above.
		}
	}

	recall();
	const ticking = setInterval(tick, 5000);
	const sending = setInterval(() => void send(), everyMs);
	window.addEventListener('blur', leave);
	window.addEventListener('focus', comeBack);
	window.addEventListener('pagehide', remember);
	document.addEventListener('visibilitychange', seen);
	return () => {
		clearInterval(ticking);
		clearInterval(sending);
		window.removeEventListener('blur', leave);
		window.removeEventListener('focus', comeBack);
		window.removeEventListener('pagehide', remember);
		document.removeEventListener('visibilitychange', seen);
	};
}
