import { formatDay, type Instant } from '#lib/base/core/clock.ts';
import type { PersonId } from '#lib/base/core/ids.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { listsAt } from './coverage.ts';
import { deedsOf } from './deeds.server.ts';
import { addresses, type LawList } from './list.ts';
import { listLists } from './list.server.ts';

/** What a person has done on a law this year. */
export interface OwnDeeds {
	readonly quizzed: boolean;
	readonly answered: boolean;
	readonly attended: boolean;
}

/** Lists in force that are for this person, by the unit of establishment and the post. */
export async function listsFor(db: Db, personId: PersonId, now: Instant): Promise<readonly LawList[]> {
	const person = await db
		.selectFrom('person')
		.innerJoin('membership', 'membership.personId', 'person.id')
		.innerJoin('unit', 'unit.id', 'membership.unitId')
		.where('person.id', '=', personId)
		.where('membership.kind', '=', 'establishment')
		.where('membership.fromAt', '<=', now)
		.where(({ or, eb }) => or([eb('membership.toAt', 'is', null), eb('membership.toAt', '>', now)]))
		.select(['person.post', 'person.rank', 'unit.category'])
		.executeTakeFirst();
	const addressee = person ?? { category: '', post: '', rank: '' };
	return listsAt(await listLists(db), now).filter((list) => addresses(list, addressee));
}

/** The same, with what the person has done this year, by law. */
export async function ownLists(
	db: Db,
	personId: PersonId,
	now: Instant
): Promise<{
	readonly year: number;
	readonly lists: readonly LawList[];
	readonly deeds: ReadonlyMap<number, OwnDeeds>;
}> {
	const year = Number(formatDay(now).slice(0, 4));
	const lists = await listsFor(db, personId, now);
	const lawIds = lists.flatMap(({ entries }) => entries.flatMap(({ lawId }) => lawId ?? []));
	const { quizzed, answered, attended } = await deedsOf(db, lawIds, year, personId);
	const did = (who: ReadonlyMap<number, ReadonlySet<PersonId>>, lawId: number) =>
		who.get(lawId)?.has(personId) === true;
	const deeds = new Map(
		lawIds.map((lawId) => [
			lawId,
			{ quizzed: did(quizzed, lawId), answered: did(answered, lawId), attended: did(attended, lawId) }
		])
	);
	return { year, lists, deeds };
}
