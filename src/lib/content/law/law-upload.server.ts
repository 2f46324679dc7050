import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import { may, type Viewer } from '#lib/base/core/permit.ts';
import type { Db } from '#lib/base/db/schema.ts';
import type { LawFile } from './law-file.server.ts';
import { fingerprintOf, importLaws, type LawImportRefusal, type LawPlan, planLaws } from './law-import.server.ts';
import type { LawChoices } from './law-plan.ts';

/** Days after which files that were never imported are forgotten. */
const keptMs = 7 * 86_400_000;

export type LawUploadRefusal = 'forbidden' | 'noUpload';

/** Keeps the files as they were read, so that what they leave open can be stated without sending them again. */
export async function keepLawUpload(
	db: Db,
	viewer: Viewer,
	files: readonly LawFile[],
	now: number
): Promise<Outcome<number, 'forbidden'>> {
	if (!may(viewer, 'items.edit')) return refused('forbidden');
	return db.transaction().execute(async (trx) => {
		await trx
			.deleteFrom('lawUpload')
			.where('importId', 'is', null)
			.where('createdAt', '<', now - keptMs)
			.execute();
		const { id } = await trx
			.insertInto('lawUpload')
			.values({ accountId: viewer.accountId, createdAt: now, choices: '{}', importId: null })
			.returning('id')
			.executeTakeFirstOrThrow();
		for (const [index, { fileName, hash, ...read }] of files.entries())
			await trx
				.insertInto('lawUploadFile')
				.values({ uploadId: id, n: index + 1, fileName, fileHash: hash, read: JSON.stringify(read) })
				.execute();
		return done(id);
	});
}

async function planOf(db: Db, uploadId: number): Promise<LawPlan | undefined> {
	const upload = await db
		.selectFrom('lawUpload')
		.select(['choices'])
		.where('id', '=', uploadId)
		.where('importId', 'is', null)
		.executeTakeFirst();
	if (!upload) return undefined;
	const rows = await db
		.selectFrom('lawUploadFile')
		.select(['fileName', 'fileHash', 'read'])
		.where('uploadId', '=', uploadId)
		.orderBy('n')
		.execute();
	const files = rows.map(
		({ fileName, fileHash, read }) => ({ fileName, hash: fileHash, ...(JSON.parse(read) as object) }) as LawFile
	);
	return planLaws(db, files, new Map(Object.entries(JSON.parse(upload.choices) as Record<string, LawChoices>)));
}

/** What an upload would do now, with what has been stated of its files so far. */
export async function previewLawUpload(
	db: Db,
	viewer: Viewer,
	uploadId: number
): Promise<Outcome<{ readonly plan: LawPlan; readonly fingerprint: string }, LawUploadRefusal>> {
	if (!may(viewer, 'items.edit')) return refused('forbidden');
	const plan = await planOf(db, uploadId);
	return plan ? done({ plan, fingerprint: fingerprintOf(plan) }) : refused('noUpload');
}

/** States facts of files, by their hashes; what was stated of others stays. */
export async function stateOfUpload(
	db: Db,
	viewer: Viewer,
	uploadId: number,
	stated: Readonly<Record<string, LawChoices>>
): Promise<Outcome<null, LawUploadRefusal>> {
	if (!may(viewer, 'items.edit')) return refused('forbidden');
	return db.transaction().execute(async (trx) => {
		const row = await trx
			.selectFrom('lawUpload')
			.select('choices')
			.where('id', '=', uploadId)
			.where('importId', 'is', null)
			.executeTakeFirst();
		if (!row) return refused('noUpload');
		const choices = { ...(JSON.parse(row.choices) as Record<string, LawChoices>), ...stated };
		await trx
			.updateTable('lawUpload')
			.set({ choices: JSON.stringify(choices) })
			.where('id', '=', uploadId)
			.execute();
		return done(null);
	});
}

/** Imports an upload as previewed; refused with `changedMeanwhile` when what was shown is no longer what would be done. */
export async function importLawUpload(
	db: Db,
	viewer: Viewer,
	uploadId: number,
	{ acceptClean, fingerprint }: { readonly acceptClean: boolean; readonly fingerprint: string },
	now: number
): Promise<Outcome<{ readonly importId: number }, LawImportRefusal | LawUploadRefusal | 'changedMeanwhile'>> {
	const preview = await previewLawUpload(db, viewer, uploadId);
	if (!preview.ok) return preview;
	if (preview.value.fingerprint !== fingerprint) return refused('changedMeanwhile');
	const imported = await importLaws(db, viewer, preview.value.plan, { acceptClean }, now);
	if (imported.ok)
		await db.updateTable('lawUpload').set({ importId: imported.value.importId }).where('id', '=', uploadId).execute();
	return imported;
}
