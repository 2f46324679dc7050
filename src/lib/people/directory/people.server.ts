import { sql } from 'kysely';
import type { PersonId, UnitId } from '#lib/base/core/ids.ts';
import { mayEverywhere, type Viewer } from '#lib/base/core/permit.ts';
import { compact, personName } from '#lib/base/core/text.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { sees, subtree, visibleUnits } from './directory.server.ts';

export interface PersonLine {
	readonly id: PersonId;
	readonly name: string;
	readonly unitId: UnitId;
	readonly unitName: string;
	readonly section: string;
	readonly post: string;
	readonly staffNo: string | null;
	readonly mobile: string | null;
	readonly left: boolean;
}

export interface PeopleQuery {
	/** Part of a name, staff number or mobile. */
	readonly words: string;
	/** This unit and everything below it. */
	readonly unitId?: UnitId | undefined;
	readonly offset: number;
	readonly limit: number;
}

/** Whether the column holds the text somewhere; "%" and "_" are plain characters. */
const holds = (column: string, text: string) =>
	sql<boolean>`${sql.ref(column)} like ${`%${text.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`} escape '\\'`;

/**
 * People by name or number within the units the viewer sees, by the official order of units. People who have left are
 * found in the unit they left.
 */
export async function findPeople(
	db: Db,
	viewer: Viewer,
	{ words, unitId, offset, limit }: PeopleQuery
): Promise<{ readonly people: readonly PersonLine[]; readonly total: number }> {
	const visible = await visibleUnits(db, viewer, 'people.read');
	const wanted = unitId === undefined ? visible : await subtree(db, unitId);
	const units = wanted === 'all' ? 'all' : [...wanted].filter((id) => sees(visible, id));
	if (units !== 'all' && units.length === 0) return { people: [], total: 0 };
	let query = db
		.selectFrom('membership')
		.innerJoin('person', 'person.id', 'membership.personId')
		.innerJoin('unit', 'unit.id', 'membership.unitId')
		.where('membership.kind', '=', 'establishment')
		.where((where) =>
			where.or([
				where('membership.toAt', 'is', null),
				where.and([
					where('person.leftAt', 'is not', null),
					where.eb('membership.toAt', '=', where.ref('person.leftAt'))
				])
			])
		);
	if (units !== 'all') query = query.where('membership.unitId', 'in', units);
	const name = personName(words);
	const number = compact(words).toUpperCase();
	if (number !== '')
		query = query.where(({ or }) =>
			or([holds('person.name', name), holds('person.staffNo', number), holds('person.mobile', number)])
		);
	const { total } = await query.select((count) => count.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
	const rows = await query
		.select([
			'person.id',
			'person.name',
			'membership.unitId',
			'unit.name as unitName',
			'membership.section',
			'person.post',
			'person.staffNo',
			'person.mobile',
			'person.leftAt'
		])
		.orderBy('unit.sortOrder')
		.orderBy('unit.id')
		.orderBy('person.id')
		.offset(offset)
		.limit(limit)
		.execute();
	return { people: rows.map(({ leftAt, ...person }) => ({ ...person, left: leftAt !== null })), total: Number(total) };
}

export interface Stay {
	readonly unitId: UnitId;
	readonly unitName: string;
	readonly kind: 'establishment' | 'seconded';
	readonly section: string;
	readonly fromAt: number;
	readonly toAt: number | null;
	readonly membershipId: number;
}

export interface PersonPage {
	readonly id: PersonId;
	readonly name: string;
	readonly staffNo: string | null;
	readonly mobile: string | null;
	readonly idTail: string | null;
	readonly post: string;
	readonly rank: string;
	readonly staffing: string;
	readonly joinedOn: string | null;
	readonly note: string;
	readonly leftAt: number | null;
	/** The establishment unit now; null for people who have left. */
	readonly unitId: UnitId | null;
	readonly section: string;
	readonly stays: readonly Stay[];
	/** Whether the viewer administers the person; a unit that hosts a seconded one sees that stay alone. */
	readonly isOwn: boolean;
	/** Whether the viewer may change the person: the establishment unit lies in what the viewer administers. */
	readonly mayEdit: boolean;
}

/**
 * One person with the history of memberships; undefined for people outside the viewer's units. A unit that only hosts a
 * seconded person sees that stay alone, and none of the numbers.
 */
export async function findPerson(db: Db, viewer: Viewer, personId: PersonId): Promise<PersonPage | undefined> {
	const visible = await visibleUnits(db, viewer, 'people.read');
	const person = await db.selectFrom('person').selectAll().where('id', '=', personId).executeTakeFirst();
	if (!person) return undefined;
	const all = await db
		.selectFrom('membership')
		.innerJoin('unit', 'unit.id', 'membership.unitId')
		.select([
			'membership.id as membershipId',
			'membership.unitId',
			'unit.name as unitName',
			'membership.kind',
			'membership.section',
			'membership.fromAt',
			'membership.toAt'
		])
		.where('personId', '=', personId)
		.orderBy('membership.fromAt', 'desc')
		.orderBy('membership.id', 'desc')
		.execute();
	const own = all.find(({ kind, toAt }) => kind === 'establishment' && toAt === null);
	const last = own ?? all.find(({ kind, toAt }) => kind === 'establishment' && toAt === person.leftAt);
	const full = visible === 'all' || (last !== undefined && visible.has(last.unitId));
	const stays = full ? all : all.filter(({ unitId, toAt }) => toAt === null && sees(visible, unitId));
	if (!full && stays.length === 0) return undefined;
	const editable = await visibleUnits(db, viewer, 'roster.import');
	const { id, name, post, leftAt } = person;
	const numbers = { staffNo: null, mobile: null, idTail: null, rank: '', staffing: '', joinedOn: null, note: '' };
	const { staffNo, mobile, idTail, rank, staffing, joinedOn, note } = full ? person : numbers;
	return {
		...{ id, name, post, leftAt, staffNo, mobile, idTail, rank, staffing, joinedOn, note, stays },
		unitId: full ? (own?.unitId ?? null) : null,
		section: full ? (own?.section ?? '') : '',
		isOwn: full,
		mayEdit: full && last !== undefined && (mayEverywhere(viewer, 'roster.import') || sees(editable, last.unitId))
	};
}
