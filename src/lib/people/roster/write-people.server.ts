import { asId, type PersonId, type UnitId } from '#lib/base/core/ids.ts';
import type { Trx } from '#lib/base/db/schema.ts';
import { movePerson, secondPerson } from '#lib/people/directory/membership.server.ts';
import type { BatchLog } from './batch-log.server.ts';
import type { FieldChange, RosterDraft } from './draft.ts';

export interface WritingRow {
	readonly row: number;
	readonly outcome: 'added' | 'changed' | 'moved' | 'unchanged';
	readonly draft: RosterDraft;
	readonly unitId: UnitId;
	readonly personId: PersonId | null;
	readonly changes: readonly FieldChange[];
	readonly secondOfRow?: number;
}

async function nextId(trx: Trx, table: 'person' | 'membership'): Promise<number> {
	const last = await trx
		.selectFrom(table)
		.select((max) => max.fn.max('id').as('id'))
		.executeTakeFirst();
	return Number(last?.id ?? 0) + 1;
}

/** Writes a group of judged rows. `personOfRow` remembers who each row is, for rows further down that name them again. */
export async function writePeople(
	trx: Trx,
	log: BatchLog,
	rows: readonly WritingRow[],
	personOfRow: Map<number, PersonId>,
	now: number
): Promise<void> {
	await insertPeople(
		trx,
		log,
		rows.filter(({ outcome }) => outcome === 'added'),
		personOfRow,
		now
	);
	for (const row of rows) {
		if (row.outcome === 'added') continue;
		if (row.personId !== null) personOfRow.set(row.row, row.personId);
		if (row.secondOfRow !== undefined) {
			const host = personOfRow.get(row.secondOfRow);
			if (host !== undefined) await secondPerson(trx, log, host, row.unitId, now);
		} else if (row.personId !== null && row.changes.length > 0) await changePerson(trx, log, row, row.personId, now);
	}
}

async function insertPeople(
	trx: Trx,
	log: BatchLog,
	rows: readonly WritingRow[],
	personOfRow: Map<number, PersonId>,
	now: number
): Promise<void> {
	if (rows.length === 0) return;
	// The transaction holds the only writer, so ids can be given out here and used at once for the memberships.
	let personId = await nextId(trx, 'person');
	let membershipId = await nextId(trx, 'membership');
	const people = rows.map(({ row, draft }) => {
		const id = asId<'person'>(personId++);
		personOfRow.set(row, id);
		const { name, staffNo, mobile, idHash, idTail, post, rank, staffing, joinedOn, note } = draft;
		return {
			id,
			name,
			staffNo,
			mobile,
			idHash,
			idTail,
			post,
			rank,
			staffing,
			joinedOn,
			note,
			leftAt: null,
			createdAt: now
		};
	});
	const memberships = rows.flatMap(({ draft, unitId }, index) => {
		const person = people[index];
		if (!person) return [];
		const common = { personId: person.id, fromAt: now, toAt: null };
		const own = { id: membershipId++, unitId, kind: 'establishment' as const, section: draft.section, ...common };
		if (draft.secondedUnitId === null) return [own];
		return [
			own,
			{ id: membershipId++, unitId: draft.secondedUnitId, kind: 'seconded' as const, section: '', ...common }
		];
	});
	await trx.insertInto('person').values(people).execute();
	await trx.insertInto('membership').values(memberships).execute();
	for (const person of people) await log.add('person', person.id, null, person);
	for (const membership of memberships) await log.add('membership', membership.id, null, membership);
}

async function changePerson(trx: Trx, log: BatchLog, row: WritingRow, personId: PersonId, now: number): Promise<void> {
	const { changes, draft, unitId } = row;
	const before = await trx.selectFrom('person').selectAll().where('id', '=', personId).executeTakeFirstOrThrow();
	const wanted = new Set(changes.map(({ field }) => field));
	const after = {
		...before,
		...(wanted.has('name') ? { name: draft.name } : {}),
		...(wanted.has('staffNo') ? { staffNo: draft.staffNo } : {}),
		...(wanted.has('mobile') ? { mobile: draft.mobile } : {}),
		...(wanted.has('idTail') ? { idHash: draft.idHash, idTail: draft.idTail } : {}),
		...(wanted.has('post') ? { post: draft.post } : {}),
		...(wanted.has('rank') ? { rank: draft.rank } : {}),
		...(wanted.has('staffing') ? { staffing: draft.staffing } : {}),
		...(wanted.has('joinedOn') ? { joinedOn: draft.joinedOn } : {}),
		...(wanted.has('note') ? { note: draft.note } : {}),
		leftAt: null
	};
	if (JSON.stringify(after) !== JSON.stringify(before)) {
		const { id: _id, ...columns } = after;
		await trx.updateTable('person').set(columns).where('id', '=', personId).execute();
		if (wanted.has('name'))
			await trx.updateTable('account').set({ displayName: draft.name }).where('personId', '=', personId).execute();
		await log.add('person', personId, before, after);
	}
	if (wanted.has('unit')) await movePerson(trx, log, personId, unitId, draft.section, now);
	else if (wanted.has('section')) await changeSection(trx, log, personId, draft.section);
	if (wanted.has('seconded') && draft.secondedUnitId !== null)
		await secondPerson(trx, log, personId, draft.secondedUnitId, now);
}

async function changeSection(trx: Trx, log: BatchLog, personId: PersonId, section: string): Promise<void> {
	const before = await trx
		.selectFrom('membership')
		.selectAll()
		.where('personId', '=', personId)
		.where('kind', '=', 'establishment')
		.where('toAt', 'is', null)
		.executeTakeFirst();
	if (!before) return;
	await trx.updateTable('membership').set({ section }).where('id', '=', before.id).execute();
	await log.add('membership', before.id, before, { ...before, section });
}
