import type { ItemBankId } from '#lib/base/core/ids.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { listEditions } from '#lib/content/law/law.server.ts';
import type { EditionNames } from './formats/template.ts';
import { rowsOf } from './formats/template.ts';
import { currentVersions } from './version.server.ts';

/** Titles and labels of editions, as the columns 法律 and 版本 write them. */
export async function editionNames(db: Db): Promise<EditionNames> {
	const editions = await listEditions(db);
	return new Map(editions.map((edition) => [edition.lawEditionId, { title: edition.title, label: edition.label }]));
}

/**
 * A bank's items, key included, as rows under the shipped header, in the order in which they entered it; retired items
 * are left out. Reading the rows again changes nothing.
 */
export async function exportRows(db: Db, bankId: ItemBankId): Promise<readonly (readonly string[])[]> {
	const names = await editionNames(db);
	const versions = await currentVersions(db, bankId);
	return versions.filter((item) => item.retiredAt === null).flatMap((item) => rowsOf(item.code, item, names));
}
