import type Sqlite from 'better-sqlite3';
import type { Instant } from '#lib/base/core/clock.ts';
import type { ExamId, UnitId } from '#lib/base/core/ids.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { beatMs } from './board-line.ts';
import { type BoardQuery, type BoardView, changeBetween, viewOf } from './board-view.ts';
import { lookAtExam, type Snapshot } from './board.server.ts';

/** One open board. */
export interface Watcher {
	readonly query: BoardQuery;
	/** What may be seen now; undefined when the session has ended or the right is gone. Asked every few seconds. */
	readonly visible: () => Promise<'all' | ReadonlySet<UnitId> | undefined>;
	/** Whose session; one session has so many boards open at most. */
	readonly session: string;
	/** Hands a piece of the stream on; false when the browser is too slow to take more now. */
	readonly send: (text: string) => boolean;
	readonly close: () => void;
}

const tickEveryMs = 1_000;
/** Ticks between two looks whether the session still stands: five seconds. */
const rightEvery = 5;
/** Ticks of silence after which the page is told that nothing has changed: it must not take a line held back for a quiet one. */
const beatEvery = beatMs / tickEveryMs;
/** Boards that one session may have open: browsers allow six connections to a host, and pages need some. */
const mostPerSession = 3;

interface Open extends Watcher {
	shown: BoardView | undefined;
	sees: 'all' | ReadonlySet<UnitId>;
	quiet: number;
	age: number;
}

interface Ticker {
	readonly open: Set<Open>;
	timer: NodeJS.Timeout | undefined;
	busy: boolean;
}

const tickers = new WeakMap<Sqlite.Database, Map<ExamId, Ticker>>();

const event = (name: string, data: unknown): string => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;

/**
 * Opens a board: what it shows is sent at once, then every second what has changed, for as long as the session stands.
 * All boards of an exam share one ticker and one pass over the exam. Returns what the closing of the line calls.
 */
export async function watchExam(
	store: Store,
	examId: ExamId,
	watcher: Watcher,
	now: () => Instant
): Promise<() => void> {
	const ofExams = tickers.get(store.raw) ?? new Map<ExamId, Ticker>();
	tickers.set(store.raw, ofExams);
	const ticker = ofExams.get(examId) ?? { open: new Set(), timer: undefined, busy: false };
	ofExams.set(examId, ticker);
	const sees = await watcher.visible();
	if (sees === undefined) {
		end({ ...watcher, shown: undefined, sees: new Set(), quiet: 0, age: 0 }, 'ended');
		return () => undefined;
	}
	const open: Open = { ...watcher, shown: undefined, sees, quiet: 0, age: 0 };
	crowdOut([...ofExams.values()], watcher.session);
	ticker.open.add(open);
	show(open, await lookAtExam(store, examId, now()));
	ticker.timer ??= setInterval(() => void tick(store, examId, ticker, now), tickEveryMs).unref();
	return () => {
		ticker.open.delete(open);
		rest(ticker);
	};
}

/** Ends every board: when the server stops, so that it need not wait for browsers to go away. */
export function endWatching(store: Store): void {
	for (const ticker of tickers.get(store.raw)?.values() ?? []) {
		for (const open of ticker.open) open.close();
		ticker.open.clear();
		rest(ticker);
	}
}

/** The oldest boards of a session give way; their pages ask by themselves from then on. */
function crowdOut(all: readonly Ticker[], session: string): void {
	const own = all.flatMap(({ open }) =>
		[...open].filter((one) => one.session === session).map((one) => ({ one, open }))
	);
	for (const { one, open } of own.slice(0, Math.max(0, own.length - mostPerSession + 1))) {
		open.delete(one);
		end(one, 'crowded');
	}
}

function end(open: Open, why: 'ended' | 'crowded'): void {
	open.send(event(why, {}));
	open.close();
}

function rest(ticker: Ticker): void {
	if (ticker.open.size > 0) return;
	clearInterval(ticker.timer);
	ticker.timer = undefined;
}

/** Sends what has changed since this board was sent something; a slow browser misses steps, never the end of them. */
function show(open: Open, snapshot: Snapshot): void {
	const view = viewOf(snapshot, open.query, open.sees);
	const silent = ++open.quiet >= beatEvery ? { at: view.at } : undefined;
	const change = changeBetween(open.shown, view) ?? silent;
	if (!change || !open.send(event('change', change))) return;
	open.quiet = 0;
	open.shown = view;
}

async function tick(store: Store, examId: ExamId, ticker: Ticker, now: () => Instant): Promise<void> {
	if (ticker.busy) return;
	ticker.busy = true;
	try {
		const snapshot = await lookAtExam(store, examId, now());
		for (const open of ticker.open) {
			if (++open.age % rightEvery === 0) {
				const sees = await open.visible();
				if (sees === undefined) {
					ticker.open.delete(open);
					end(open, 'ended');
					continue;
				}
				open.sees = sees;
			}
			show(open, snapshot);
		}
	} catch {
		// The pages notice the silence and ask by themselves; the next tick may do better.
	} finally {
		ticker.busy = false;
		rest(ticker);
	}
}
