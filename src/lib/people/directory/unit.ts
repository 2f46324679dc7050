import type { UnitId } from '#lib/base/core/ids.ts';
import { compact } from '#lib/base/core/text.ts';

/** A unit as it stands now. `sortOrder` is the official order of protocol; ties go by id. */
export interface Unit {
	readonly id: UnitId;
	readonly code: string;
	readonly name: string;
	readonly shortName: string;
	/** Free text from the unit list, e.g. one of `typicalCategories`; '' when none was given. */
	readonly category: string;
	readonly sortOrder: number;
	readonly parentId: UnitId | null;
	/** When the unit ceased to exist; its people, results and reports keep it. */
	readonly abolishedAt: number | null;
	/** Where its people went when it was merged. */
	readonly successorId: UnitId | null;
}

export interface AliasedUnit extends Unit {
	readonly aliases: readonly string[];
}

/** The usual groups of a district (domain.md §2.3); the list is a help for the form, any other text is as good. */
export const typicalCategories = [
	'镇（街道、园区）',
	'区委部门及人大政协机关',
	'区政府部门',
	'群团',
	'法院检察院公安',
	'垂直管理（驻区）单位',
	'学校',
	'医院',
	'区属国企'
] as const;

/**
 * The form under which names and aliases are compared: full-width forms folded, no white space or invisible characters,
 * every middle dot the same, letters in lower case. Two units never share a key.
 */
export const unitKey = (text: string): string =>
	compact(text)
		.replace(/[•‧・⋅･․·]/gu, '·')
		.toLowerCase();

/** Orders units as official lists do. */
export const byOfficialOrder = (a: Unit, b: Unit): number => a.sortOrder - b.sortOrder || a.id - b.id;

export interface TreeRow<U extends Unit = Unit> {
	readonly unit: U;
	/** 0 for units without parent. */
	readonly depth: number;
}

/** The units in official order, children under their parent; a unit whose parent is not listed stands at the top. */
export function treeRows<U extends Unit>(units: readonly U[]): TreeRow<U>[] {
	const listed = new Set(units.map((unit) => unit.id));
	const children = new Map<UnitId | null, U[]>();
	for (const unit of [...units].sort(byOfficialOrder)) {
		const parent = unit.parentId !== null && listed.has(unit.parentId) ? unit.parentId : null;
		children.set(parent, [...(children.get(parent) ?? []), unit]);
	}
	const rows: TreeRow<U>[] = [];
	const add = (parent: UnitId | null, depth: number): void => {
		for (const unit of children.get(parent) ?? []) {
			rows.push({ unit, depth });
			add(unit.id, depth + 1);
		}
	};
	add(null, 0);
	return rows;
}

/** Whether giving `unit` the parent `parent` would close a circle. */
export function wouldCircle(parents: ReadonlyMap<UnitId, UnitId | null>, unit: UnitId, parent: UnitId | null): boolean {
	for (let up = parent, steps = 0; up !== null; up = parents.get(up) ?? null, steps++)
		if (up === unit || steps > parents.size) return true;
	return false;
}
