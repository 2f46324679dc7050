import type { PersonId, UnitId } from '#lib/base/core/ids.ts';
import { compact } from '#lib/base/core/text.ts';
import {
	isEmpty,
	nobody,
	type PlanPerson,
	type PlanUnit,
	type Selection,
	type Snapshot,
	snapshotOf
} from '#lib/exam/plan/selection.ts';

/** Who is expected: everyone or the union of units, categories and single persons; ranks narrow all but the last. */
export interface Expected {
	readonly all: boolean;
	readonly units: readonly UnitId[];
	readonly categories: readonly string[];
	/** Ranks (职级、职务层次) as the roster has them; [] for any. */
	readonly ranks: readonly string[];
	readonly persons: readonly PersonId[];
}

export const nobodyExpected: Expected = { all: false, units: [], categories: [], ranks: [], persons: [] };

export const asksForNobody = (expected: Expected): boolean => isEmpty({ ...nobody, ...expected });

export interface RankedPerson extends PlanPerson {
	readonly rank: string;
}

/**
 * People with the unit of establishment they have now, and the units as they stand, rolled up to the topmost unit below the
 * district; seconded people count where their establishment is.
 */
export function expectedSnapshot(
	units: readonly PlanUnit[],
	roster: readonly RankedPerson[],
	expected: Expected
): Snapshot {
	const ranks = new Set(expected.ranks.map(compact));
	const named = new Set(expected.persons);
	const wanted =
		ranks.size === 0 ? roster : roster.filter(({ rank, personId }) => ranks.has(compact(rank)) || named.has(personId));
	const { all, units: chosen, categories, persons } = expected;
	const selection: Selection = { ...nobody, all, units: chosen, categories, persons };
	return snapshotOf(units, wanted, selection, 'top');
}
