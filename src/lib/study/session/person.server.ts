import type { PersonId, SessionId } from '#lib/base/core/ids.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { isSelfStudy } from './counts.ts';
import { findSession, sessionOf } from './scope.server.ts';
import { type Session, type Status, statusOf, yearSpan } from './session.ts';

/** One session of a person: the session, and how the person stands to it. */
export interface OwnSession {
	readonly session: Session;
	readonly organiser: string | null;
	readonly lawTitles: readonly string[];
	readonly unitName: string;
	readonly status: Status;
	readonly walkIn: boolean;
	readonly late: boolean;
	readonly markedAt: number | null;
	readonly markedBy: string | null;
	/** When the catch-up quiz was finished; null when it was not, or not needed. */
	readonly caughtUpAt: number | null;
	/** 自学: missed, and made up for by the quiz. Never an attendance. */
	readonly isSelfStudy: boolean;
	/** Missed, and the quiz is open: the session has laws, and it was held. */
	readonly mayCatchUp: boolean;
}

/** Sessions at which a person is expected or was, in a year or in all, newest first; cancelled ones stand among them. */
export async function sessionsOfPerson(db: Db, personId: PersonId, year?: number): Promise<OwnSession[]> {
	let query = db
		.selectFrom('sessionPerson as row')
		.innerJoin('studySession as session', 'session.id', 'row.sessionId')
		.innerJoin('sessionUnit as place', (join) =>
			join.onRef('place.sessionId', '=', 'row.sessionId').onRef('place.unitId', '=', 'row.unitId')
		)
		.leftJoin('unit as organiser', 'organiser.id', 'session.unitId')
		.leftJoin('practiceSet as made', (join) =>
			join
				.onRef('made.sessionId', '=', 'row.sessionId')
				.onRef('made.personId', '=', 'row.personId')
				.on('made.kind', '=', 'catchUp')
				.on('made.finishedAt', 'is not', null)
		)
		.selectAll('session')
		.select(['row.status as marked', 'row.walkIn', 'row.late', 'row.markedAt', 'row.markedBy'])
		.select(['place.name as unitName', 'organiser.name as organiser', 'made.finishedAt'])
		.where('row.personId', '=', personId)
		.where('row.withdrawnAt', 'is', null);
	if (year !== undefined) {
		const { from, to } = yearSpan(year);
		query = query.where('session.startsAt', '>=', from).where('session.startsAt', '<', to);
	}
	const rows = await query.orderBy('session.startsAt', 'desc').orderBy('session.id', 'desc').execute();
	const laws = await lawsOf(
		db,
		rows.map(({ id }) => id)
	);
	return rows.map((row) => {
		const { marked, walkIn, late, markedAt, markedBy, unitName, organiser, finishedAt, ...own } = row;
		const treated = laws.get(row.id) ?? [];
		const session = sessionOf(
			{ ...own, walkIns: own.walkIns },
			treated.map(({ lawId }) => lawId)
		);
		const status = statusOf(marked, session.state);
		const caughtUp = finishedAt !== null;
		const missed = session.state === 'held' && (status === 'leave' || status === 'absent');
		return {
			...{ session, organiser, unitName, status, walkIn: walkIn === 1, late: late === 1, markedAt, markedBy },
			lawTitles: treated.map(({ title }) => title),
			caughtUpAt: missed ? finishedAt : null,
			isSelfStudy: missed && isSelfStudy({ status, caughtUp }),
			mayCatchUp: missed && !caughtUp && treated.length > 0
		};
	});
}

export interface TreatedLaw {
	readonly lawId: number;
	readonly title: string;
	readonly shortTitle: string;
}

/** The laws of sessions, in the order in which they were treated. */
export async function lawsOf(db: Db, sessions: readonly SessionId[]): Promise<Map<SessionId, TreatedLaw[]>> {
	const found = new Map<SessionId, TreatedLaw[]>();
	for (let start = 0; start < sessions.length; start += 1000) {
		const rows = await db
			.selectFrom('sessionLaw')
			.innerJoin('law', 'law.id', 'sessionLaw.lawId')
			.select(['sessionLaw.sessionId', 'law.id as lawId', 'law.title', 'law.shortTitle'])
			.where('sessionLaw.sessionId', 'in', sessions.slice(start, start + 1000))
			.orderBy('sessionLaw.sessionId')
			.orderBy('sessionLaw.n')
			.execute();
		for (const { sessionId, ...law } of rows) found.set(sessionId, [...(found.get(sessionId) ?? []), law]);
	}
	return found;
}

/** What the catch-up quiz of a session is about. */
export interface CatchUp {
	readonly sessionId: SessionId;
	readonly topic: string;
	readonly startsAt: number;
	readonly laws: readonly TreatedLaw[];
	/** Finished before; doing it again counts for nothing more. */
	readonly finishedAt: number | null;
}

/**
 * Whether a person may make up for a session by the quiz, and its laws: held, missed (on leave or absent), with laws.
 * `notMissed`: the person was there · `notHeld`: planned or cancelled.
 */
export async function catchUpOf(
	db: Db,
	personId: PersonId,
	sessionId: SessionId
): Promise<Outcome<CatchUp, 'notFound' | 'notHeld' | 'notMissed' | 'noLaws'>> {
	const session = await findSession(db, sessionId);
	const row =
		session &&
		(await db
			.selectFrom('sessionPerson')
			.select('status')
			.where('sessionId', '=', sessionId)
			.where('personId', '=', personId)
			.where('withdrawnAt', 'is', null)
			.executeTakeFirst());
	if (!session || !row) return refused('notFound');
	if (session.state !== 'held') return refused('notHeld');
	if (statusOf(row.status, session.state) === 'present') return refused('notMissed');
	const laws = (await lawsOf(db, [sessionId])).get(sessionId) ?? [];
	if (laws.length === 0) return refused('noLaws');
	const set = await db
		.selectFrom('practiceSet')
		.select('finishedAt')
		.where('personId', '=', personId)
		.where('sessionId', '=', sessionId)
		.where('kind', '=', 'catchUp')
		.executeTakeFirst();
	const { topic, startsAt } = session;
	return done({ sessionId, topic, startsAt, laws, finishedAt: set?.finishedAt ?? null });
}
