import type { Instant } from '#lib/base/core/clock.ts';
import type { PersonId, UnitId } from '#lib/base/core/ids.ts';
import type { Window } from './scheme.ts';

/** One row of window_override: for a unit with all below it, one person, or everyone (neither named). Null keeps what stood. */
export interface Override {
	readonly unitId: UnitId | null;
	readonly personId: PersonId | null;
	readonly opensAt: Instant | null;
	readonly closesAt: Instant | null;
	readonly extraMs: number;
}

/** The units a person belongs to for this exam: the own unit first, then upwards, as snapshot. */
export type Ancestry = readonly UnitId[];

/** Whether an override is for a person: the own one, one of a unit the person belongs to, or one for everyone. */
export const concerns = (override: Override, personId: PersonId, ancestry: Ancestry): boolean =>
	override.personId === personId ||
	(override.unitId === null ? override.personId === null : ancestry.includes(override.unitId));

/**
 * The window of one person. The person's own override goes before the own unit's, that before the next unit above, that
 * before one for everyone, and all before the exam's window; of several for the same unit or person the newest counts. Extra times add up.
 * @param overrides oldest first
 */
export function windowOf(
	exam: { readonly opensAt: Instant; readonly closesAt: Instant },
	overrides: readonly Override[],
	personId: PersonId,
	ancestry: Ancestry
): Window {
	const mine = overrides.filter((override) => concerns(override, personId, ancestry));
	if (mine.length === 0) return { opensAt: exam.opensAt, closesAt: exam.closesAt, extraMs: 0 };
	/** Smaller is nearer: −1 the person, 0 the own unit, 1 the one above … everyone last. */
	const distance = ({ personId: person, unitId: unit }: Override) =>
		person !== null ? -1 : unit === null ? ancestry.length : ancestry.indexOf(unit);
	const nearest = [...mine].reverse().sort((a, b) => distance(a) - distance(b));
	return {
		opensAt: nearest.find((override) => override.opensAt !== null)?.opensAt ?? exam.opensAt,
		closesAt: nearest.find((override) => override.closesAt !== null)?.closesAt ?? exam.closesAt,
		extraMs: mine.reduce((sum, override) => sum + override.extraMs, 0)
	};
}

/**
 * From the earliest opening to the last end that stands for anybody: the exam's own window and those of units and people.
 * Of several for the same unit or person the newest counts.
 * @param overrides oldest first
 */
export function spanOf(
	exam: { readonly opensAt: Instant; readonly closesAt: Instant },
	overrides: readonly Pick<Override, 'unitId' | 'personId' | 'opensAt' | 'closesAt'>[]
): { readonly opensAt: Instant; readonly closesAt: Instant } {
	const standing = (end: 'opensAt' | 'closesAt'): readonly Instant[] => {
		const newest = new Map<string, Instant>();
		for (const { unitId, personId, [end]: at } of overrides) if (at !== null) newest.set(`${unitId} ${personId}`, at);
		return [...newest.values()];
	};
	return {
		opensAt: standing('opensAt').reduce((first, at) => Math.min(first, at), exam.opensAt),
		closesAt: standing('closesAt').reduce((last, at) => Math.max(last, at), exam.closesAt)
	};
}

/** Units upwards from one, by the parents of the snapshot. */
export function ancestryOf(parents: ReadonlyMap<UnitId, UnitId | null>, unitId: UnitId): UnitId[] {
	const found: UnitId[] = [];
	for (let at: UnitId | null = unitId; at !== null && !found.includes(at); at = parents.get(at) ?? null) found.push(at);
	return found;
}

/** Whether a window takes nothing away that another promised. */
export const widens = (from: Window, to: Window): boolean =>
	to.opensAt <= from.opensAt && to.closesAt >= from.closesAt && to.extraMs >= from.extraMs;
