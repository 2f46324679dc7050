import type { UnitId } from '#lib/base/core/ids.ts';
import type { Db, Trx } from '#lib/base/db/schema.ts';
import { unitKey } from './unit.ts';

/** Everything a unit is at one moment; `unit_version.state` keeps it as JSON. */
export interface UnitState {
	readonly code: string;
	readonly name: string;
	readonly shortName: string;
	readonly category: string;
	readonly sortOrder: number;
	readonly parentId: UnitId | null;
	readonly abolishedAt: number | null;
	readonly successorId: UnitId | null;
	readonly aliases: readonly string[];
}

export type UnitChange = 'created' | 'changed' | 'merged' | 'abolished' | 'restored';

export async function unitState(trx: Trx, unitId: UnitId): Promise<UnitState> {
	const { id: _id, ...unit } = await trx
		.selectFrom('unit')
		.selectAll()
		.where('id', '=', unitId)
		.executeTakeFirstOrThrow();
	const aliases = await trx
		.selectFrom('unitAlias')
		.select('alias')
		.where('unitId', '=', unitId)
		.orderBy('alias')
		.execute();
	return { ...unit, aliases: aliases.map(({ alias }) => alias) };
}

/** Writes a new unit with its first version. Aliases that are its own name or another unit's are left out. */
export async function insertUnit(trx: Trx, state: UnitState, actor: string, now: number): Promise<UnitId> {
	const { aliases, ...unit } = state;
	const { id } = await trx.insertInto('unit').values(unit).returning('id').executeTakeFirstOrThrow();
	await setAliases(trx, id, aliases);
	await addVersion(trx, id, 'created', actor, now);
	return id;
}

/** Changes a unit and keeps the version; returns the state before. */
export async function changeUnit(
	trx: Trx,
	unitId: UnitId,
	patch: Partial<UnitState>,
	change: UnitChange,
	actor: string,
	now: number
): Promise<UnitState> {
	const before = await unitState(trx, unitId);
	const { aliases, ...columns } = patch;
	if (Object.keys(columns).length > 0) await trx.updateTable('unit').set(columns).where('id', '=', unitId).execute();
	if (aliases !== undefined) await setAliases(trx, unitId, aliases);
	await addVersion(trx, unitId, change, actor, now);
	return before;
}

async function addVersion(trx: Trx, unitId: UnitId, change: UnitChange, actor: string, now: number): Promise<void> {
	const state = JSON.stringify(await unitState(trx, unitId));
	await trx.insertInto('unitVersion').values({ unitId, change, state, at: now, actor }).execute();
}

async function setAliases(trx: Trx, unitId: UnitId, aliases: readonly string[]): Promise<void> {
	await trx.deleteFrom('unitAlias').where('unitId', '=', unitId).execute();
	const wanted = new Map(aliases.map((alias) => [unitKey(alias), alias.trim()]));
	for (const [aliasKey, alias] of wanted)
		if (aliasKey !== '')
			await trx
				.insertInto('unitAlias')
				.values({ unitId, alias, aliasKey })
				.onConflict((conflict) => conflict.column('aliasKey').doNothing())
				.execute();
}

/** A code nobody has: "N001", "N002", … */
export async function freeCode(trx: Trx): Promise<string> {
	const taken = await trx.selectFrom('unit').select('code').where('code', 'like', 'N%').execute();
	const numbers = taken.map(({ code }) => Number(/^N(\d+)$/.exec(code)?.[1] ?? 0));
	return `N${String(Math.max(0, ...numbers) + 1).padStart(3, '0')}`;
}

/** The versions of a unit, newest first, with the name it had. */
export async function listVersions(db: Db, unitId: UnitId) {
	const rows = await db
		.selectFrom('unitVersion')
		.selectAll()
		.where('unitId', '=', unitId)
		.orderBy('id', 'desc')
		.execute();
	return rows.map(({ at, actor, change, state }) => ({
		at,
		actor,
		change,
		name: (JSON.parse(state) as UnitState).name
	}));
}
