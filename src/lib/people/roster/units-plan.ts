import type { UnitId } from '#lib/base/core/ids.ts';
import { type AliasedUnit, unitKey } from '#lib/people/directory/unit.ts';
import type { UnitDraft, UnitProblem, UnitRule } from './units-file.ts';

export interface UnitFieldChange {
	readonly field: 'name' | 'shortName' | 'category' | 'sortOrder' | 'parent' | 'aliases';
	readonly before: string;
	readonly after: string;
}

export interface PlannedUnit {
	readonly draft: UnitDraft;
	readonly outcome: 'added' | 'changed' | 'unchanged' | 'refused';
	/** The unit that stands already. */
	readonly unit: AliasedUnit | null;
	/** The code the unit will have; '' when one is to be made. */
	readonly code: string;
	readonly sortOrder: number;
	/** Its parent: a unit that stands, or the row that brings it. */
	readonly parent: { readonly unitId: UnitId } | { readonly row: number } | null;
	readonly aliases: readonly string[];
	readonly changes: readonly UnitFieldChange[];
}

export interface UnitsPlan {
	readonly rows: readonly PlannedUnit[];
	readonly problems: readonly UnitProblem[];
	/** Units that stand and are not in the file; nothing happens to them. */
	readonly missing: readonly AliasedUnit[];
}

/**
 * What a unit list would change. A unit is known by its code; without a code by its very name. A blank cell takes nothing
 * away, aliases are only added. A row is refused when its name or code is taken, or its parent cannot be.
 */
export function planUnits(
	drafts: readonly UnitDraft[],
	standing: readonly AliasedUnit[],
	faults: readonly UnitProblem[]
): UnitsPlan {
	const problems: UnitProblem[] = [...faults];
	const refusedRows = new Set(faults.filter(({ weight }) => weight === 'refuse').map(({ row }) => row));
	const say = (
		draft: UnitDraft,
		rule: UnitRule,
		weight: UnitProblem['weight'],
		detail?: UnitProblem['detail']
	): void => {
		problems.push({ row: draft.row, column: '', rule, weight, ...(detail ? { detail } : {}) });
		if (weight === 'refuse') refusedRows.add(draft.row);
	};
	const byCode = new Map(standing.map((unit) => [unitKey(unit.code), unit]));
	const byName = new Map(
		standing.filter((unit) => unit.abolishedAt === null).map((unit) => [unitKey(unit.name), unit])
	);
	const owners = aliasOwners(standing);
	const codes = new Map<string, UnitDraft>();
	const names = new Map<string, UnitDraft>();
	const unitOf = new Map<number, AliasedUnit | null>();
	for (const draft of drafts) {
		const code = unitKey(draft.code);
		const name = unitKey(draft.name);
		if (refusedRows.has(draft.row)) continue;
		const unit = code === '' ? byName.get(name) : byCode.get(code);
		const namesake = byName.get(name);
		const sameCode = code === '' ? undefined : codes.get(code);
		const sameName = names.get(name);
		if (sameCode) say(draft, 'unitCode.twice', 'refuse', { code: draft.code, row: sameCode.row });
		else if (sameName) say(draft, 'unitName.twice', 'refuse', { name: draft.name, row: sameName.row });
		else if (namesake && namesake !== unit && !givesUpName(drafts, namesake))
			say(draft, 'unitName.taken', 'refuse', { name: draft.name, code: namesake.code });
		else if (code === '' && !unit) say(draft, 'unitCode.made', 'warn', { name: draft.name });
		if (unit?.abolishedAt) say(draft, 'unit.restored', 'warn', { name: unit.name });
		if (code !== '' && !sameCode) codes.set(code, draft);
		if (!sameName) names.set(name, draft);
		unitOf.set(draft.row, unit ?? null);
	}
	const parents = findParents(drafts, refusedRows, codes, names, byCode, byName, say);
	findCircles(drafts, parents, say);
	const rows = drafts.map((draft, index): PlannedUnit => {
		const unit = unitOf.get(draft.row) ?? null;
		const aliases = freeAliases(draft, unit, owners, names, say);
		const sortOrder = draft.sortOrder ?? unit?.sortOrder ?? (index + 1) * 10;
		const parent = parents.get(draft.row) ?? null;
		const planned = { draft, unit, code: unit?.code ?? draft.code, sortOrder, parent, aliases };
		if (refusedRows.has(draft.row)) return { ...planned, outcome: 'refused', changes: [] };
		if (!unit) return { ...planned, outcome: 'added', changes: [] };
		const changes = unitChanges(planned, unit, standing, drafts);
		return { ...planned, outcome: changes.length > 0 || unit.abolishedAt !== null ? 'changed' : 'unchanged', changes };
	});
	const spoken = new Set(rows.map(({ unit }) => unit?.id));
	return { rows, problems, missing: standing.filter((unit) => unit.abolishedAt === null && !spoken.has(unit.id)) };
}

