import { record } from '#lib/base/audit/audit.server.ts';
import type { PersonId, SessionId, UnitId } from '#lib/base/core/ids.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import { may, type Viewer } from '#lib/base/core/permit.ts';
import type { Db, Trx } from '#lib/base/db/schema.ts';
import type { Snapshot } from '#lib/exam/plan/selection.ts';
import { establishmentRoster, listUnits, sees, subtree } from '#lib/people/directory/directory.server.ts';
import { asksForNobody, type Expected, expectedSnapshot, nobodyExpected, type RankedPerson } from './expected.ts';
import { findSession, findView, type SessionView } from './scope.server.ts';
import { noteLate } from './session.server.ts';
import type { Session } from './session.ts';

/** Everyone on an establishment now, with the rank; for a unit's own session its subtree alone. */
export async function rosterFor(
	db: Db,
	organiser: Pick<Session, 'unitId'>,
	now: number
): Promise<readonly RankedPerson[]> {
	const roster = await establishmentRoster(db, now);
	const ranks = new Map(
		(await db.selectFrom('person').select(['id', 'rank']).where('rank', '<>', '').execute()).map(({ id, rank }) => [
			id,
			rank
		])
	);
	const within = organiser.unitId === null ? ('all' as const) : await subtree(db, organiser.unitId);
	return roster
		.filter(({ unitId }) => sees(within, unitId))
		.map((person) => ({ ...person, rank: ranks.get(person.personId) ?? '' }));
}

function* inChunks<Row>(rows: readonly Row[], size = 1500): Iterable<readonly Row[]> {
	for (let start = 0; start < rows.length; start += size) yield rows.slice(start, start + size);
}

/** Units of a snapshot are written once; those that stand there already stay as they stood. */
async function writeUnits(trx: Trx, sessionId: SessionId, { units }: Snapshot): Promise<void> {
	for (const some of inChunks(units))
		await trx
			.insertInto('sessionUnit')
			.values(
				some.map(({ unitId, reportingUnitId, name, shortName, category, sortOrder }) => ({
					...{ sessionId, unitId, reportingUnitId, name, shortName, category, sortOrder }
				}))
			)
			.onConflict((conflict) => conflict.doNothing())
			.execute();
}

/** Rows as a list needs them to be compared with a snapshot. */
export interface StandingRow {
	readonly id: number;
	readonly personId: PersonId;
	readonly withdrawnAt: number | null;
	readonly walkIn: number;
	readonly status: string | null;
}

export const standingRows = (db: Db, sessionId: SessionId): Promise<StandingRow[]> =>
	db
		.selectFrom('sessionPerson')
		.select(['id', 'personId', 'withdrawnAt', 'walkIn', 'status'])
		.where('sessionId', '=', sessionId)
		.execute();

/** Puts people of a snapshot on the list; who stands there keeps the unit of that moment. Returns how many came. */
export async function putPeople(
	trx: Trx,
	viewer: Pick<Viewer, 'name'>,
	sessionId: SessionId,
	snapshot: Snapshot,
	walkIn: boolean,
	now: number
): Promise<number> {
	await writeUnits(trx, sessionId, snapshot);
	const standing = new Map((await standingRows(trx, sessionId)).map((row) => [row.personId, row]));
	const added = { addedAt: now, addedBy: viewer.name, walkIn: walkIn ? 1 : 0 };
	let came = 0;
	const fresh = snapshot.people.filter(({ personId }) => !standing.has(personId));
	for (const some of inChunks(fresh))
		await trx
			.insertInto('sessionPerson')
			.values(
				some.map(({ personId, unitId, name, section, post }) => ({
					...{ sessionId, personId, unitId, name, section, post, ...added },
					...{ withdrawnAt: null, withdrawnBy: null, status: null, leaveKind: null, route: null },
					...{ markedAt: null, markedBy: null }
				}))
			)
			.execute();
	came += fresh.length;
	for (const { personId, unitId, name, section, post } of snapshot.people) {
		const row = standing.get(personId);
		if (!row || (row.withdrawnAt === null && (walkIn || row.walkIn === 0))) continue;
		const back = row.withdrawnAt === null ? {} : { unitId, name, section, post, ...added };
		await trx
			.updateTable('sessionPerson')
			.set({ ...back, walkIn: walkIn ? 1 : 0, withdrawnAt: null, withdrawnBy: null, withdrawnReason: '' })
			.where('id', '=', row.id)
			.execute();
		if (row.withdrawnAt !== null) came++;
	}
	return came;
}

export type ListRefusal = 'forbidden' | 'notFound' | 'cancelled' | 'nobody';

/** The session for a change of its list by its organiser. */
async function organised(trx: Trx, viewer: Viewer, sessionId: SessionId): Promise<Outcome<SessionView, ListRefusal>> {
	const view = await findView(trx, viewer, sessionId);
	if (!view) return refused('notFound');
	if (!view.organises) return refused('forbidden');
	return view.session.state === 'cancelled' ? refused('cancelled') : done(view);
}

