import type { Instant } from '../core/clock.ts';

/** Wall clock and server clock may differ by this much before it is told: slewing and rounding stay far below it. */
export const driftLimitMs = 2_000;

/** A heartbeat this late inside a running server means that it stood still (reliability.md §4 S9). */
export const stallLimitMs = 10_000;

/**
 * At a start every missing moment counts from here on, not only those above ten seconds: a restart of eight seconds has
 * taken eight seconds of somebody's time.
 */
export const stopLimitMs = 1_000;

export const beatEveryMs = 5_000;

/** No clock of this program's machines shows an earlier year; a dead battery shows 1970, 2000 or the year of the board. */
export const builtYear = 2026;

const day = 86_400_000;

/**
 * Longer than this a server is not off and then started without a word. While people are writing it is what an outage
 * gives back by itself: up to there a clock that is wrong takes nothing from anybody, beyond it a person must look.
 */
export const aheadLimitMs = { idle: 366 * day, running: 60 * 60_000 } as const;

/** Why the machine's clock is not believed at a start. */
export type Doubt = 'behind' | 'ahead' | 'year';

export interface Boot {
	/** What the server's clock begins with: never before the newest moment on record. */
	readonly startAt: Instant;
	readonly doubt: Doubt | null;
}

/**
 * Judges the machine's clock at a start. Whatever is wrong, running attempts go on from the newest known moment: a clock
 * that is behind would give them time without end, a clock that is ahead would take all they have.
 * @param lastKnown newest moment on record, null in a new database
 * @param running whether attempts are open
 * @param counted what it is by the uptime of a machine that has not been started anew since the last heartbeat: then
 *   nothing has to be guessed; undefined otherwise
 */
export function judgeBoot(wall: Instant, lastKnown: Instant | null, running: boolean, counted?: Instant): Boot {
	const known = lastKnown ?? wall;
	if (running && counted !== undefined) {
		if (Math.abs(wall - counted) <= driftLimitMs) return { startAt: Math.max(wall, known), doubt: null };
		return { startAt: Math.max(counted, known), doubt: wall < counted ? 'behind' : 'ahead' };
	}
	if (new Date(wall).getUTCFullYear() < builtYear) return { startAt: Math.max(wall, known), doubt: 'year' };
	if (wall < known - driftLimitMs) return { startAt: known, doubt: 'behind' };
	if (wall - known > (running ? aheadLimitMs.running : aheadLimitMs.idle)) return { startAt: known, doubt: 'ahead' };
	return { startAt: Math.max(wall, known), doubt: null };
}

/** What one look at the clocks of the machine shows, in milliseconds. */
export interface Look {
	readonly wall: Instant;
	readonly server: Instant;
	/** Stands still while the machine sleeps. */
	readonly monotonic: number;
	/** Time since the machine was started, sleep included. */
	readonly uptime: number;
}

/** What is remembered between two looks. */
export interface Watch {
	readonly lookedAt: Instant;
	/** Wall minus server clock that is known and told. */
	readonly drift: number;
	/** Uptime minus monotonic: grows by the length of each sleep. */
	readonly asleep: number;
}

export const watchFrom = ({ wall, server, monotonic, uptime }: Look): Watch => ({
	lookedAt: server,
	drift: wall - server,
	asleep: uptime - monotonic
});

export interface Seen {
	readonly watch: Watch;
	/** The machine slept for so long; the server's clock has to be moved on by it. */
	readonly sleptMs: number;
	/** The server stood still since then. */
	readonly stalledFrom: Instant | null;
	/** The wall clock jumped: it now differs from the server's by this. */
	readonly jumpedTo: number | null;
}

/** Compares two looks. Sleep first: after it the wall clock is ahead for an honest reason, which is no jump. */
export function look(watch: Watch, now: Look): Seen {
	const asleep = now.uptime - now.monotonic;
	const sleptMs = asleep - watch.asleep > stallLimitMs ? Math.round(asleep - watch.asleep) : 0;
	const drift = now.wall - (now.server + sleptMs);
	const jumped = Math.abs(drift - watch.drift) > driftLimitMs;
	const stalled = now.server - watch.lookedAt > stallLimitMs;
	return {
		watch: {
			lookedAt: now.server + sleptMs,
			drift: jumped ? drift : watch.drift,
			asleep: sleptMs > 0 ? asleep : watch.asleep
		},
		sleptMs,
		stalledFrom: stalled ? watch.lookedAt : null,
		jumpedTo: jumped ? drift : null
	};
}
