import { type BoardChange, type BoardView, changed } from '#lib/exam/attempt/board-view.ts';

/** How a board is kept up to date: `still` before the script, `ended` once signed out, `paused` when nobody is there. */
export type Line = 'still' | 'live' | 'reconnecting' | 'polling' | 'ended' | 'paused';

interface Heard {
	view(view: BoardView): void;
	line(line: Line): void;
}

const pollEveryMs = 10_000;
/** While somebody touches the page the session is kept alive, this often at most. */
const touchEveryMs = 4 * 60_000;
const idleMs = 30 * 60_000;

/**
 * Follows a board from the view the page came with. A stream is open only while the page is seen: browsers allow six
 * connections to a server over plain HTTP, and hidden tabs would use them up. Where no stream comes, the page asks every
 * ten seconds. Returns what ends it.
 */
export function followBoard(address: string, first: BoardView, heard: Heard): () => void {
	let view = first;
	let source: EventSource | undefined;
	let timer: ReturnType<typeof setTimeout> | undefined;
	let touchedAt = performance.now();
	let askedAt = performance.now();
	let over = false;
	/** Signed out: nothing is asked until somebody looks at the page again. */
	let ended = false;

	function tell(line: Line): void {
		ended = line === 'ended';
		if (ended || line === 'paused') stopAsking();
		heard.line(line);
	}

	function stopAsking(): void {
		source?.close();
		source = undefined;
		clearTimeout(timer);
	}

	/** One look by itself; also what keeps the session of somebody who is there alive. */
	async function ask(): Promise<void> {
		askedAt = performance.now();
		try {
			const response = await fetch(address, { headers: { accept: 'application/json' } });
			if (over) return;
			if (response.status === 401 || response.status === 404) return tell('ended');
			if (!response.ok) return;
			view = (await response.json()) as BoardView;
			heard.view(view);
		} catch {
			// No way to the server: the next look tries again.
		}
	}

	function poll(): void {
		stopAsking();
		if (document.hidden || over || ended) return;
		if (performance.now() - touchedAt > idleMs) return tell('paused');
		tell('polling');
		timer = setTimeout(() => void ask().then(() => source ?? poll()), pollEveryMs);
	}

	function listen(): void {
		ended = false;
		stopAsking();
		if (typeof EventSource === 'undefined') return poll();
		const opened = new EventSource(address);
		source = opened;
		opened.addEventListener('open', () => tell('live'));
		opened.addEventListener('change', (event: MessageEvent<string>) => {
			view = changed(view, JSON.parse(event.data) as BoardChange);
			heard.view(view);
		});
		opened.addEventListener('ended', () => tell('ended'));
		opened.addEventListener('crowded', () => poll());
		opened.addEventListener('error', () => {
			if (opened.readyState === EventSource.CLOSED) void ask().then(poll);
			else tell('reconnecting');
		});
	}

	function seen(): void {
		if (document.hidden) stopAsking();
		else listen();
	}

	function touched(): void {
		touchedAt = performance.now();
		if (touchedAt - askedAt > touchEveryMs) void ask();
	}

	const listeners: [EventTarget, string, () => void][] = [
		[document, 'visibilitychange', seen],
		[window, 'pagehide', stopAsking],
		[window, 'pageshow', () => source ?? seen()],
		[window, 'pointermove', touched],
		[window, 'keydown', touched]
	];
	for (const [target, name, listener] of listeners) target.addEventListener(name, listener);
	seen();
	return () => {
		over = true;
		stopAsking();
		for (const [target, name, listener] of listeners) target.removeEventListener(name, listener);
	};
}
