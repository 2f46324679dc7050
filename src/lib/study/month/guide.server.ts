import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { LawEditionId } from '#lib/base/core/ids.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { readItemFile } from '#lib/content/item/file.server.ts';
import { labelKey, titleKey } from '#lib/content/law/law.ts';
import { listEditions } from '#lib/content/law/law.server.ts';
import { type GuideContent, readGuides } from './guide.ts';

/** The guide to an edition; undefined where there is none. */
export async function findGuide(db: Db, lawEditionId: LawEditionId): Promise<GuideContent | undefined> {
	const row = await db
		.selectFrom('guide')
		.select('content')
		.where('lawEditionId', '=', lawEditionId)
		.executeTakeFirst();
	return row && (JSON.parse(row.content) as GuideContent);
}

/** Editions that have a guide. */
export async function guidedEditions(db: Db): Promise<ReadonlySet<LawEditionId>> {
	const rows = await db.selectFrom('guide').select('lawEditionId').execute();
	return new Set(rows.map(({ lawEditionId }) => lawEditionId));
}

/**
 * Makes the guides be as guides.csv of `folder` says, after the editions it names have come in. Returns their number.
 * @throws when the file is faulty or names an edition that laws.csv does not: the installation is damaged
 */
export async function syncGuides(db: Db, folder: string): Promise<number> {
	const name = 'guides.csv';
	if (!existsSync(join(folder, name))) return 0;
	const file = await readItemFile({ path: join(folder, name) }, name);
	if (!file.ok) throw new Error(`${name} cannot be read: ${file.reason}`);
	const drafts = readGuides(file.value.grids[0]?.rows ?? []);
	const editions = await listEditions(db);
	const rows = drafts.map(({ title, label, content }) => {
		const edition = editions.find(
			(one) => titleKey(one.title) === titleKey(title) && labelKey(one.label) === labelKey(label)
		);
		if (!edition) throw new Error(`${name}: there is no edition ${title} ${label}`);
		return { lawEditionId: edition.lawEditionId, content: JSON.stringify(content) };
	});
	await db.transaction().execute(async (trx) => {
		await trx.deleteFrom('guide').execute();
		if (rows.length > 0) await trx.insertInto('guide').values(rows).execute();
	});
	return rows.length;
}
