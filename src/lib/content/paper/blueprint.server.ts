import { record } from '#lib/base/audit/audit.server.ts';
import type { BlueprintId } from '#lib/base/core/ids.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import { may, type Viewer } from '#lib/base/core/permit.ts';
import type { Db, Trx } from '#lib/base/db/schema.ts';
import type { Blueprint } from './blueprint.ts';

export interface StoredBlueprint {
	readonly id: BlueprintId;
	readonly title: string;
	readonly blueprint: Blueprint;
	readonly createdAt: number;
	/** Set on the copy that belongs to a published exam; such a copy never changes. */
	readonly frozenAt: number | null;
}

interface Row {
	readonly id: BlueprintId;
	readonly title: string;
	readonly definition: string;
	readonly createdAt: number;
	readonly frozenAt: number | null;
}

const storedOf = ({ definition, ...row }: Row): StoredBlueprint => ({
	...row,
	blueprint: JSON.parse(definition) as Blueprint
});

export async function findBlueprint(db: Db, id: BlueprintId): Promise<StoredBlueprint | undefined> {
	const row = await db.selectFrom('blueprint').selectAll().where('id', '=', id).executeTakeFirst();
	return row && storedOf(row);
}

/** The blueprints one can still work on or choose for an exam, the newest first. */
export async function listBlueprints(db: Db): Promise<readonly StoredBlueprint[]> {
	const rows = await db
		.selectFrom('blueprint')
		.selectAll()
		.where('frozenAt', 'is', null)
		.orderBy('id', 'desc')
		.execute();
	return rows.map(storedOf);
}

export interface BlueprintDraft {
	readonly title: string;
	readonly blueprint: Blueprint;
}

/** Stores a new blueprint. Its form may still have problems: they are shown, and refused at publish. */
export async function createBlueprint(
	db: Db,
	viewer: Viewer,
	draft: BlueprintDraft,
	now: number
): Promise<Outcome<BlueprintId, 'forbidden' | 'noTitle'>> {
	if (!may(viewer, 'papers.manage')) return refused('forbidden');
	const title = draft.title.trim();
	if (title === '') return refused('noTitle');
	return db.transaction().execute(async (trx) => {
		const { id } = await trx
			.insertInto('blueprint')
			.values({ title, definition: JSON.stringify(draft.blueprint), createdAt: now, frozenAt: null })
			.returning('id')
			.executeTakeFirstOrThrow();
		const body = { title, rows: draft.blueprint.rows.length };
		await record(trx, viewer, { act: 'blueprint.created', subjectKind: 'blueprint', subjectId: id, body }, now);
		return done(id);
	});
}

export async function editBlueprint(
	db: Db,
	viewer: Viewer,
	id: BlueprintId,
	draft: BlueprintDraft,
	now: number
): Promise<Outcome<BlueprintId, 'forbidden' | 'notFound' | 'frozen' | 'noTitle'>> {
	if (!may(viewer, 'papers.manage')) return refused('forbidden');
	const title = draft.title.trim();
	if (title === '') return refused('noTitle');
	return db.transaction().execute(async (trx) => {
		const found = await findBlueprint(trx, id);
		if (!found) return refused('notFound');
		if (found.frozenAt !== null) return refused('frozen');
		const definition = JSON.stringify(draft.blueprint);
		await trx.updateTable('blueprint').set({ title, definition }).where('id', '=', id).execute();
		const body = { title, rows: draft.blueprint.rows.length };
		await record(trx, viewer, { act: 'blueprint.edited', subjectKind: 'blueprint', subjectId: id, body }, now);
		return done(id);
	});
}

/** Removes a blueprint that no exam is planned with. */
export async function removeBlueprint(
	db: Db,
	viewer: Viewer,
	id: BlueprintId,
	now: number
): Promise<Outcome<null, 'forbidden' | 'notFound' | 'inUse'>> {
	if (!may(viewer, 'papers.manage')) return refused('forbidden');
	return db.transaction().execute(async (trx) => {
		const found = await findBlueprint(trx, id);
		if (!found) return refused('notFound');
		const exam = await trx.selectFrom('exam').select('title').where('blueprintId', '=', id).executeTakeFirst();
		if (exam) return refused('inUse', { exam: exam.title });
		await trx.deleteFrom('blueprint').where('id', '=', id).execute();
		const body = { title: found.title };
		await record(trx, viewer, { act: 'blueprint.removed', subjectKind: 'blueprint', subjectId: id, body }, now);
		return done(null);
	});
}

/** The copy of a blueprint that a published exam keeps for ever; the original stays open for the next one. */
export async function freezeCopy(trx: Trx, source: StoredBlueprint, now: number): Promise<BlueprintId> {
	const { id } = await trx
		.insertInto('blueprint')
		.values({
			title: source.title,
			definition: JSON.stringify(source.blueprint),
			createdAt: source.createdAt,
			frozenAt: now
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	return id;
}
