import { record } from '#lib/base/audit/audit.server.ts';
import type { ItemBankId, ItemId, ItemVersionId } from '#lib/base/core/ids.ts';
import { done, refused, type Outcome } from '#lib/base/core/outcome.ts';
import { may, type Viewer } from '#lib/base/core/permit.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { findBankById, type Bank } from './bank.server.ts';
import { exportRows } from './export.server.ts';
import type { PartKey } from './item.ts';
import { loadKeys } from './item.server.ts';
import { versionsOf, type StoredVersion } from './version.server.ts';

/** A version as one viewer may see it: keys null for those who only read. */
export interface ShownVersion extends Omit<StoredVersion, 'keys'> {
	readonly keys: readonly PartKey[] | null;
}

/** One item with all its versions, the newest first. */
export async function readItem(
	db: Db,
	viewer: Viewer,
	itemId: ItemId
): Promise<Outcome<{ readonly bank: Bank; readonly versions: readonly ShownVersion[] }, 'forbidden' | 'noItem'>> {
	if (!may(viewer, 'items.read')) return refused('forbidden');
	const item = await db.selectFrom('item').where('id', '=', itemId).select('bankId').executeTakeFirst();
	const bank = item && (await findBankById(db, item.bankId));
	if (!bank) return refused('noItem');
	const versions = await versionsOf(db, itemId);
	const open = may(viewer, 'items.keys');
	return done({ bank, versions: versions.map((version) => (open ? version : { ...version, keys: null })) });
}

/** The keys of listed items, for those who may see them; an empty map for others. */
export async function readKeys(
	db: Db,
	viewer: Viewer,
	versionIds: readonly ItemVersionId[]
): Promise<Map<ItemVersionId, readonly PartKey[]>> {
	if (!may(viewer, 'items.keys')) return new Map();
	return loadKeys(db, versionIds);
}

/** The rows of an export, keys included; who took them is recorded. */
export async function takeExport(
	db: Db,
	viewer: Viewer,
	bankId: ItemBankId,
	format: 'csv' | 'xlsx',
	now: number
): Promise<Outcome<{ readonly bank: Bank; readonly rows: readonly (readonly string[])[] }, 'forbidden' | 'noBank'>> {
	if (!may(viewer, 'items.keys')) return refused('forbidden');
	return db.transaction().execute(async (trx) => {
		const bank = await findBankById(trx, bankId);
		if (!bank) return refused('noBank');
		const rows = await exportRows(trx, bank.id);
		const body = { bank: bank.code, format, rows: rows.length };
		await record(trx, viewer, { act: 'items.exported', subjectKind: 'itemBank', subjectId: bank.id, body }, now);
		return done({ bank, rows });
	});
}
