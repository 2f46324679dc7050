import { RateLimiterMemory } from 'rate-limiter-flexible';
import { record } from '#lib/base/audit/audit.server.ts';
import type { Instant } from '#lib/base/core/clock.ts';
import type { PersonId, SessionId } from '#lib/base/core/ids.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import type { Viewer } from '#lib/base/core/permit.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { fitsSessionCode, fitsTicket, signInTicket } from './code.server.ts';
import { rosterFor } from './list.server.ts';
import { enterWalkIn, present, standings, writeMarks } from './mark.server.ts';
import { findSession } from './scope.server.ts';
import { type Session, takesCodes } from './session.ts';

/**
 * Ten codes in ten minutes are plenty for whoever reads them off the wall, and hopeless for a script. Counted for person
 * and session alone, so that nobody can shut others out; in memory, so that a restart forgives.
 */
const tries = new RateLimiterMemory({ keyPrefix: 'sign-in', points: 10, duration: 10 * 60 });

export type SignInRefusal = 'forbidden' | 'notFound' | 'closed' | 'code' | 'tries' | 'notExpected' | 'onLeave';

/** What the person brings: the code as typed or scanned, or the ticket of a page opened with a good one. */
export interface Shown {
	readonly code: string;
	readonly ticket: string;
}

/** Whether the code is good; counted before it is looked at: a thousand at once are a thousand. */
async function admits(
	secret: Buffer,
	session: Session,
	personId: PersonId,
	{ code, ticket }: Shown,
	now: Instant
): Promise<Outcome<null, 'code' | 'tries'>> {
	if (ticket !== '' && fitsTicket(secret, session.id, personId, ticket, now)) return done(null);
	if (code.trim() === '') return refused('code');
	const key = `${session.id}/${personId}`;
	const { consumedPoints, msBeforeNext } = await tries.penalty(key);
	if (consumedPoints > tries.points) return refused('tries', { minutes: Math.ceil(msBeforeNext / 60_000) });
	if (!fitsSessionCode(secret, session.id, code, now)) return refused('code');
	await tries.delete(key);
	return done(null);
}

/** Whether the person may sign in at all: expected, or the session takes others too. */
export async function mayJoin(db: Db, session: Session, personId: PersonId, now: Instant): Promise<boolean> {
	const own = await db
		.selectFrom('sessionPerson')
		.select('id')
		.where('sessionId', '=', session.id)
		.where('personId', '=', personId)
		.where('withdrawnAt', 'is', null)
		.executeTakeFirst();
	if (own) return true;
	if (!session.walkIns || !takesCodes(session, now)) return false;
	return (await rosterFor(db, session, now)).some((person) => person.personId === personId);
}

/** A ticket for the form of a page that was opened with a code; undefined when the code is not good. */
export async function ticketFor(
	db: Db,
	secret: Buffer,
	personId: PersonId,
	sessionId: SessionId,
	code: string,
	now: Instant
): Promise<Outcome<string, 'notFound' | 'closed' | 'code' | 'tries'>> {
	const session = await findSession(db, sessionId);
	if (!session || !(await mayJoin(db, session, personId, now))) return refused('notFound');
	if (!takesCodes(session, now)) return refused('closed');
	const admitted = await admits(secret, session, personId, { code, ticket: '' }, now);
	return admitted.ok ? done(signInTicket(secret, sessionId, personId, now)) : admitted;
}

/**
 * A person signs in by the code on the wall. Whoever is present already stays so; a leave that the unit has entered is the
 * unit's to change.
 */
export async function signIn(
	db: Db,
	secret: Buffer,
	viewer: Viewer,
	sessionId: SessionId,
	shown: Shown,
	now: Instant
): Promise<Outcome<{ readonly walkIn: boolean; readonly already: boolean }, SignInRefusal>> {
	const { personId } = viewer;
	if (personId === null) return refused('forbidden');
	const session = await findSession(db, sessionId);
	if (!session || !(await mayJoin(db, session, personId, now))) return refused('notFound');
	if (!takesCodes(session, now)) return refused('closed');
	const admitted = await admits(secret, session, personId, shown, now);
	if (!admitted.ok) return admitted;
	return db.transaction().execute(async (trx) => {
		const again = await findSession(trx, sessionId);
		if (!again || !takesCodes(again, now)) return refused('closed');
		const standing = (await standings(trx, sessionId)).find((row) => row.personId === personId);
		if (standing?.status === 'present') return done({ walkIn: standing.walkIn, already: true });
		if (standing?.status === 'leave') return refused('onLeave');
		if (!standing && !again.walkIns) return refused('notExpected');
		const origin = { route: 'code' as const, batchId: null, actor: viewer.name, at: now, late: false };
		if (standing) await writeMarks(trx, [{ standing, to: present }], origin);
		else await enterWalkIn(trx, viewer.name, again, personId, { route: 'code', now });
		const body = { personId, route: 'code', walkIn: standing === undefined };
		await record(
			trx,
			viewer,
			{ act: 'studySession.signedIn', subjectKind: 'studySession', subjectId: sessionId, body },
			now
		);
		return done({ walkIn: standing === undefined, already: false });
	});
}
