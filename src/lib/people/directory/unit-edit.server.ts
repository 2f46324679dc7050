import { record } from '#lib/base/audit/audit.server.ts';
import type { UnitId } from '#lib/base/core/ids.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import { mayEverywhere, type Viewer } from '#lib/base/core/permit.ts';
import { cleanCell, compact } from '#lib/base/core/text.ts';
import type { Db, Trx } from '#lib/base/db/schema.ts';
import { listAliasedUnits, listUnits } from './directory.server.ts';
import { movePerson, noLog } from './membership.server.ts';
import { changeUnit, freeCode, insertUnit, unitState } from './unit-record.server.ts';
import { unitKey, wouldCircle } from './unit.ts';

/** A unit as the form states it. */
export interface UnitForm {
	readonly code: string;
	readonly name: string;
	readonly shortName: string;
	readonly category: string;
	readonly sortOrder: number;
	readonly parentId: UnitId | null;
	readonly aliases: readonly string[];
}

/**
 * `taken`: the name, code or alias `detail.text` is the unit `detail.name` · `circle`: the parent stands below the unit ·
 * `people`: people stand in the unit yet · `children`: units stand below it yet
 */
export type UnitFault = 'forbidden' | 'gone' | 'nameMissing' | 'taken' | 'circle' | 'people' | 'children' | 'itself';

/** Adds a unit (`unitId` null) or changes one; names lead to one unit only. */
export async function saveUnit(
	db: Db,
	viewer: Viewer,
	unitId: UnitId | null,
	form: UnitForm,
	now: number
): Promise<Outcome<UnitId, UnitFault>> {
	if (!mayEverywhere(viewer, 'units.manage')) return refused('forbidden');
	const name = cleanCell(form.name);
	if (name === '') return refused('nameMissing');
	return db.transaction().execute(async (trx) => {
		const units = await listAliasedUnits(trx, { abolished: true });
		const present = units.find(({ id }) => id === unitId);
		if (unitId !== null && !present) return refused('gone');
		const code = compact(form.code) || present?.code || (await freeCode(trx));
		const others = units.filter(({ id }) => id !== unitId);
		const sameCode = others.find((unit) => unitKey(unit.code) === unitKey(code));
		if (sameCode) return refused('taken', { text: code, name: sameCode.name });
		for (const text of [name, ...form.aliases])
			for (const unit of others.filter(({ abolishedAt }) => abolishedAt === null))
				if ([unit.name, ...unit.aliases].some((other) => unitKey(other) === unitKey(text)))
					return refused('taken', { text, name: unit.name });
		const parents = new Map(units.map(({ id, parentId }) => [id, parentId]));
		if (unitId !== null && wouldCircle(parents, unitId, form.parentId)) return refused('circle');
		const columns = {
			code,
			name,
			shortName: cleanCell(form.shortName) || name,
			category: cleanCell(form.category),
			sortOrder: Number.isSafeInteger(form.sortOrder) ? form.sortOrder : (present?.sortOrder ?? 0),
			parentId: form.parentId,
			aliases: form.aliases
		};
		const before = unitId === null ? null : await unitState(trx, unitId);
		const id =
			unitId ?? (await insertUnit(trx, { ...columns, abolishedAt: null, successorId: null }, viewer.name, now));
		if (unitId !== null) await changeUnit(trx, unitId, columns, 'changed', viewer.name, now);
		const act = unitId === null ? 'unit.created' : 'unit.changed';
		const body = { before, after: await unitState(trx, id) };
		await record(trx, viewer, { act, subjectKind: 'unit', subjectId: id, body }, now);
		return done(id);
	});
}

async function stillUsed(trx: Trx, unitId: UnitId): Promise<'people' | 'children' | undefined> {
	const member = await trx
		.selectFrom('membership')
		.select('id')
		.where('unitId', '=', unitId)
		.where('toAt', 'is', null)
		.limit(1)
		.executeTakeFirst();
	if (member) return 'people';
	return (await listUnits(trx)).some(({ parentId }) => parentId === unitId) ? 'children' : undefined;
}

