import type { Selectable } from 'kysely';
import type { SessionId, UnitId } from '#lib/base/core/ids.ts';
import { may, mayEverywhere, type Viewer } from '#lib/base/core/permit.ts';
import type { Db, Tables } from '#lib/base/db/schema.ts';
import { sees, visibleUnits } from '#lib/people/directory/directory.server.ts';
import type { Session } from './session.ts';

/** What a viewer may see and do in study sessions, before one of them is looked at. */
export interface Reach {
	/** Units whose people are seen. */
	readonly seen: 'all' | ReadonlySet<UnitId>;
	/** Units whose people may be marked. */
	readonly marked: 'all' | ReadonlySet<UnitId>;
	/** Units that the viewer serves as their administrator. */
	readonly own: ReadonlySet<UnitId>;
	readonly managesAll: boolean;
}

export async function reachOf(db: Db, viewer: Viewer): Promise<Reach> {
	const ofUnits = { ...viewer, grants: viewer.grants.filter(({ unitId }) => unitId !== null) };
	const own = await visibleUnits(db, ofUnits, 'sessions.read');
	return {
		seen: await visibleUnits(db, viewer, 'sessions.read'),
		marked: await visibleUnits(db, viewer, 'sessions.manage'),
		own: own === 'all' ? new Set() : own,
		managesAll: mayEverywhere(viewer, 'sessions.manage')
	};
}

/** One session as a viewer stands to it. */
export interface SessionView {
	readonly session: Session;
	readonly reach: Reach;
	/** May change its facts, its list and its state: the bureau always, a unit for its own sessions. */
	readonly organises: boolean;
	/** The organiser itself, who is told why somebody was on leave; the bureau is not told by the units. */
	readonly isOrganiser: boolean;
}

/** Why somebody was on leave is shown to the own unit and to the organiser. */
export const seesReasons = ({ isOrganiser, reach }: SessionView, unitId: UnitId): boolean =>
	isOrganiser || reach.own.has(unitId);

export const organisedBy = (reach: Reach, { level, unitId }: Pick<Session, 'level' | 'unitId'>): boolean =>
	level === 'district' || unitId === null ? reach.managesAll : sees(reach.marked, unitId);

export const viewOf = (session: Session, reach: Reach): SessionView => ({
	session,
	reach,
	organises: organisedBy(reach, session),
	isOrganiser: session.unitId === null ? reach.managesAll : reach.own.has(session.unitId)
});

type StudySessionRow = Selectable<Tables['studySession']>;

export const sessionOf = (
	{ codes, walkIns, subVenues, ...row }: StudySessionRow,
	laws: readonly number[]
): Session => ({
	...row,
	codes: codes === 1,
	walkIns: walkIns === 1,
	subVenues: JSON.parse(subVenues) as string[],
	laws
});

/** The session itself, whoever asks; for verbs that have asked already. */
export async function findSession(db: Db, sessionId: SessionId): Promise<Session | undefined> {
	const row = await db.selectFrom('studySession').selectAll().where('id', '=', sessionId).executeTakeFirst();
	if (!row) return undefined;
	const laws = await db
		.selectFrom('sessionLaw')
		.select('lawId')
		.where('sessionId', '=', sessionId)
		.orderBy('n')
		.execute();
	return sessionOf(
		row,
		laws.map(({ lawId }) => lawId)
	);
}

/**
 * A session as the viewer stands to it; undefined where it is not the viewer's to see: for a unit, a session that is neither
 * its own nor one where somebody of it is expected.
 */
export async function findView(db: Db, viewer: Viewer, sessionId: SessionId): Promise<SessionView | undefined> {
	if (!may(viewer, 'sessions.read')) return undefined;
	const session = await findSession(db, sessionId);
	if (!session) return undefined;
	const reach = await reachOf(db, viewer);
	const view = viewOf(session, reach);
	if (reach.seen === 'all' || (session.unitId !== null && reach.seen.has(session.unitId))) return view;
	if (reach.seen.size === 0) return undefined;
	const listed = await db
		.selectFrom('sessionPerson')
		.select('id')
		.where('sessionId', '=', sessionId)
		.where('withdrawnAt', 'is', null)
		.where('unitId', 'in', [...reach.seen])
		.limit(1)
		.executeTakeFirst();
	return listed ? view : undefined;
}
