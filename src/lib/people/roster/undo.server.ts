import { record } from '#lib/base/audit/audit.server.ts';
import { asId, type ImportBatchId, type PersonId, type UnitId } from '#lib/base/core/ids.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import { may, mayEverywhere, type Viewer } from '#lib/base/core/permit.ts';
import type { Trx, Db } from '#lib/base/db/schema.ts';
import { changeUnit, unitState, type UnitState } from '#lib/people/directory/unit-record.server.ts';

/**
 * `touched`: something the batch wrote was changed later, or is in use by now; `detail.names` says whose ·
 * `gone`: no such batch of the viewer, or undone already
 */
export type UndoRefusal = 'forbidden' | 'gone' | 'touched';

interface Change {
	readonly noun: string;
	readonly nounId: number;
	readonly before: Readonly<Record<string, unknown>> | null;
	readonly after: Readonly<Record<string, unknown>> | null;
}

const namesShown = 10;

/**
 * Takes a whole batch back, newest change first, in one transaction; refused when anything it wrote has been changed since,
 * or when people it added have an account in use or stand in an exam.
 */
export async function undoBatch(
	db: Db,
	viewer: Viewer,
	batchId: ImportBatchId,
	now: number
): Promise<Outcome<{ readonly changes: number }, UndoRefusal>> {
	if (!may(viewer, 'roster.import')) return refused('forbidden');
	return db.transaction().execute(async (trx) => {
		const batch = await trx
			.selectFrom('importBatch')
			.selectAll()
			.where('id', '=', batchId)
			.where('kind', 'in', ['roster', 'units'])
			.where('undoneAt', 'is', null)
			.executeTakeFirst();
		const own = batch && (batch.accountId === viewer.accountId || mayEverywhere(viewer, 'roster.import'));
		if (!batch || !own) return refused('gone');
		if (batch.kind === 'units' && !mayEverywhere(viewer, 'units.manage')) return refused('forbidden');
		const rows = await trx
			.selectFrom('importChange')
			.selectAll()
			.where('batchId', '=', batchId)
			.orderBy('n', 'desc')
			.execute();
		// A proposed transfer changed nothing: it goes with the batch, unless it was decided and then stands for itself.
		const written = rows.filter(({ noun }) => noun !== 'transfer');
		const changes = written.map(({ noun, nounId, before, after }): Change => ({
			noun,
			nounId,
			before: before === null ? null : (JSON.parse(before) as Change['before']),
			after: after === null ? null : (JSON.parse(after) as Change['after'])
		}));
		const touched = await findTouched(trx, changes);
		if (touched.length > 0)
			return refused('touched', { names: touched.slice(0, namesShown).join('、'), count: touched.length });
		for (const change of changes) await takeBack(trx, viewer, change, now);
		await trx.updateTable('importBatch').set({ undoneAt: now }).where('id', '=', batchId).execute();
		const act = batch.kind === 'units' ? 'units.importUndone' : 'roster.importUndone';
		const body = { fileName: batch.fileName, changes: changes.length };
		await record(trx, viewer, { act, subjectKind: 'importBatch', subjectId: batchId, body }, now);
		return done({ changes: changes.length });
	});
}

const same = (now: unknown, then: unknown): boolean => {
	const sorted = (value: unknown) =>
		JSON.stringify(Object.entries((value ?? {}) as object).sort(([a], [b]) => (a < b ? -1 : 1)));
	return sorted(now) === sorted(then);
};

/** Names of the people and units that are no longer as the batch left them. */
async function findTouched(trx: Trx, changes: readonly Change[]): Promise<string[]> {
	const touched = new Map<string, string>();
	/** The last state the batch gave each thing: changes run newest first. */
	const seen = new Set<string>();
	const addedPeople: PersonId[] = [];
	for (const { noun, nounId, before, after } of changes) {
		const key = `${noun} ${nounId}`;
		if (noun === 'person' && before === null) addedPeople.push(asId<'person'>(nounId));
		if (seen.has(key)) continue;
		seen.add(key);
		const present = await presentState(trx, noun, nounId);
		if (present && same(present, after)) continue;
		if (noun === 'membership') {
			const personId = asId<'person'>(Number(after?.personId ?? before?.personId ?? 0));
			const person = await trx.selectFrom('person').select('name').where('id', '=', personId).executeTakeFirst();
			touched.set(`person ${personId}`, person?.name ?? String(personId));
		} else touched.set(key, String(after?.name ?? before?.name ?? nounId));
	}
	for (const { id, name } of await usedPeople(trx, addedPeople)) touched.set(`person ${id}`, name);
	for (const { id, name } of await laterMembers(trx, changes)) touched.set(`unit ${id}`, name);
	return [...touched.values()];
}

