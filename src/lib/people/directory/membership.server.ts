import type { PersonId, UnitId } from '#lib/base/core/ids.ts';
import type { Trx } from '#lib/base/db/schema.ts';

/** Where changes are noted, before and after: an import batch, or nowhere. */
export interface ChangeLog {
	add(
		noun: 'unit' | 'person' | 'membership' | 'transfer',
		nounId: number,
		before: unknown,
		after: unknown
	): Promise<void>;
}

/** For changes whose record is the audit entry alone. */
export const noLog: ChangeLog = { add: () => Promise.resolve() };

/** Ends the establishment membership and begins another; a secondment to the new unit ends with it. */
export async function movePerson(
	trx: Trx,
	log: ChangeLog,
	personId: PersonId,
	unitId: UnitId,
	section: string,
	now: number
): Promise<void> {
	const open = await trx
		.selectFrom('membership')
		.selectAll()
		.where('personId', '=', personId)
		.where('toAt', 'is', null)
		.execute();
	for (const before of open)
		if (before.kind === 'establishment' || before.unitId === unitId) await endMembership(trx, log, before, now);
	const membership = { personId, unitId, kind: 'establishment' as const, section, fromAt: now, toAt: null };
	const { id } = await trx.insertInto('membership').values(membership).returning('id').executeTakeFirstOrThrow();
	await log.add('membership', id, null, { id, ...membership });
}

export async function endMembership(
	trx: Trx,
	log: ChangeLog,
	before: { readonly id: number; readonly toAt: number | null },
	now: number
): Promise<void> {
	await trx.updateTable('membership').set({ toAt: now }).where('id', '=', before.id).execute();
	await log.add('membership', before.id, before, { ...before, toAt: now });
}

export async function secondPerson(
	trx: Trx,
	log: ChangeLog,
	personId: PersonId,
	unitId: UnitId,
	now: number
): Promise<void> {
	const membership = { personId, unitId, kind: 'seconded' as const, section: '', fromAt: now, toAt: null };
	const { id } = await trx.insertInto('membership').values(membership).returning('id').executeTakeFirstOrThrow();
	await log.add('membership', id, null, { id, ...membership });
}

/** Marks people as left: their memberships end, nothing of theirs is deleted. */
export async function leavePeople(trx: Trx, log: ChangeLog, people: readonly PersonId[], now: number): Promise<void> {
	for (const personId of people) {
		const before = await trx.selectFrom('person').selectAll().where('id', '=', personId).executeTakeFirstOrThrow();
		if (before.leftAt !== null) continue;
		await trx.updateTable('person').set({ leftAt: now }).where('id', '=', personId).execute();
		await log.add('person', personId, before, { ...before, leftAt: now });
		const open = await trx
			.selectFrom('membership')
			.selectAll()
			.where('personId', '=', personId)
			.where('toAt', 'is', null)
			.execute();
		for (const membership of open) await endMembership(trx, log, membership, now);
	}
}
