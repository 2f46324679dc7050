import { boardLine } from '#lib/exam/attempt/board-line.ts';
import { type BoardChange, type BoardView, changed } from '#lib/exam/attempt/board-view.ts';

/** How a board is kept up to date: `still` before the first word, `ended` once signed out, `paused` when nobody is there. */
export type Line = 'still' | 'live' | 'reconnecting' | 'polling' | 'ended' | 'paused';

interface Heard {
	view(view: BoardView): void;
	line(line: Line): void;
}

const lookEveryMs = 1_000;
/** While somebody touches the page the session is kept alive, this often at most. */
const touchEveryMs = 4 * 60_000;
const idleMs = 30 * 60_000;

/**
 * Follows a board from the view the page came with: by a stream, and where none comes or one is held back on its way, by
 * asking (board-line.ts says when). Only while the page is seen: browsers allow six connections to a server over plain
 * HTTP, and hidden tabs would use them up. Returns what ends it.
 */
export function followBoard(address: string, first: BoardView, heard: Heard): () => void {
	const clock = () => performance.now();
	const line = boardLine(first.at, clock());
	let view = first;
	let said: Line = 'still';
	let source: EventSource | undefined;
	let asking: AbortController | undefined;
	/** Runs while the page looks: not when it is hidden, signed out or left alone. */
	let timer: ReturnType<typeof setInterval> | undefined;
	let touchedAt = clock();

	const say = (now: Line) => heard.line((said = now));
	const show = (fresh: BoardView) => heard.view((view = fresh));

	function hangUp(): void {
		source?.close();
		source = undefined;
	}

	function stop(): void {
		clearInterval(timer);
		timer = undefined;
		hangUp();
		asking?.abort();
		asking = undefined;
	}

	function end(why: 'ended' | 'paused'): void {
		stop();
		say(why);
	}

	const lost = () => line.live || say('reconnecting');

	/** One look by itself; also what keeps the session of somebody who is there alive. */
	async function ask(): Promise<void> {
		line.asks(clock());
		// An answer that never comes must not stand in the way of the next.
		if (asking) lost();
		asking?.abort();
		const mine = (asking = new AbortController());
		try {
			const response = await fetch(address, { headers: { accept: 'application/json' }, signal: mine.signal });
			if (response.status === 401 || response.status === 404) return end('ended');
			if (!response.ok) throw new Error(String(response.status));
			const fresh = (await response.json()) as BoardView;
			line.asks(clock(), fresh.at);
			// The stream tells differences only: what it has told already must not be taken back.
			if (!line.live || fresh.at >= view.at) show(fresh);
			if (!line.live) say('polling');
		} catch {
			if (asking === mine) lost();
		}
		if (asking === mine) asking = undefined;
	}

	function listen(): void {
		line.opens(clock());
		if (typeof EventSource === 'undefined') return line.closes(clock(), true);
		const opened = new EventSource(address);
		source = opened;
		const close = (forGood?: boolean) => {
			hangUp();
			line.closes(clock(), forGood);
			void ask();
		};
		opened.addEventListener('change', (event: MessageEvent<string>) => {
			const change = JSON.parse(event.data) as BoardChange;
			if (!line.speaks(change.at, clock())) return close();
			show(changed(view, change));
			say('live');
		});
		opened.addEventListener('ended', () => end('ended'));
		opened.addEventListener('crowded', () => close(true));
		opened.addEventListener('error', () => {
			line.breaks();
			if (said !== 'polling') say('reconnecting');
			if (opened.readyState === EventSource.CLOSED) close();
		});
	}

	function look(): void {
		const now = clock();
		for (let due = line.due(now); due; due = line.due(now)) {
			if (due === 'open') listen();
			else if (due === 'close') {
				hangUp();
				line.closes(now);
				if (said === 'live') say('reconnecting');
			} else if (!source && now - touchedAt > idleMs) return end('paused');
			else void ask();
		}
	}

	function seen(): void {
		stop();
		if (document.hidden) return;
		say('still');
		line.begins(clock());
		timer = setInterval(look, lookEveryMs);
		look();
	}

	function touched(): void {
		touchedAt = clock();
		if (timer !== undefined && touchedAt - line.askedAt > touchEveryMs) void ask();
	}

	const listeners: [EventTarget, string, () => void][] = [
		[document, 'visibilitychange', seen],
		[window, 'pagehide', stop],
		[window, 'pageshow', () => timer ?? seen()],
		[window, 'pointermove', touched],
		[window, 'keydown', touched]
	];
	for (const [target, name, listener] of listeners) target.addEventListener(name, listener);
	seen();
	return () => {
		stop();
		for (const [target, name, listener] of listeners) target.removeEventListener(name, listener);
	};
}
