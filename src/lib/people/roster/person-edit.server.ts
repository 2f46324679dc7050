import { record } from '#lib/base/audit/audit.server.ts';
import type { PersonId, UnitId } from '#lib/base/core/ids.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import { may, type Viewer } from '#lib/base/core/permit.ts';
import type { Db, Trx } from '#lib/base/db/schema.ts';
import { sees, visibleUnits } from '#lib/people/directory/directory.server.ts';
import {
	endMembership,
	leavePeople,
	movePerson,
	noLog,
	secondPerson
} from '#lib/people/directory/membership.server.ts';
import { findPerson, type PersonPage } from '#lib/people/directory/people.server.ts';
import { freeText, mobileCell, nameCell, staffNoCell } from './cells.ts';
import { readDate } from './dates.ts';

/** One person as the form states them; '' for nothing. */
export interface PersonForm {
	readonly name: string;
	readonly staffNo: string;
	readonly mobile: string;
	readonly section: string;
	readonly post: string;
	readonly rank: string;
	readonly staffing: string;
	readonly joinedOn: string;
	readonly note: string;
}

/**
 * `name`, `staffNo`, `mobile`, `joinedOn`: the field does not read · `staffNoTaken`, `mobileTaken`: it is another
 * person's · `outside`: the unit is not one of the viewer's · `sameName`: someone of that name is in the unit; confirm
 */
export type PersonFault =
	| 'forbidden'
	| 'gone'
	| 'outside'
	| 'name'
	| 'staffNo'
	| 'mobile'
	| 'joinedOn'
	| 'staffNoTaken'
	| 'mobileTaken'
	| 'sameName';

interface Read {
	readonly name: string;
	readonly staffNo: string | null;
	readonly mobile: string | null;
	readonly post: string;
	readonly rank: string;
	readonly staffing: string;
	readonly joinedOn: string | null;
	readonly note: string;
}

function readForm(form: PersonForm): Outcome<Read, PersonFault> {
	const name = nameCell(form.name);
	if ('refused' in name) return refused('name');
	const staffNo = staffNoCell(form.staffNo);
	if ('refused' in staffNo) return refused('staffNo');
	const mobile = mobileCell(form.mobile);
	if ('refused' in mobile || mobile.warning) return refused('mobile');
	const joined = readDate(form.joinedOn);
	if (joined.warning) return refused('joinedOn');
	const [post, rank, staffing, note] = [form.post, form.rank, form.staffing, form.note].map((text) =>
		freeText(text).slice(0, 500)
	);
	return done({
		name: name.value,
		staffNo: staffNo.value,
		mobile: mobile.value,
		joinedOn: joined.value,
		post: post ?? '',
		rank: rank ?? '',
		staffing: staffing ?? '',
		note: note ?? ''
	});
}

async function takenBy(
	trx: Trx,
	read: Read,
	personId: PersonId | null
): Promise<'staffNoTaken' | 'mobileTaken' | undefined> {
	for (const [column, fault] of [
		['staffNo', 'staffNoTaken'],
		['mobile', 'mobileTaken']
	] as const) {
		const value = read[column];
		if (value === null) continue;
		const other = await trx.selectFrom('person').select('id').where(column, '=', value).executeTakeFirst();
		if (other && other.id !== personId) return fault;
	}
	return undefined;
}

/** Adds one person to a unit of the viewer's. */
export async function addPerson(
	db: Db,
	viewer: Viewer,
	unitId: UnitId,
	form: PersonForm,
	confirmed: boolean,
	now: number
): Promise<Outcome<PersonId, PersonFault>> {
	if (!may(viewer, 'roster.import')) return refused('forbidden');
	const read = readForm(form);
	if (!read.ok) return read;
	return db.transaction().execute(async (trx) => {
		if (!sees(await visibleUnits(trx, viewer, 'roster.import'), unitId)) return refused('outside');
		const taken = await takenBy(trx, read.value, null);
		if (taken) return refused(taken);
		const namesake = await trx
			.selectFrom('membership')
			.innerJoin('person', 'person.id', 'membership.personId')
			.select('person.id')
			.where('membership.unitId', '=', unitId)
			.where('membership.toAt', 'is', null)
			.where('person.name', '=', read.value.name)
			.executeTakeFirst();
		if (namesake && !confirmed) return refused('sameName', { name: read.value.name });
		const { id } = await trx
			.insertInto('person')
			.values({ ...read.value, idHash: null, idTail: null, leftAt: null, createdAt: now })
			.returning('id')
			.executeTakeFirstOrThrow();
		const section = freeText(form.section).slice(0, 100);
		await trx
			.insertInto('membership')
			.values({ personId: id, unitId, kind: 'establishment', section, fromAt: now, toAt: null })
			.execute();
		await record(trx, viewer, { act: 'person.added', subjectKind: 'person', subjectId: id, body: { unitId } }, now);
		return done(id);
	});
}

