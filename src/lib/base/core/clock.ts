/** Milliseconds since 1970 on the server's clock: the only clock that counts. */
export type Instant = number;

/** The server's clock. It runs by the monotonic clock; only a decision, never a jump of the wall clock, sets it anew. */
export interface ServerClock {
	readonly now: () => Instant;
	set(at: Instant): void;
}

/**
 * A clock anchored to the monotonic one: a jump of the machine's clock while the server runs moves no deadline.
 * @param startAt the moment it is now
 * @param monotonicNow milliseconds that only grow
 */
export function serverClock(startAt: Instant, monotonicNow: () => number): ServerClock {
	let anchor = startAt - monotonicNow();
	return {
		now: () => Math.floor(anchor + monotonicNow()),
		set(at) {
			anchor = at - monotonicNow();
		}
	};
}

/** China has had one zone and no summer time since 1991; the district's clock is Asia/Shanghai wherever the server is. */
export const zoneOffsetMs = 8 * 3_600_000;

/** "2026-12-04 08:30" in district time. */
export function formatInstant(at: Instant): string {
	return new Date(at + zoneOffsetMs).toISOString().slice(0, 16).replace('T', ' ');
}

/** "2026-12-04T08:30:00+08:00": district time with its zone, for programs. */
export const isoInstant = (at: Instant): string => `${new Date(at + zoneOffsetMs).toISOString().slice(0, 19)}+08:00`;

/** A length of time as a clock shows it: "1:02:03", under an hour "02:03"; parts of a second count as a whole one. */
export function formatTime(ms: number): string {
	const seconds = Math.ceil(Math.max(0, ms) / 1000);
	const two = (value: number) => String(value).padStart(2, '0');
	const hours = Math.floor(seconds / 3600);
	const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
	return hours > 0 ? `${hours}:${rest}` : rest;
}

/** "2026-12-04" in district time. */
export const formatDay = (at: Instant): string => formatInstant(at).slice(0, 10);

/** Reads "2026-12-04 08:30", with T or space, seconds allowed, as district time; undefined when it is no such moment. */
export function parseInstant(text: string): Instant | undefined {
	const match = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2}))?)?$/.exec(text.trim());
	if (!match) return undefined;
	const [year, month, day, hour, minute, second] = match.slice(1).map((part) => Number(part ?? 0));
	const utc = Date.UTC(year!, month! - 1, day, hour, minute, second);
	const back = new Date(utc);
	const same = back.getUTCMonth() === month! - 1 && back.getUTCDate() === day && hour! < 24 && minute! < 60;
	return same ? utc - zoneOffsetMs : undefined;
}