export interface Listed {
	readonly people: number;
	readonly units: number;
	readonly came: number;
	readonly went: number;
}

/** Writes the list from the roster of this moment, inside an open transaction. `replace` takes unmarked others off it. */
export async function listIn(
	trx: Trx,
	viewer: Viewer,
	session: Session,
	expected: Expected,
	mode: 'replace' | 'add',
	now: number
): Promise<Outcome<Listed, 'nobody'>> {
	const snapshot = expectedSnapshot(await listUnits(trx), await rosterFor(trx, session, now), expected);
	if (snapshot.people.length === 0 && !asksForNobody(expected)) return refused('nobody');
	const wanted = new Set(snapshot.people.map(({ personId }) => personId));
	const gone =
		mode === 'add'
			? []
			: (await standingRows(trx, session.id)).filter(
					(row) => row.withdrawnAt === null && row.status === null && !wanted.has(row.personId)
				);
	for (const some of inChunks(gone))
		await trx
			.updateTable('sessionPerson')
			.set({ withdrawnAt: now, withdrawnBy: viewer.name })
			.where(
				'id',
				'in',
				some.map(({ id }) => id)
			)
			.execute();
	const came = await putPeople(trx, viewer, session.id, snapshot, false, now);
	const standing = await trx
		.selectFrom('sessionPerson')
		.select(['unitId'])
		.where('sessionId', '=', session.id)
		.where('withdrawnAt', 'is', null)
		.execute();
	const units = new Set<UnitId>(standing.map(({ unitId }) => unitId)).size;
	return done({ people: standing.length, units, came, went: gone.length });
}

/** Chooses who is expected: anew, or in addition to those who are. After the session it is a late entry. */
export async function expectPeople(
	db: Db,
	viewer: Viewer,
	sessionId: SessionId,
	expected: Expected,
	mode: 'replace' | 'add',
	now: number
): Promise<Outcome<Listed, ListRefusal>> {
	if (!may(viewer, 'sessions.manage')) return refused('forbidden');
	if (asksForNobody(expected)) return refused('nobody');
	return db.transaction().execute(async (trx) => {
		const view = await organised(trx, viewer, sessionId);
		if (!view.ok) return view;
		const { session } = view.value;
		const listed = await listIn(trx, viewer, session, expected, mode, now);
		if (!listed.ok) return listed;
		const late = await noteLate(trx, viewer, session, now);
		const body = { mode, expected, ...listed.value, late };
		await record(
			trx,
			viewer,
			{ act: 'studySession.listed', subjectKind: 'studySession', subjectId: sessionId, body },
			now
		);
		return listed;
	});
}

/** Takes one person off the list, with the reason on record; the row stays and counts in no figure. */
export async function withdrawPerson(
	db: Db,
	viewer: Viewer,
	sessionId: SessionId,
	sessionPersonId: number,
	reason: string,
	now: number
): Promise<Outcome<null, ListRefusal | 'reasonMissing'>> {
	if (!may(viewer, 'sessions.manage')) return refused('forbidden');
	const why = reason.trim().slice(0, 200);
	return db.transaction().execute(async (trx) => {
		const view = await organised(trx, viewer, sessionId);
		if (!view.ok) return view;
		if (why === '') return refused('reasonMissing');
		const { numUpdatedRows } = await trx
			.updateTable('sessionPerson')
			.set({ withdrawnAt: now, withdrawnBy: viewer.name, withdrawnReason: why })
			.where('id', '=', sessionPersonId)
			.where('sessionId', '=', sessionId)
			.where('withdrawnAt', 'is', null)
			.executeTakeFirst();
		if (numUpdatedRows === 0n) return refused('notFound');
		const late = await noteLate(trx, viewer, view.value.session, now);
		const body = { sessionPersonId, reason: why, late };
		await record(
			trx,
			viewer,
			{ act: 'studySession.withdrew', subjectKind: 'studySession', subjectId: sessionId, body },
			now
		);
		return done(null);
	});
}

/** Puts people who were not expected on the list, in an open transaction; returns the rows that now stand for them. */
export async function putWalkIns(
	trx: Trx,
	viewer: Pick<Viewer, 'name'>,
	sessionId: SessionId,
	people: readonly PersonId[],
	now: number
): Promise<Map<PersonId, number>> {
	const session = await findSession(trx, sessionId);
	const roster = await rosterFor(trx, { unitId: session?.unitId ?? null }, now);
	const snapshot = expectedSnapshot(await listUnits(trx), roster, { ...nobodyExpected, persons: people });
	await putPeople(trx, viewer, sessionId, snapshot, true, now);
	const rows = await standingRows(trx, sessionId);
	const wanted = new Set(people);
	return new Map(
		rows.flatMap(({ personId, id, withdrawnAt }) =>
			withdrawnAt === null && wanted.has(personId) ? [[personId, id] as const] : []
		)
	);
}
