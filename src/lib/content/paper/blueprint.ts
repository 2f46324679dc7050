import type { ItemBankId, ItemVersionId } from '#lib/base/core/ids.ts';
import type { Points } from '#lib/base/core/points.ts';
import type { ItemKind } from '#lib/content/item/item.ts';

/** One demand of a blueprint: so many items of one sort. */
export interface BlueprintRow {
	/** Heading under which the items stand, e.g. 一、判断题. Rows of one section stand together. */
	readonly section: string;
	/** null: any law. */
	readonly lawId: number | null;
	readonly kind: ItemKind;
	/** 1 (easy) to 5 (hard); null: any. */
	readonly difficulty: number | null;
	/** Items, or cases when `kind` is `case`. */
	readonly count: number;
	/** Hundredths per slot, that is per item or per part of a case. */
	readonly points: Points;
	/** Parts of each case, exactly; 1 for ordinary items. */
	readonly parts: number;
}

/** What a paper is made of (blueprint.definition). Frozen with the first exam that is published with it. */
export interface Blueprint {
	readonly banks: readonly ItemBankId[];
	readonly rows: readonly BlueprintRow[];
}

/** What assembly needs to know of an item; `PoolItem` of content/item is one. */
export interface Drawable {
	readonly itemVersionId: ItemVersionId;
	readonly kind: ItemKind;
	readonly lawId: number | null;
	readonly difficulty: number;
	readonly parts: number;
	/** Items with one key are near twins and never meet in a paper. */
	readonly stemKey: string;
}

export const accepts = (row: BlueprintRow, item: Drawable): boolean =>
	row.kind === item.kind &&
	row.parts === item.parts &&
	(row.lawId === null || row.lawId === item.lawId) &&
	(row.difficulty === null || row.difficulty === item.difficulty);

/** Slots (scored questions) that a row fills. */
export const slotsOf = (row: BlueprintRow): number => row.count * row.parts;

export const slotCount = (blueprint: Blueprint): number => blueprint.rows.reduce((sum, row) => sum + slotsOf(row), 0);

export const totalPoints = (blueprint: Blueprint): Points =>
	blueprint.rows.reduce((sum, row) => sum + slotsOf(row) * row.points, 0);

/** The most slots one paper may have: a sitting page of that length still loads and saves well. */
export const maxSlots = 300;

export type BlueprintRule =
	| 'noBank'
	| 'noRows'
	| 'noSection'
	| 'countOutOfRange'
	| 'pointsOutOfRange'
	| 'partsOutOfRange'
	| 'difficultyOutOfRange'
	| 'tooManySlots';

export interface BlueprintProblem {
	/** Index into `rows`; null for the blueprint as a whole. */
	readonly row: number | null;
	readonly rule: BlueprintRule;
}

const between = (value: number, least: number, most: number): boolean =>
	Number.isSafeInteger(value) && value >= least && value <= most;

/** Everything wrong with the form of a blueprint, at once. Whether the banks can fill it: feasibility.ts. */
export function blueprintProblems(blueprint: Blueprint): BlueprintProblem[] {
	const problems: BlueprintProblem[] = [];
	if (blueprint.banks.length === 0) problems.push({ row: null, rule: 'noBank' });
	if (blueprint.rows.length === 0) problems.push({ row: null, rule: 'noRows' });
	for (const [index, row] of blueprint.rows.entries()) {
		const add = (rule: BlueprintRule) => problems.push({ row: index, rule });
		if (row.section.trim() === '') add('noSection');
		if (!between(row.count, 1, maxSlots)) add('countOutOfRange');
		if (!between(row.points, 1, 100_00)) add('pointsOutOfRange');
		if (!between(row.parts, 1, row.kind === 'case' ? 20 : 1)) add('partsOutOfRange');
		if (row.difficulty !== null && !between(row.difficulty, 1, 5)) add('difficultyOutOfRange');
	}
	if (problems.length === 0 && slotCount(blueprint) > maxSlots) problems.push({ row: null, rule: 'tooManySlots' });
	return problems;
}
