import type { Instant } from '#lib/base/core/clock.ts';

/** A board's stream says something at least this often: where nothing has changed, as of when that is so. */
export const beatMs = 12_000;
/** Two heartbeats and a little: a stream that is silent for longer, or tells what is older, is held back on its way. */
export const patienceMs = 26_000;
/** While no stream speaks the page asks this often, and sooner where the first word of one is missing. */
export const askEveryMs = 10_000;
const firstAskMs = 5_000;
/** A stream that was held back is left alone so long, twice as long after each further one, until one lasts. */
const shortestRestMs = 60_000;
const longestRestMs = 8 * 60_000;

/**
 * What a board's page knows of its line to the server, and what is to be done by it. `now` is the page's own clock in
 * milliseconds, which only grows; the device's time of day may be any and is not asked.
 */
export interface BoardLine {
	/** Whether what is shown comes by the stream, and in time. */
	readonly live: boolean;
	readonly askedAt: number;
	/** The page has begun to look, for the first time or again. */
	begins(now: number): void;
	/** A stream is being opened. */
	opens(now: number): void;
	/** The stream tells how it stands as of `at`. False when that is so old that it has been held back. */
	speaks(at: Instant, now: number): boolean;
	/** The stream is interrupted; the browser opens it again by itself. */
	breaks(): void;
	/** The stream is closed and left alone for a while; for good where another page has its place. */
	closes(now: number, forGood?: boolean): void;
	/** The page asks by itself; with `at` once it is answered. */
	asks(now: number, at?: Instant): void;
	/** The next thing to be done now; what was done is told before this is asked again. */
	due(now: number): 'close' | 'ask' | 'open' | undefined;
}

/** @param at as of when the view stands that the page came with */
export function boardLine(at: Instant, now: number): BoardLine {
	/** The server's clock less the page's, by the quickest word since the page has asked: what comes late lies behind it. */
	let ahead = at - now;
	let live = false;
	let openedAt: number | undefined;
	let spokeAt = now;
	let askedAt = now;
	let restsUntil = now;
	let restMs = shortestRestMs;
	let answered = true;
	return {
		get live() {
			return live;
		},
		get askedAt() {
			return askedAt;
		},
		begins(now) {
			live = false;
			openedAt = undefined;
			answered = true;
			restsUntil = now;
			askedAt = now - askEveryMs + firstAskMs;
		},
		opens: (now) => void (openedAt = spokeAt = now),
		speaks(at, now) {
			ahead = Math.max(ahead, at - now);
			live = ahead - (at - now) <= patienceMs;
			if (live) spokeAt = now;
			if (live && now - (openedAt ?? now) > patienceMs) restMs = shortestRestMs;
			return live;
		},
		breaks: () => void (live = false),
		closes(now, forGood = false) {
			live = false;
			openedAt = undefined;
			restsUntil = forGood ? Infinity : now + restMs;
			restMs = Math.min(2 * restMs, longestRestMs);
		},
		asks(now, at) {
			answered = at !== undefined;
			// Set anew and not only forward: the server's clock may have been set back.
			if (at === undefined) askedAt = now;
			else ahead = at - now;
		},
		due(now) {
			if (openedAt !== undefined && now - spokeAt > patienceMs) return 'close';
			if (!live && now - askedAt >= askEveryMs) return 'ask';
			// While the server does not answer at all, a stream would not either.
			return openedAt === undefined && answered && now >= restsUntil ? 'open' : undefined;
		}
	};
}
