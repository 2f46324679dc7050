import type { Instant } from '#lib/base/core/clock.ts';
import type { UnitId } from '#lib/base/core/ids.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import type { Session } from '#lib/exam/plan/sessions.server.ts';
import type { Scheme } from '#lib/exam/plan/scheme.ts';

export interface UnitHeads {
	readonly unitId: UnitId;
	readonly name: string;
	readonly heads: number;
}

/** A session of some units: the window in which their people start. */
export interface Slot {
	readonly opensAt: Instant;
	readonly closesAt: Instant;
	readonly heads: number;
	readonly units: readonly UnitHeads[];
}

export interface Plan {
	readonly opensAt: Instant;
	readonly closesAt: Instant;
	readonly scheme: Pick<Scheme, 'durationMs' | 'graceMs' | 'latestEntryMs'>;
}

const minute = 60_000;
/** Time to come in and start, where the scheme names none. */
const entryMs = 30 * minute;
/** Windows begin and end on a multiple of this. */
const roundMs = 5 * minute;

/**
 * Divides units into as few sessions as the seats allow: units stay whole and in their order, no session has more people
 * than seats, and the fullest one is as small as possible. Where the exam's window is long enough it is shared out;
 * else each session has the working time and half an hour to come in, and the last ones lie after the planned end.
 */
export function slotsFor(
	units: readonly UnitHeads[],
	seats: number,
	plan: Plan
): Outcome<readonly Slot[], 'unitTooLarge'> {
	const present = units.filter(({ heads }) => heads > 0);
	const large = present.find(({ heads }) => heads > seats);
	if (large) return refused('unitTooLarge', { unit: large.name, heads: large.heads, seats });
	const groups = balanced(present, seats);
	const length = windowLength(plan, groups.length);
	return done(
		groups.map((group, index) => ({
			opensAt: plan.opensAt + index * length,
			closesAt: plan.opensAt + (index + 1) * length,
			heads: sum(group),
			units: group
		}))
	);
}

function windowLength({ opensAt, closesAt, scheme }: Plan, slots: number): number {
	const needed = scheme.durationMs + scheme.graceMs + (scheme.latestEntryMs ?? entryMs);
	const share = Math.floor((closesAt - opensAt) / slots / roundMs) * roundMs;
	return share >= needed ? share : Math.ceil(needed / roundMs) * roundMs;
}

const sum = (units: readonly UnitHeads[]): number => units.reduce((all, { heads }) => all + heads, 0);

/** In order, never more than `most` together. */
function greedy(units: readonly UnitHeads[], most: number): UnitHeads[][] {
	const groups: UnitHeads[][] = [];
	let room = 0;
	for (const unit of units) {
		if (unit.heads > room || groups.length === 0) {
			groups.push([]);
			room = most;
		}
		groups.at(-1)?.push(unit);
		room -= unit.heads;
	}
	return groups;
}

/** As few groups as `seats` allow, then the smallest size at which they are still that few. */
function balanced(units: readonly UnitHeads[], seats: number): UnitHeads[][] {
	const fewest = greedy(units, seats).length;
	let least = Math.max(0, ...units.map(({ heads }) => heads));
	let most = seats;
	while (least < most) {
		const middle = Math.floor((least + most) / 2);
		if (greedy(units, middle).length <= fewest) most = middle;
		else least = middle + 1;
	}
	return greedy(units, most);
}

/** The same as the windows they become. */
export const sessionsOf = (slots: readonly Slot[]): Session[] =>
	slots.map(({ opensAt, closesAt, units }) => ({ opensAt, closesAt, unitIds: units.map(({ unitId }) => unitId) }));
