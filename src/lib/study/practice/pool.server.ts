import { formatDay, type Instant } from '#lib/base/core/clock.ts';
import type { ItemId, ItemVersionId, PersonId } from '#lib/base/core/ids.ts';
import type { Db } from '#lib/base/db/schema.ts';
import type { ItemKind } from '#lib/content/item/item.ts';

/** An item that practice may ask: its current version. */
export interface PracticeItem {
	readonly itemId: ItemId;
	readonly itemVersionId: ItemVersionId;
	readonly kind: ItemKind;
	readonly lawId: number | null;
	readonly stemKey: string;
}

/**
 * What practice may ask, in a fixed order: items of practice banks that are not retired and whose edition is not repealed.
 * A question that also stands in a bank for exams, in whatever version, is left out: practice shows keys.
 * @param lawIds only questions on these laws; null for all
 */
export async function practicePool(
	db: Db,
	lawIds: readonly number[] | null,
	now: Instant
): Promise<readonly PracticeItem[]> {
	if (lawIds?.length === 0) return [];
	return db
		.selectFrom('item')
		.innerJoin('itemBank', 'itemBank.id', 'item.bankId')
		.innerJoin('itemVersion', 'itemVersion.id', 'item.currentVersionId')
		.leftJoin('lawEdition', 'lawEdition.id', 'itemVersion.lawEditionId')
		.where('itemBank.purpose', '=', 'practice')
		.where('item.retiredAt', 'is', null)
		.where(({ or, eb }) =>
			or([eb('lawEdition.repealedOn', 'is', null), eb('lawEdition.repealedOn', '>', formatDay(now))])
		)
		.where(({ not, exists, selectFrom }) =>
			not(
				exists(
					selectFrom('itemVersion as other')
						.innerJoin('item as closed', 'closed.id', 'other.itemId')
						.innerJoin('itemBank as pool', 'pool.id', 'closed.bankId')
						.where('pool.purpose', '=', 'exam')
						.whereRef('other.stemKey', '=', 'itemVersion.stemKey')
						.select('other.id')
				)
			)
		)
		.$if(lawIds !== null, (query) => query.where('lawEdition.lawId', 'in', lawIds ?? []))
		.select(['item.id as itemId', 'itemVersion.id as itemVersionId', 'itemVersion.kind'])
		.select(['lawEdition.lawId', 'itemVersion.stemKey'])
		.orderBy('item.bankId')
		.orderBy('item.code')
		.execute();
}

/** Items that the person has been asked, in whatever set. */
export async function seenItems(db: Db, personId: PersonId): Promise<ReadonlySet<number>> {
	const rows = await db
		.selectFrom('practiceAsk')
		.innerJoin('practiceSet', 'practiceSet.id', 'practiceAsk.setId')
		.where('practiceSet.personId', '=', personId)
		.where('practiceAsk.answeredAt', 'is not', null)
		.select('practiceAsk.itemId')
		.distinct()
		.execute();
	return new Set(rows.map(({ itemId }) => itemId));
}
