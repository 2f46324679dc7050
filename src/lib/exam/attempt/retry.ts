/** Full jitter (AWS, "Exponential backoff and jitter"): anywhere up to 1, 2, 4 … at most 15 seconds. */
export const retryDelayMs = (failures: number, chance: number): number =>
	Math.round(chance * Math.min(15_000, 1000 * 2 ** Math.min(failures - 1, 4)));

/** How often an open page looks at the clock, the lease and its answers: an extension is seen within 15 seconds. */
export const beatMs = (chance: number): number => Math.round(12_000 * (0.8 + 0.4 * chance));

/** Longer than this no server makes the candidates wait, whatever a header says. */
const longestAskedMs = 60_000;

/**
 * The wait that a server asks for with 429, 503 or 507, in ms; 0 when it asks for none. Seconds only: a date would be
 * compared with this machine's clock, which may be wrong.
 */
export function retryAfterMs(status: number, header: string | null): number {
	if (![429, 503, 507].includes(status) || header === null || !/^\s*\d{1,9}\s*$/.test(header)) return 0;
	return Math.min(longestAskedMs, Number(header) * 1000);
}

/**
 * The server's clock as the browser knows it: of all samples the one with the shortest round trip is the best, and none
 * is off by more than half of its round trip.
 */
export interface ClockSample {
	/** Server time minus the browser's monotonic time, in ms. */
	readonly offsetMs: number;
	readonly roundTripMs: number;
}

export function betterSample(best: ClockSample, serverNow: number, sentAt: number, answeredAt: number): ClockSample {
	const roundTripMs = answeredAt - sentAt;
	return roundTripMs <= best.roundTripMs ? { offsetMs: serverNow - (sentAt + answeredAt) / 2, roundTripMs } : best;
}

/**
 * Whether the machine slept between two ticks, or its clock was set: the monotonic clock may stand still in sleep, so
 * the sample no longer holds. Both in ms since the last tick.
 */
export const slept = (wallMs: number, monotonicMs: number): boolean =>
	Math.abs(wallMs - monotonicMs) > 2000 || monotonicMs > 10_000;
