import { record } from '#lib/base/audit/audit.server.ts';
import type { ItemBankId, ItemId, ItemVersionId } from '#lib/base/core/ids.ts';
import { done, refused, type Outcome } from '#lib/base/core/outcome.ts';
import { may, type Viewer } from '#lib/base/core/permit.ts';
import type { Db, Trx } from '#lib/base/db/schema.ts';
import { findBankById, type Bank } from './bank.server.ts';
import { noChoices } from './choices.ts';
import { shippedHeader } from './formats/columns.ts';
import { bankView } from './import.server.ts';
import { planItems, type PlannedItem } from './plan.ts';
import { addItem, appendVersion } from './version.server.ts';

/** One item as an editor's form holds it: rows of the shipped format, one for each part. */
export type ItemForm = readonly (readonly string[])[];

export type EditRefusal = 'forbidden' | 'noItem' | 'noBank' | 'shipped' | 'unchanged' | 'retired';

/** Saved, or the problems that stand in the way (and those only shown). */
export type Saved =
	| {
			readonly saved: true;
			readonly itemId: ItemId;
			readonly itemVersionId: ItemVersionId;
			readonly planned: PlannedItem;
	  }
	| { readonly saved: false; readonly planned: PlannedItem };

/** Reads a form by the very rules of a file: what may be typed here may be imported, and the other way round. */
async function planForm(trx: Trx, bank: Bank, form: ItemForm): Promise<PlannedItem | undefined> {
	const rows = [shippedHeader, ...form].map((cells, index) => ({
		row: index,
		cells: cells.map((cell) => (cell.startsWith("'") ? `'${cell}` : cell))
	}));
	const choices = { ...noChoices, withoutLaw: true, replaceOthers: true };
	return planItems([{ sheet: null, rows }], await bankView(trx, bank), choices).items[0];
}

/** Adds an item by hand. */
export async function writeItem(
	db: Db,
	viewer: Viewer,
	bankId: ItemBankId,
	form: ItemForm,
	now: number
): Promise<Outcome<Saved, EditRefusal>> {
	if (!may(viewer, 'items.edit')) return refused('forbidden');
	return db.transaction().execute(async (trx) => {
		const bank = await findBankById(trx, bankId);
		if (!bank) return refused('noBank');
		if (bank.shipped) return refused('shipped', { bank: bank.name });
		const planned = await planForm(trx, bank, form);
		if (!planned) return refused('noItem');
		if (planned.outcome !== 'added' || !planned.whole) return done({ saved: false, planned });
		const added = await addItem(trx, bank.id, planned.code, planned.whole, now);
		const body = { bank: bank.code, code: planned.code };
		await record(trx, viewer, { act: 'item.added', subjectKind: 'item', subjectId: added.itemId, body }, now);
		return done({ saved: true, ...added, planned });
	});
}

/** Replaces the content of an item by its next version; the versions before stay, and papers keep the one they hold. */
export async function reviseItem(
	db: Db,
	viewer: Viewer,
	itemId: ItemId,
	form: ItemForm,
	now: number
): Promise<Outcome<Saved, EditRefusal>> {
	if (!may(viewer, 'items.edit')) return refused('forbidden');
	return db.transaction().execute(async (trx) => {
		const item = await trx.selectFrom('item').where('id', '=', itemId).selectAll().executeTakeFirst();
		const bank = item && (await findBankById(trx, item.bankId));
		if (!item || !bank) return refused('noItem');
		if (bank.shipped) return refused('shipped', { bank: bank.name });
		if (item.retiredAt !== null) return refused('retired', { code: item.code });
		const planned = await planForm(trx, bank, form);
		if (!planned || (planned.itemId !== null && planned.itemId !== itemId)) return refused('noItem');
		if (planned.outcome === 'unchanged') return refused('unchanged');
		if (planned.outcome !== 'changed' || !planned.whole) return done({ saved: false, planned });
		const itemVersionId = await appendVersion(trx, itemId, planned.whole, now);
		const body = { code: item.code, itemVersionId };
		await record(trx, viewer, { act: 'item.revised', subjectKind: 'item', subjectId: itemId, body }, now);
		return done({ saved: true, itemId, itemVersionId, planned });
	});
}

/** Takes an item out of the pool, or back into it. Papers that hold it already keep it; nothing is deleted. */
export async function retireItem(
	db: Db,
	viewer: Viewer,
	itemId: ItemId,
	retired: boolean,
	now: number
): Promise<Outcome<null, EditRefusal>> {
	if (!may(viewer, 'items.edit')) return refused('forbidden');
	return db.transaction().execute(async (trx) => {
		const item = await trx.selectFrom('item').where('id', '=', itemId).select(['code', 'retiredAt']).executeTakeFirst();
		if (!item) return refused('noItem');
		if ((item.retiredAt !== null) === retired) return refused('unchanged');
		await trx
			.updateTable('item')
			.set({ retiredAt: retired ? now : null })
			.where('id', '=', itemId)
			.execute();
		const act = retired ? 'item.retired' : 'item.restored';
		await record(trx, viewer, { act, subjectKind: 'item', subjectId: itemId, body: { code: item.code } }, now);
		return done(null);
	});
}
