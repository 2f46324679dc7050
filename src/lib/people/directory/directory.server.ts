import { sql } from 'kysely';
import type { PersonId, UnitId } from '#lib/base/core/ids.ts';
import { may, mayEverywhere, type Permission, type Viewer } from '#lib/base/core/permit.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { type AliasedUnit, byOfficialOrder, type Unit } from './unit.ts';

/** The unit itself and everything below it, abolished ones included. */
export async function subtree(db: Db, unitId: UnitId): Promise<Set<UnitId>> {
	const { rows } = await sql<{ id: UnitId }>`
		with recursive below(id) as (
			select id from unit where id = ${unitId}
			union
			select unit.id from unit join below on unit.parent_id = below.id
		) select id from below`.execute(db);
	return new Set(rows.map((row) => row.id));
}

/**
 * The units within which the viewer holds the permission: 'all' for a role of the whole district, else the subtrees of
 * the grants that carry it; empty when none does.
 */
export async function visibleUnits(
	db: Db,
	viewer: Viewer,
	permission: Permission
): Promise<'all' | ReadonlySet<UnitId>> {
	if (mayEverywhere(viewer, permission)) return 'all';
	const visible = new Set<UnitId>();
	for (const grant of viewer.grants) {
		if (grant.unitId === null || !may({ ...viewer, grants: [grant] }, permission)) continue;
		for (const id of await subtree(db, grant.unitId)) visible.add(id);
	}
	return visible;
}

/** Whether the unit lies in what `visibleUnits` gave. */
export const sees = (visible: 'all' | ReadonlySet<UnitId>, unitId: UnitId): boolean =>
	visible === 'all' || visible.has(unitId);

/** All units in official order; abolished ones only when asked for. */
export async function listUnits(db: Db, options: { readonly abolished?: boolean } = {}): Promise<readonly Unit[]> {
	let query = db.selectFrom('unit').selectAll();
	if (!options.abolished) query = query.where('abolishedAt', 'is', null);
	return (await query.execute()).sort(byOfficialOrder);
}

/** All units with their further names, for finding a unit by what a file calls it. */
export async function listAliasedUnits(db: Db, options: { readonly abolished?: boolean } = {}): Promise<AliasedUnit[]> {
	const units = await listUnits(db, options);
	const aliases = new Map<UnitId, string[]>();
	for (const { unitId, alias } of await db
		.selectFrom('unitAlias')
		.select(['unitId', 'alias'])
		.orderBy('alias')
		.execute())
		aliases.set(unitId, [...(aliases.get(unitId) ?? []), alias]);
	return units.map((unit) => ({ ...unit, aliases: aliases.get(unit.id) ?? [] }));
}

export async function findUnit(db: Db, unitId: UnitId): Promise<Unit | undefined> {
	return db.selectFrom('unit').selectAll().where('id', '=', unitId).executeTakeFirst();
}

export async function findUnitByCode(db: Db, code: string): Promise<Unit | undefined> {
	return db.selectFrom('unit').selectAll().where('code', '=', code).executeTakeFirst();
}

export interface RosterRow {
	readonly personId: PersonId;
	/** The establishment unit (编制所在单位) at that moment: where the person counts. */
	readonly unitId: UnitId;
	readonly name: string;
	readonly section: string;
	readonly post: string;
	readonly staffing: string;
}

/** Everyone on the establishment of some unit at the moment `at`, in order of unit and person. Seconded stays are left out. */
export async function establishmentRoster(db: Db, at: number): Promise<readonly RosterRow[]> {
	return db
		.selectFrom('membership')
		.innerJoin('person', 'person.id', 'membership.personId')
		.select([
			'person.id as personId',
			'membership.unitId',
			'person.name',
			'membership.section',
			'person.post',
			'person.staffing'
		])
		.where('membership.kind', '=', 'establishment')
		.where('membership.fromAt', '<=', at)
		.where((where) => where.or([where('membership.toAt', 'is', null), where('membership.toAt', '>', at)]))
		.where((where) => where.or([where('person.leftAt', 'is', null), where('person.leftAt', '>', at)]))
		.orderBy('membership.unitId')
		.orderBy('person.id')
		.execute();
}

/** People on the establishment of each unit now (not rolled up). */
export async function headcounts(db: Db): Promise<Map<UnitId, number>> {
	const rows = await db
		.selectFrom('membership')
		.innerJoin('person', 'person.id', 'membership.personId')
		.select(['membership.unitId', (count) => count.fn.countAll<number>().as('people')])
		.where('membership.kind', '=', 'establishment')
		.where('membership.toAt', 'is', null)
		.where('person.leftAt', 'is', null)
		.groupBy('membership.unitId')
		.execute();
	return new Map(rows.map((row) => [row.unitId, Number(row.people)]));
}
