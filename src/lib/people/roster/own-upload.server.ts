import type { ImportBatchId } from '#lib/base/core/ids.ts';
import { may, mayEverywhere, type Viewer } from '#lib/base/core/permit.ts';
import type { Db } from '#lib/base/db/schema.ts';
import type { RosterChoices } from './draft.ts';
import type { RosterReading } from './staged.ts';

export interface RosterUpload {
	readonly id: number;
	readonly fileName: string;
	readonly createdAt: number;
	readonly rowsRead: number;
	readonly choices: RosterChoices;
	readonly reading: RosterReading;
}

/** The viewer's own upload that waits for confirmation; nobody else sees its rows. */
export async function findUpload(db: Db, viewer: Viewer, uploadId: number): Promise<RosterUpload | undefined> {
	if (!may(viewer, 'roster.import')) return undefined;
	const upload = await db
		.selectFrom('importUpload')
		.selectAll()
		.where('id', '=', uploadId)
		.where('kind', '=', 'roster')
		.where('batchId', 'is', null)
		.executeTakeFirst();
	if (!upload || upload.accountId !== viewer.accountId) return undefined;
	const { id, fileName, createdAt, rowsRead } = upload;
	const choices = JSON.parse(upload.choices) as RosterChoices;
	return { id, fileName, createdAt, rowsRead, choices, reading: JSON.parse(upload.reading) as RosterReading };
}

/** The viewer's uploads that wait, newest first. */
export async function listUploads(db: Db, viewer: Viewer) {
	if (!may(viewer, 'roster.import') || viewer.accountId === null) return [];
	return db
		.selectFrom('importUpload')
		.select(['id', 'fileName', 'createdAt', 'rowsRead'])
		.where('kind', '=', 'roster')
		.where('batchId', 'is', null)
		.where('accountId', '=', viewer.accountId)
		.orderBy('id', 'desc')
		.execute();
}

export interface Batch {
	readonly id: ImportBatchId;
	readonly kind: 'units' | 'roster';
	readonly fileName: string;
	readonly actor: string;
	readonly at: number;
	readonly counts: Readonly<Record<string, number>>;
	readonly undoneAt: number | null;
}

/** Batches of rosters or unit lists: the bureau's all, a unit administrator's own; newest first. */
export async function listBatches(db: Db, viewer: Viewer, kind: 'units' | 'roster'): Promise<Batch[]> {
	if (!may(viewer, 'roster.import') && !may(viewer, 'units.manage')) return [];
	let query = db.selectFrom('importBatch').selectAll().where('kind', '=', kind);
	if (!mayEverywhere(viewer, 'roster.import') && !mayEverywhere(viewer, 'units.manage'))
		query = query.where('accountId', '=', viewer.accountId);
	const batches = await query.orderBy('id', 'desc').limit(100).execute();
	return batches.map(({ id, fileName, actor, at, counts, undoneAt }) => ({
		id,
		kind,
		fileName,
		actor,
		at,
		counts: JSON.parse(counts) as Record<string, number>,
		undoneAt
	}));
}

export async function findBatch(
	db: Db,
	viewer: Viewer,
	kind: 'units' | 'roster',
	id: number
): Promise<Batch | undefined> {
	return (await listBatches(db, viewer, kind)).find((batch) => batch.id === id);
}