/** Ends a unit that nobody stands in any more; its history and results stay. */
export async function abolishUnit(
	db: Db,
	viewer: Viewer,
	unitId: UnitId,
	now: number
): Promise<Outcome<UnitId, UnitFault>> {
	if (!mayEverywhere(viewer, 'units.manage')) return refused('forbidden');
	return db.transaction().execute(async (trx) => {
		const unit = (await listUnits(trx)).find(({ id }) => id === unitId);
		if (!unit) return refused('gone');
		const used = await stillUsed(trx, unitId);
		if (used) return refused(used, { name: unit.name });
		await changeUnit(trx, unitId, { abolishedAt: now }, 'abolished', viewer.name, now);
		await record(
			trx,
			viewer,
			{ act: 'unit.abolished', subjectKind: 'unit', subjectId: unitId, body: { name: unit.name } },
			now
		);
		return done(unitId);
	});
}

/** Brings an abolished unit back, unless its name has gone to another. */
export async function restoreUnit(
	db: Db,
	viewer: Viewer,
	unitId: UnitId,
	now: number
): Promise<Outcome<UnitId, UnitFault>> {
	if (!mayEverywhere(viewer, 'units.manage')) return refused('forbidden');
	return db.transaction().execute(async (trx) => {
		const all = await listUnits(trx, { abolished: true });
		const unit = all.find(({ id }) => id === unitId);
		if (!unit || unit.abolishedAt === null) return refused('gone');
		const twin = all.find((other) => other.abolishedAt === null && unitKey(other.name) === unitKey(unit.name));
		if (twin) return refused('taken', { text: unit.name, name: twin.name });
		await changeUnit(trx, unitId, { abolishedAt: null, successorId: null }, 'restored', viewer.name, now);
		await record(
			trx,
			viewer,
			{ act: 'unit.restored', subjectKind: 'unit', subjectId: unitId, body: { name: unit.name } },
			now
		);
		return done(unitId);
	});
}

/**
 * Merges a unit into another: its people and the units below it go there, its names become the other's aliases, and it
 * ends with a link to its successor. What was counted before stays with it.
 */
export async function mergeUnit(
	db: Db,
	viewer: Viewer,
	unitId: UnitId,
	intoId: UnitId,
	now: number
): Promise<Outcome<{ readonly people: number }, UnitFault>> {
	if (!mayEverywhere(viewer, 'units.manage')) return refused('forbidden');
	if (unitId === intoId) return refused('itself');
	return db.transaction().execute(async (trx) => {
		const units = await listAliasedUnits(trx);
		const from = units.find(({ id }) => id === unitId);
		const into = units.find(({ id }) => id === intoId);
		if (!from || !into) return refused('gone');
		const parents = new Map(units.map(({ id, parentId }) => [id, parentId]));
		if (wouldCircle(parents, unitId, intoId)) return refused('circle');
		const people = await trx
			.selectFrom('membership')
			.select(['personId', 'section'])
			.where('unitId', '=', unitId)
			.where('kind', '=', 'establishment')
			.where('toAt', 'is', null)
			.execute();
		for (const { personId, section } of people) await movePerson(trx, noLog, personId, intoId, section, now);
		await trx
			.updateTable('membership')
			.set({ toAt: now })
			.where('unitId', '=', unitId)
			.where('toAt', 'is', null)
			.execute();
		for (const child of units.filter(({ parentId }) => parentId === unitId))
			await changeUnit(trx, child.id, { parentId: intoId }, 'changed', viewer.name, now);
		await changeUnit(trx, unitId, { abolishedAt: now, successorId: intoId, aliases: [] }, 'merged', viewer.name, now);
		const aliases = [...into.aliases, from.name, ...from.aliases];
		await changeUnit(trx, intoId, { aliases }, 'changed', viewer.name, now);
		const body = { name: from.name, into: into.name, people: people.length };
		await record(trx, viewer, { act: 'unit.merged', subjectKind: 'unit', subjectId: unitId, body }, now);
		return done({ people: people.length });
	});
}