type Work = (trx: Trx, person: PersonPage) => Promise<Outcome<unknown, PersonFault>>;

/** Runs a change of one person whom the viewer may edit, in one transaction with its record. */
async function change(
	db: Db,
	viewer: Viewer,
	personId: PersonId,
	act: string,
	body: unknown,
	now: number,
	work: Work
): Promise<Outcome<PersonId, PersonFault>> {
	if (!may(viewer, 'roster.import')) return refused('forbidden');
	return db.transaction().execute(async (trx) => {
		const person = await findPerson(trx, viewer, personId);
		if (!person?.mayEdit) return refused('gone');
		const outcome = await work(trx, person);
		if (!outcome.ok) return outcome;
		await record(trx, viewer, { act, subjectKind: 'person', subjectId: personId, body }, now);
		return done(personId);
	});
}

/** Changes what is known of a person; the audit names the fields, not their content. */
export async function editPerson(db: Db, viewer: Viewer, personId: PersonId, form: PersonForm, now: number) {
	const read = readForm(form);
	if (!read.ok) return read;
	const section = freeText(form.section).slice(0, 100);
	return change(db, viewer, personId, 'person.changed', { name: read.value.name }, now, async (trx, person) => {
		const taken = await takenBy(trx, read.value, personId);
		if (taken) return refused(taken);
		await trx.updateTable('person').set(read.value).where('id', '=', personId).execute();
		await trx.updateTable('account').set({ displayName: read.value.name }).where('personId', '=', personId).execute();
		if (person.unitId !== null)
			await trx
				.updateTable('membership')
				.set({ section })
				.where('personId', '=', personId)
				.where('kind', '=', 'establishment')
				.where('toAt', 'is', null)
				.execute();
		return done(null);
	});
}

/** Moves a person to another unit of the viewer's; someone who has left comes back by it. */
export const transferPerson = (db: Db, viewer: Viewer, personId: PersonId, unitId: UnitId, now: number) =>
	change(db, viewer, personId, 'person.moved', { unitId }, now, async (trx, person) => {
		if (!sees(await visibleUnits(trx, viewer, 'roster.import'), unitId)) return refused('outside');
		if (person.unitId === unitId) return done(null);
		await trx.updateTable('person').set({ leftAt: null }).where('id', '=', personId).execute();
		await movePerson(trx, noLog, personId, unitId, '', now);
		return done(null);
	});

/** Records that a person works at another unit for a time; results go on counting at the establishment unit. */
export const recordSecondment = (db: Db, viewer: Viewer, personId: PersonId, unitId: UnitId, now: number) =>
	change(db, viewer, personId, 'person.seconded', { unitId }, now, async (trx, person) => {
		const stands = person.stays.some((stay) => stay.toAt === null && stay.unitId === unitId);
		const unit = await trx.selectFrom('unit').select('id').where('id', '=', unitId).executeTakeFirst();
		if (!unit || person.unitId === null) return refused('outside');
		if (!stands) await secondPerson(trx, noLog, personId, unitId, now);
		return done(null);
	});

export const endSecondment = (db: Db, viewer: Viewer, personId: PersonId, membershipId: number, now: number) =>
	change(db, viewer, personId, 'person.secondmentEnded', { membershipId }, now, async (trx, person) => {
		const stay = person.stays.find(
			(one) => one.membershipId === membershipId && one.kind === 'seconded' && one.toAt === null
		);
		if (!stay) return refused('gone');
		await endMembership(trx, noLog, { id: membershipId, toAt: null }, now);
		return done(null);
	});

/** Marks a person as left; nothing of theirs is deleted. */
export const leavePerson = (db: Db, viewer: Viewer, personId: PersonId, now: number) =>
	change(db, viewer, personId, 'person.left', {}, now, async (trx) => {
		await leavePeople(trx, noLog, [personId], now);
		return done(null);
	});
