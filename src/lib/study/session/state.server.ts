import { record } from '#lib/base/audit/audit.server.ts';
import type { SessionId } from '#lib/base/core/ids.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import { may, type Viewer } from '#lib/base/core/permit.ts';
import type { Db, Trx } from '#lib/base/db/schema.ts';
import { findView } from './scope.server.ts';
import type { Session, SessionState } from './session.ts';

export type StateRefusal =
	'forbidden' | 'notFound' | 'notPlanned' | 'notClosed' | 'reasonMissing' | 'notYet' | 'nobody';

type Change = (
	trx: Trx,
	session: Session
) => Promise<Outcome<{ readonly to: SessionState; readonly act: string }, StateRefusal>>;

/** One change of state, its record with it. */
async function change(
	db: Db,
	viewer: Viewer,
	sessionId: SessionId,
	reason: string,
	decide: Change,
	now: number
): Promise<Outcome<null, StateRefusal>> {
	if (!may(viewer, 'sessions.manage')) return refused('forbidden');
	return db.transaction().execute(async (trx) => {
		const view = await findView(trx, viewer, sessionId);
		if (!view) return refused('notFound');
		if (!view.organises) return refused('forbidden');
		const decided = await decide(trx, view.session);
		if (!decided.ok) return decided;
		const { to, act } = decided.value;
		await trx
			.updateTable('studySession')
			.set({ state: to, stateReason: reason, stateAt: now, stateBy: viewer.name })
			.where('id', '=', sessionId)
			.execute();
		const body = { from: view.session.state, to, ...(reason === '' ? {} : { reason }) };
		await record(trx, viewer, { act, subjectKind: 'studySession', subjectId: sessionId, body }, now);
		return done(null);
	});
}

/**
 * Closes attendance: the session counts as held, whoever is not marked counts as absent, later entries are 补录.
 * @param early the organiser says that it was held although its moment has not come
 */
export const holdSession = (
	db: Db,
	viewer: Viewer,
	sessionId: SessionId,
	{ early }: { readonly early: boolean },
	now: number
): Promise<Outcome<null, StateRefusal>> =>
	change(
		db,
		viewer,
		sessionId,
		'',
		async (trx, session) => {
			if (session.state !== 'planned') return refused('notPlanned');
			if (now < session.startsAt && !early) return refused('notYet');
			const anybody = await trx
				.selectFrom('sessionPerson')
				.select('id')
				.where('sessionId', '=', sessionId)
				.where('withdrawnAt', 'is', null)
				.limit(1)
				.executeTakeFirst();
			return anybody ? done({ to: 'held', act: 'studySession.held' }) : refused('nobody');
		},
		now
	);

/** Cancels a session, held or not: it counts for nothing and stays on record with its reason. */
export function cancelSession(
	db: Db,
	viewer: Viewer,
	sessionId: SessionId,
	reason: string,
	now: number
): Promise<Outcome<null, StateRefusal>> {
	const why = reason.trim().slice(0, 200);
	const decide: Change = (_, session) => {
		if (session.state === 'cancelled') return Promise.resolve(refused('notPlanned'));
		return Promise.resolve(
			why === '' ? refused('reasonMissing') : done({ to: 'cancelled', act: 'studySession.cancelled' })
		);
	};
	return change(db, viewer, sessionId, why, decide, now);
}

/** Opens attendance again, of a held or cancelled session; marks stay, and the unmarked are unmarked again. */
export function reopenSession(
	db: Db,
	viewer: Viewer,
	sessionId: SessionId,
	reason: string,
	now: number
): Promise<Outcome<null, StateRefusal>> {
	const why = reason.trim().slice(0, 200);
	const decide: Change = (_, session) => {
		if (session.state === 'planned') return Promise.resolve(refused('notClosed'));
		return Promise.resolve(
			why === '' ? refused('reasonMissing') : done({ to: 'planned', act: 'studySession.reopened' })
		);
	};
	return change(db, viewer, sessionId, why, decide, now);
}
