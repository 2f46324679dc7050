import type { PersonId, UnitId } from '#lib/base/core/ids.ts';

/** Whose enrolment a draft asks for: everyone, or the union of units with all below them, categories and persons. */
export interface Selection {
	readonly all: boolean;
	readonly units: readonly UnitId[];
	readonly categories: readonly string[];
	readonly persons: readonly PersonId[];
	/** Left out by hand, whatever else would take them in. */
	readonly except: readonly PersonId[];
}

export const nobody: Selection = { all: false, units: [], categories: [], persons: [], except: [] };

export const isEmpty = (selection: Selection): boolean =>
	!selection.all && selection.units.length === 0 && selection.categories.length === 0 && selection.persons.length === 0;

/** A unit as the directory has it now. */
export interface PlanUnit {
	readonly id: UnitId;
	readonly name: string;
	readonly shortName: string;
	readonly category: string;
	readonly sortOrder: number;
	readonly parentId: UnitId | null;
}

/** A person with the unit of establishment: the one in whose figures the person counts, wherever seconded. */
export interface PlanPerson {
	readonly personId: PersonId;
	readonly unitId: UnitId;
	readonly name: string;
	readonly section: string;
	readonly post: string;
}

export interface SnapshotUnit {
	readonly unitId: UnitId;
	/** The nearest unit above that is part of the snapshot too. */
	readonly parentId: UnitId | null;
	readonly reportingUnitId: UnitId;
	readonly name: string;
	readonly shortName: string;
	readonly category: string;
	readonly sortOrder: number;
}

export interface Snapshot {
	readonly units: readonly SnapshotUnit[];
	readonly people: readonly PlanPerson[];
}

type Parents = ReadonlyMap<UnitId, UnitId | null>;

/** The unit and those above it, nearest first; stops at a circle. */
function upwards(parents: Parents, unitId: UnitId): UnitId[] {
	const found: UnitId[] = [];
	for (
		let at: UnitId | null = unitId;
		at !== null && parents.has(at) && !found.includes(at);
		at = parents.get(at) ?? null
	)
		found.push(at);
	return found;
}

/** The district itself: the one unit without parent, where there is exactly one and it has others below it. */
export function districtRoot(units: readonly PlanUnit[]): UnitId | null {
	const ids = new Set(units.map((unit) => unit.id));
	const tops = units.filter((unit) => unit.parentId === null || !ids.has(unit.parentId));
	return tops.length === 1 && units.length > 1 ? (tops[0]?.id ?? null) : null;
}

/**
 * The list of an exam as it is frozen: people by their unit of establishment, and the units they count in.
 * Reporting unit: with level `top` the topmost unit below the district (the topmost of all where there is no single
 * district unit), with `self` the own one. Units chosen but empty stay, so that "nobody required" is seen; units that
 * only hold others together are left out of the ranking: the district always, the rest when every unit reports itself.
 */
export function snapshotOf(
	units: readonly PlanUnit[],
	roster: readonly PlanPerson[],
	selection: Selection,
	level: 'top' | 'self'
): Snapshot {
	const known = new Map(units.map((unit) => [unit.id, unit]));
	const parents: Parents = new Map(
		units.map((unit) => [unit.id, unit.parentId !== null && known.has(unit.parentId) ? unit.parentId : null])
	);
	const chosenUnits = new Set(selection.units);
	const chosenCategories = new Set(selection.categories);
	const chosenPersons = new Set(selection.persons);
	const chosen = new Set(
		units
			.filter(
				(unit) =>
					selection.all ||
					chosenCategories.has(unit.category) ||
					upwards(parents, unit.id).some((id) => chosenUnits.has(id))
			)
			.map((unit) => unit.id)
	);
	const except = new Set(selection.except);
	const people = roster.filter(
		(person) => !except.has(person.personId) && (chosen.has(person.unitId) || chosenPersons.has(person.personId))
	);
	const staffed = new Set(people.map((person) => person.unitId));
	const wanted = new Set([...chosen, ...staffed].flatMap((id) => upwards(parents, id)));
	const root = districtRoot(units);
	const holding = new Set([...wanted].map((id) => parents.get(id)).filter((id) => id !== null && id !== undefined));
	const dropped = (id: UnitId) =>
		!staffed.has(id) && ((id === root && holding.has(id)) || (level === 'self' && holding.has(id)));
	const kept = [...wanted].filter((id) => known.has(id) && !dropped(id));
	const keptSet = new Set(kept);
	return {
		people,
		units: kept.map((id) => {
			const line = upwards(parents, id);
			const below = line.filter((each) => each !== root);
			const { name, shortName, category, sortOrder } = known.get(id) as PlanUnit;
			return {
				unitId: id,
				parentId: line.slice(1).find((each) => keptSet.has(each)) ?? null,
				reportingUnitId: level === 'self' ? id : (below.at(-1) ?? id),
				name,
				shortName,
				category,
				sortOrder
			};
		})
	};
}
