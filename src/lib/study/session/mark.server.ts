import { record } from '#lib/base/audit/audit.server.ts';
import type { PersonId, SessionId, UnitId } from '#lib/base/core/ids.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import { may, type Viewer } from '#lib/base/core/permit.ts';
import type { Db, Trx } from '#lib/base/db/schema.ts';
import { findUnit, sees } from '#lib/people/directory/directory.server.ts';
import { putWalkIns, rosterFor } from './list.server.ts';
import { findView, type SessionView } from './scope.server.ts';
import { isLate, type LeaveKind, type MarkStatus, type Route, type Session } from './session.ts';

/** What is to be stated of one row: null takes an entry back. A leave has its kind; a number of a paper is optional. */
export interface Statement {
	readonly status: MarkStatus | null;
	readonly leaveKind: LeaveKind | null;
	readonly documentNo: string;
}

export const present: Statement = { status: 'present', leaveKind: null, documentNo: '' };

/** An entry as it stands: what undoing would put back. */
export interface Standing extends Statement {
	readonly id: number;
	readonly personId: PersonId;
	readonly unitId: UnitId;
	readonly name: string;
	readonly walkIn: boolean;
	readonly route: Route | null;
	readonly late: number;
	readonly markedAt: number | null;
	readonly markedBy: string | null;
}

/** Everybody on the list as they stand, withdrawn people left out. */
export async function standings(db: Db, sessionId: SessionId): Promise<Standing[]> {
	const rows = await db
		.selectFrom('sessionPerson')
		.select(['id', 'personId', 'unitId', 'name', 'walkIn', 'status', 'leaveKind', 'documentNo', 'route', 'late'])
		.select(['markedAt', 'markedBy'])
		.where('sessionId', '=', sessionId)
		.where('withdrawnAt', 'is', null)
		.orderBy('id')
		.execute();
	return rows.map(({ walkIn, ...row }) => ({ ...row, walkIn: walkIn === 1 }));
}

export const sameStatement = (a: Statement, b: Statement): boolean =>
	a.status === b.status && a.leaveKind === b.leaveKind && a.documentNo === b.documentNo;

export interface Change {
	readonly standing: Standing;
	readonly to: Statement;
	/** This very entry put the person on the list. */
	readonly adds?: boolean;
	/** Taking an entry back: who had stated what stands again, and when. */
	readonly restores?: Pick<Standing, 'route' | 'late' | 'markedAt' | 'markedBy'>;
}

interface Origin {
	readonly route: Route;
	readonly batchId: number | null;
	readonly actor: string;
	readonly at: number;
	readonly late: boolean;
}

/** Writes entries and their history, in an open transaction. */
export async function writeMarks(trx: Trx, changes: readonly Change[], origin: Origin): Promise<void> {
	const { route, batchId, actor, at } = origin;
	const late = origin.late ? 1 : 0;
	for (let start = 0; start < changes.length; start += 1500)
		await trx
			.insertInto('sessionMark')
			.values(
				changes.slice(start, start + 1500).map(({ standing, to, adds }) => ({
					...{ sessionPersonId: standing.id, ...to, route, batchId, late, actor, at },
					adds: adds ? 1 : 0,
					before: JSON.stringify({
						...{ status: standing.status, leaveKind: standing.leaveKind, documentNo: standing.documentNo },
						...{ route: standing.route, late: standing.late, markedAt: standing.markedAt, markedBy: standing.markedBy }
					})
				}))
			)
			.execute();
	for (const { standing, to, restores } of changes)
		await trx
			.updateTable('sessionPerson')
			.set({ ...to, ...(restores ?? { route, late, markedAt: at, markedBy: actor }) })
			.where('id', '=', standing.id)
			.execute();
}

/** What the audit says of entries: who became what; why somebody was on leave stays in the entry itself. */
export const auditOf = (changes: readonly Change[]) =>
	changes.map(({ standing, to }) => [standing.id, standing.status, to.status]);

/** One row as a form states it, with what the form showed before: an entry that somebody else has changed meanwhile is kept. */
export interface FormMark {
	readonly id: number;
	readonly was: MarkStatus | null;
	readonly to: Statement;
}

export type MarkRefusal = 'forbidden' | 'notFound' | 'cancelled' | 'leaveKind' | 'nobody';

export interface Marked {
	readonly changed: number;
	/** Names whose entry somebody else changed meanwhile; they were left as they are. */
	readonly meanwhile: readonly string[];
	readonly late: boolean;
}

/** The session for a change of attendance: whoever sees it and may manage sessions at all. */
async function marking(trx: Trx, viewer: Viewer, sessionId: SessionId): Promise<Outcome<SessionView, MarkRefusal>> {
	const view = await findView(trx, viewer, sessionId);
	if (!view) return refused('notFound');
	return view.session.state === 'cancelled' ? refused('cancelled') : done(view);
}

async function enter(
	trx: Trx,
	viewer: Viewer,
	session: Session,
	changes: readonly Change[],
	now: number
): Promise<boolean> {
	const late = isLate(session, now);
	await writeMarks(trx, changes, { route: 'tick', batchId: null, actor: viewer.name, at: now, late });
	const body = { route: 'tick', late, entries: auditOf(changes) };
	await record(
		trx,
		viewer,
		{ act: 'studySession.marked', subjectKind: 'studySession', subjectId: session.id, body },
		now
	);
	return late;
}

