import type { ItemBankId, ItemVersionId, LawEditionId } from '#lib/base/core/ids.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { parseCitation } from '#lib/content/law/citation.ts';
import { editionOn, type LawEdition, standings } from '#lib/content/law/law.ts';
import { listEditions } from '#lib/content/law/law.server.ts';
import { findText } from '#lib/content/law/statute.server.ts';
import type { PartLabel } from './item.ts';

/** A place that an item cites in an edition which holds no more, and the same place today. */
export interface AmendedPlace {
	/** The number of the part that cites it (编号). */
	readonly code: string;
	readonly article: string;
	/** `amended`: reads otherwise · `gone`: the law has no such article now, or is repealed · `unread`: a text is not here */
	readonly why: 'amended' | 'gone' | 'unread';
	readonly cited: LawEdition;
	/** Null where the law is repealed. */
	readonly current: LawEdition | null;
	/** The article's paragraphs then and now; null where there are none here. */
	readonly before: readonly string[] | null;
	readonly after: readonly string[] | null;
}

export interface AmendedItem {
	readonly bankId: ItemBankId;
	readonly code: string;
	readonly places: readonly AmendedPlace[];
}

/**
 * Items in use that a new edition marks for review: on the day, what they cite is amended, gone, or cannot be compared.
 * An article that reads the same in both editions marks nothing. By current version.
 */
export async function amendedItems(
	db: Db,
	day: string,
	bankIds?: readonly ItemBankId[]
): Promise<ReadonlyMap<ItemVersionId, AmendedItem>> {
	const replaced = replacedOn(await listEditions(db), day);
	const marked = new Map<ItemVersionId, AmendedItem>();
	if (replaced.size === 0) return marked;
	const rows = await db
		.selectFrom('item')
		.innerJoin('itemVersion', 'itemVersion.id', 'item.currentVersionId')
		.where('item.retiredAt', 'is', null)
		.$if(bankIds !== undefined, (query) => query.where('item.bankId', 'in', bankIds ?? []))
		.select(['item.bankId', 'item.code', 'itemVersion.id', 'itemVersion.partLabels'])
		.orderBy('item.id')
		.execute();
	const textOf = reader(db);
	for (const { bankId, code, id, partLabels } of rows) {
		const places: AmendedPlace[] = [];
		for (const label of JSON.parse(partLabels) as PartLabel[]) {
			const pair = label.lawEditionId === null ? undefined : replaced.get(label.lawEditionId);
			if (pair) places.push(...(await compared(label, pair, textOf)));
		}
		if (places.length > 0) marked.set(id, { bankId, code, places });
	}
	return marked;
}

interface Pair {
	readonly cited: LawEdition;
	readonly current: LawEdition | null;
}

/** Editions that hold no more on the day, each with the one that holds. */
function replacedOn(editions: readonly LawEdition[], day: string): ReadonlyMap<LawEditionId, Pair> {
	const found = new Map<LawEditionId, Pair>();
	for (const own of Map.groupBy(editions, ({ lawId }) => lawId).values()) {
		const current = editionOn(own, day) ?? null;
		const standing = standings(own, day);
		for (const cited of own) {
			const is = standing.get(cited.lawEditionId);
			// An undated edition beside one in force is an earlier one as far as anybody has said.
			const isEarlier = is === 'superseded' || (is === 'undated' && current !== null && current !== cited);
			if (is === 'repealed' || isEarlier) found.set(cited.lawEditionId, { cited, current });
		}
	}
	return found;
}

type TextOf = (lawEditionId: LawEditionId) => Promise<ReadonlyMap<string, readonly string[]> | undefined>;

/** Articles of an edition by `number/inserted`, the preamble as 0/0; read once. */
function reader(db: Db): TextOf {
	const known = new Map<LawEditionId, ReturnType<TextOf>>();
	const read: TextOf = async (lawEditionId) => {
		const text = await findText(db, lawEditionId);
		if (!text) return undefined;
		const articles = text.articles.map(
			({ number, inserted, paragraphs }) => [`${number}/${inserted}`, paragraphs] as const
		);
		return new Map([['0/0', text.preamble], ...articles]);
	};
	return (lawEditionId) => {
		const reading = known.get(lawEditionId) ?? read(lawEditionId);
		known.set(lawEditionId, reading);
		return reading;
	};
}

async function compared(label: PartLabel, { cited, current }: Pair, textOf: TextOf): Promise<AmendedPlace[]> {
	const [then, now] = [await textOf(cited.lawEditionId), current && (await textOf(current.lawEditionId))];
	const base = { code: label.code, cited, current };
	return label.article.split(/[、，,；;和及]/).flatMap((article): AmendedPlace[] => {
		const place = parseCitation(article);
		const key = place ? `${place.article}/${place.inserted}` : 'unreadable';
		const [before, after] = [then?.get(key) ?? null, now?.get(key) ?? null];
		const one = { ...base, article, before, after };
		if (current === null || (now && place && after === null)) return [{ ...one, why: 'gone' }];
		if (before === null || after === null) return [{ ...one, why: 'unread' }];
		return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ ...one, why: 'amended' }];
	});
}
