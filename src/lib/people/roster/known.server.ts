import { asId, type PersonId, type UnitId } from '#lib/base/core/ids.ts';
import type { Db } from '#lib/base/db/schema.ts';
import type { KnownPerson } from './classify.ts';

export interface Wanted {
	readonly staffNos: readonly string[];
	readonly mobiles: readonly string[];
	readonly idHashes: readonly string[];
	readonly names: readonly string[];
}

/** SQLite takes 32,766 values per statement; `in` lists stay far below. */
const most = 4096;

/**
 * The same set in a list of 2ⁿ values: statements are kept prepared by their text, and a text for every length of list
 * would fill the memory with them.
 */
function padded<Value>(values: readonly Value[], filler: Value): Value[] {
	const distinct = [...new Set(values)];
	const last = distinct.at(-1) ?? filler;
	const size = 2 ** Math.ceil(Math.log2(Math.max(1, distinct.length)));
	return [...distinct, ...Array.from({ length: size - distinct.length }, () => last)];
}

/** Everyone whom one of the numbers or names may mean, with where they belong now. */
export async function findKnown(db: Db, wanted: Wanted): Promise<KnownPerson[]> {
	const people = await db
		.selectFrom('person')
		.selectAll()
		.where((where) =>
			where.or([
				where('staffNo', 'in', padded(wanted.staffNos, '')),
				where('mobile', 'in', padded(wanted.mobiles, '')),
				where('idHash', 'in', padded(wanted.idHashes, '')),
				where.and([where('name', 'in', padded(wanted.names, '')), where('leftAt', 'is', null)])
			])
		)
		.execute();
	const belongs = new Map<PersonId, { unitId: UnitId; section: string }>();
	const hosts = new Map<PersonId, UnitId[]>();
	for (let start = 0; start < people.length; start += most) {
		const memberships = await db
			.selectFrom('membership')
			.select(['personId', 'unitId', 'kind', 'section'])
			.where('toAt', 'is', null)
			.where(
				'personId',
				'in',
				padded(
					people.slice(start, start + most).map(({ id }) => id),
					asId<'person'>(0)
				)
			)
			.execute();
		for (const { personId, unitId, kind, section } of memberships)
			if (kind === 'establishment') belongs.set(personId, { unitId, section });
			else hosts.set(personId, [...(hosts.get(personId) ?? []), unitId]);
	}
	return people.map((person) => ({
		...person,
		section: belongs.get(person.id)?.section ?? '',
		unitId: belongs.get(person.id)?.unitId ?? null,
		secondedTo: hosts.get(person.id) ?? []
	}));
}

/**
 * A number that grows with every recorded act on units, people and imports. A preview judged under another number than
 * the present one is judged again before anything is written.
 */
export async function directoryStamp(db: Db): Promise<number> {
	const last = await db
		.selectFrom('auditEntry')
		.select('id')
		.where('subjectKind', 'in', ['unit', 'person', 'importBatch'])
		.orderBy('id', 'desc')
		.limit(1)
		.executeTakeFirst();
	return last?.id ?? 0;
}