/** Enters what a form states; rows that it leaves as they were change nothing. Units mark their own people alone. */
export async function markPeople(
	db: Db,
	viewer: Viewer,
	sessionId: SessionId,
	marks: readonly FormMark[],
	now: number
): Promise<Outcome<Marked, MarkRefusal>> {
	if (!may(viewer, 'sessions.manage')) return refused('forbidden');
	if (marks.some(({ to }) => (to.status === 'leave') !== (to.leaveKind !== null))) return refused('leaveKind');
	return db.transaction().execute(async (trx) => {
		const view = await marking(trx, viewer, sessionId);
		if (!view.ok) return view;
		const { session, reach } = view.value;
		const known = new Map((await standings(trx, sessionId)).map((row) => [row.id, row]));
		const changes: Change[] = [];
		const meanwhile: string[] = [];
		for (const { id, was, to } of marks) {
			const standing = known.get(id);
			if (!standing || !sees(reach.marked, standing.unitId)) return refused('notFound');
			// Nothing was asked of this row: whatever has become of it meanwhile stays.
			if (sameStatement(standing, to) || (to.status === was && was !== 'leave')) continue;
			if (standing.status !== was) meanwhile.push(standing.name);
			else changes.push({ standing, to });
		}
		const late = changes.length > 0 && (await enter(trx, viewer, session, changes, now));
		return done({ changed: changes.length, meanwhile, late });
	});
}

/** Marks everyone not marked yet as present: of those units, or of all that the viewer may mark. */
export async function markAllPresent(
	db: Db,
	viewer: Viewer,
	sessionId: SessionId,
	units: ReadonlySet<UnitId> | null,
	now: number
): Promise<Outcome<Marked, MarkRefusal>> {
	if (!may(viewer, 'sessions.manage')) return refused('forbidden');
	return db.transaction().execute(async (trx) => {
		const view = await marking(trx, viewer, sessionId);
		if (!view.ok) return view;
		const { session, reach } = view.value;
		const changes = (await standings(trx, sessionId))
			.filter(({ status, unitId }) => status === null && sees(reach.marked, unitId) && (units?.has(unitId) ?? true))
			.map((standing) => ({ standing, to: present }));
		const late = changes.length > 0 && (await enter(trx, viewer, session, changes, now));
		return done({ changed: changes.length, meanwhile: [], late });
	});
}

export type WalkInRefusal = MarkRefusal | 'unknownPerson' | 'severalPersons' | 'notAllowed' | 'listed';

/** Puts somebody who was not expected on the list as present, found by staff number or mobile. */
export async function addWalkIn(
	db: Db,
	viewer: Viewer,
	sessionId: SessionId,
	number: string,
	now: number
): Promise<Outcome<{ readonly name: string; readonly late: boolean }, WalkInRefusal>> {
	if (!may(viewer, 'sessions.manage')) return refused('forbidden');
	return db.transaction().execute(async (trx) => {
		const view = await marking(trx, viewer, sessionId);
		if (!view.ok) return view;
		const { session, reach, organises } = view.value;
		if (!organises && !session.walkIns) return refused('notAllowed');
		const text = number.normalize('NFKC').replace(/\s+/gu, '').toUpperCase();
		const found = await trx
			.selectFrom('person')
			.select(['id'])
			.where((where) => where.or([where('staffNo', '=', text), where('mobile', '=', text)]))
			.execute();
		if (found.length > 1) return refused('severalPersons');
		const person = (await rosterFor(trx, session, now)).find(
			({ personId, unitId }) => personId === found[0]?.id && sees(reach.marked, unitId)
		);
		if (!person) return refused('unknownPerson');
		if ((await standings(trx, sessionId)).some(({ personId }) => personId === person.personId))
			return refused('listed');
		const late = await enterWalkIn(trx, viewer.name, session, person.personId, { route: 'tick', now });
		const body = { personId: person.personId, late };
		await record(
			trx,
			viewer,
			{ act: 'studySession.joined', subjectKind: 'studySession', subjectId: sessionId, body },
			now
		);
		return done({ name: person.name, late });
	});
}

/** The rows of somebody who came without being expected; the record is the caller's. */
export async function enterWalkIn(
	trx: Trx,
	actor: string,
	session: Session,
	personId: PersonId,
	{ route, now }: { readonly route: Route; readonly now: number }
): Promise<boolean> {
	await putWalkIns(trx, { name: actor }, session.id, [personId], now);
	const standing = (await standings(trx, session.id)).find((row) => row.personId === personId);
	if (!standing) throw new Error(`person ${personId} is on no establishment`);
	const late = isLate(session, now);
	await writeMarks(trx, [{ standing, to: present, adds: true }], { route, batchId: null, actor, at: now, late });
	return late;
}

/** Name of the unit that organises; null for the district. */
export const organiserName = async (db: Db, { unitId }: Pick<Session, 'unitId'>): Promise<string | null> =>
	unitId === null ? null : ((await findUnit(db, unitId))?.name ?? null);