type Say = (draft: UnitDraft, rule: UnitRule, weight: UnitProblem['weight'], detail?: UnitProblem['detail']) => void;
type Parent = PlannedUnit['parent'];

/** Whether a row of the file gives a standing unit another name, so that its present one becomes free. */
const givesUpName = (drafts: readonly UnitDraft[], unit: AliasedUnit): boolean =>
	drafts.some((draft) => unitKey(draft.code) === unitKey(unit.code) && unitKey(draft.name) !== unitKey(unit.name));

function aliasOwners(standing: readonly AliasedUnit[]): Map<string, AliasedUnit> {
	const owners = new Map<string, AliasedUnit>();
	for (const unit of standing) for (const name of [unit.name, ...unit.aliases]) owners.set(unitKey(name), unit);
	return owners;
}

function freeAliases(
	draft: UnitDraft,
	unit: AliasedUnit | null,
	owners: Map<string, AliasedUnit>,
	names: ReadonlyMap<string, UnitDraft>,
	say: Say
): string[] {
	return draft.aliases.filter((alias) => {
		const key = unitKey(alias);
		const owner = owners.get(key);
		const named = names.get(key);
		if (key === unitKey(draft.name)) return false;
		if ((owner && owner !== unit) || (named && named !== draft)) {
			say(draft, 'alias.taken', 'warn', { alias, name: owner?.name ?? named?.name ?? '' });
			return false;
		}
		return true;
	});
}

function findParents(
	drafts: readonly UnitDraft[],
	refusedRows: ReadonlySet<number>,
	codes: ReadonlyMap<string, UnitDraft>,
	names: ReadonlyMap<string, UnitDraft>,
	byCode: ReadonlyMap<string, AliasedUnit>,
	byName: ReadonlyMap<string, AliasedUnit>,
	say: Say
): Map<number, Parent> {
	const parents = new Map<number, Parent>();
	const resolve = (text: string): Parent | undefined => {
		const key = unitKey(text);
		const draft = codes.get(key) ?? names.get(key);
		const unit = byCode.get(key) ?? byName.get(key);
		if (draft && !refusedRows.has(draft.row)) return { row: draft.row };
		return unit ? { unitId: unit.id } : undefined;
	};
	// A refused parent refuses its children, whose children are then looked at again.
	for (let before = -1; before !== refusedRows.size;) {
		before = refusedRows.size;
		for (const draft of drafts) {
			if (draft.parent === '' || refusedRows.has(draft.row)) continue;
			const parent = resolve(draft.parent);
			if (parent) parents.set(draft.row, parent);
			else say(draft, 'parent.unknown', 'refuse', { parent: draft.parent });
		}
	}
	return parents;
}

function findCircles(drafts: readonly UnitDraft[], parents: ReadonlyMap<number, Parent>, say: Say): void {
	for (const draft of drafts) {
		let row = draft.row;
		for (let steps = 0; steps <= drafts.length; steps++) {
			const parent = parents.get(row);
			if (!parent || !('row' in parent)) break;
			row = parent.row;
			if (row !== draft.row) continue;
			say(draft, 'parent.circle', 'refuse', { name: draft.name });
			break;
		}
	}
}

function unitChanges(
	planned: Pick<PlannedUnit, 'draft' | 'sortOrder' | 'parent' | 'aliases'>,
	unit: AliasedUnit,
	standing: readonly AliasedUnit[],
	drafts: readonly UnitDraft[]
): UnitFieldChange[] {
	const { draft, parent } = planned;
	const changes: UnitFieldChange[] = [];
	const compare = (field: UnitFieldChange['field'], before: string, after: string): void => {
		if (after !== '' && after !== before) changes.push({ field, before, after });
	};
	compare('name', unit.name, draft.name);
	compare('shortName', unit.shortName, draft.shortName);
	compare('category', unit.category, draft.category);
	if (draft.sortOrder !== null) compare('sortOrder', String(unit.sortOrder), String(draft.sortOrder));
	const parentCode = standing.find(({ id }) => id === unit.parentId)?.code ?? '';
	if (parent) {
		const code =
			'unitId' in parent
				? standing.find(({ id }) => id === parent.unitId)?.code
				: drafts.find(({ row }) => row === parent.row)?.code;
		compare('parent', parentCode, code ?? draft.parent);
	}
	const known = new Set([...unit.aliases, unit.shortName].map(unitKey));
	const fresh = planned.aliases.filter((alias) => !known.has(unitKey(alias)));
	if (fresh.length > 0) compare('aliases', unit.aliases.join('；'), [...unit.aliases, ...fresh].join('；'));
	return changes;
}