async function presentState(trx: Trx, noun: string, id: number): Promise<object | undefined> {
	if (noun === 'unit') return unitState(trx, asId<'unit'>(id));
	if (noun === 'person')
		return trx.selectFrom('person').selectAll().where('id', '=', asId<'person'>(id)).executeTakeFirst();
	return trx.selectFrom('membership').selectAll().where('id', '=', id).executeTakeFirst();
}

/** SQLite takes 32,766 values per statement. */
const chunk = 5000;

/** Added people who have an account or stand in an exam: they cannot be taken back any more. */
async function usedPeople(trx: Trx, added: readonly PersonId[]): Promise<{ id: PersonId; name: string }[]> {
	const used: { id: PersonId; name: string }[] = [];
	for (let start = 0; start < added.length; start += chunk)
		used.push(
			...(await trx
				.selectFrom('person')
				.select(['person.id', 'person.name'])
				.where('person.id', 'in', added.slice(start, start + chunk))
				.where((where) =>
					where.or([
						where.exists(
							where.selectFrom('account').select('account.id').whereRef('account.personId', '=', 'person.id')
						),
						where.exists(
							where.selectFrom('enrolment').select('enrolment.id').whereRef('enrolment.personId', '=', 'person.id')
						)
					])
				)
				.execute())
		);
	return used;
}

/** Units the batch created in which people from outside the batch stand by now. */
async function laterMembers(trx: Trx, changes: readonly Change[]): Promise<{ id: UnitId; name: string }[]> {
	const units = changes.filter(({ noun, before }) => noun === 'unit' && before === null);
	const own = new Set(changes.filter(({ noun }) => noun === 'membership').map(({ nounId }) => nounId));
	const later: { id: UnitId; name: string }[] = [];
	for (const { nounId, after } of units) {
		const id = asId<'unit'>(nounId);
		const members = await trx.selectFrom('membership').select('id').where('unitId', '=', id).execute();
		const below = await trx
			.selectFrom('unit')
			.select('id')
			.where('parentId', '=', id)
			.where('abolishedAt', 'is', null)
			.execute();
		const created = new Set<number>(units.map((unit) => unit.nounId));
		const used = members.some((member) => !own.has(member.id)) || below.some((child) => !created.has(child.id));
		if (used) later.push({ id, name: String(after?.name ?? '') });
	}
	return later;
}

async function takeBack(trx: Trx, viewer: Viewer, { noun, nounId, before }: Change, now: number): Promise<void> {
	if (noun === 'unit') {
		const id = asId<'unit'>(nounId);
		// A unit's versions stay for ever: one that should not have been is abolished and gives its names free.
		if (before) await changeUnit(trx, id, before as unknown as UnitState, 'changed', viewer.name, now);
		else await changeUnit(trx, id, { abolishedAt: now, aliases: [] }, 'abolished', viewer.name, now);
	} else if (noun === 'person') {
		const id = asId<'person'>(nounId);
		if (!before) await trx.deleteFrom('person').where('id', '=', id).execute();
		else {
			const { id: _id, ...columns } = before;
			await trx.updateTable('person').set(columns).where('id', '=', id).execute();
			const displayName = String(before.name ?? '');
			await trx.updateTable('account').set({ displayName }).where('personId', '=', id).execute();
		}
	} else if (!before) await trx.deleteFrom('membership').where('id', '=', nounId).execute();
	else {
		const { id: _id, ...columns } = before;
		await trx.updateTable('membership').set(columns).where('id', '=', nounId).execute();
	}
}
