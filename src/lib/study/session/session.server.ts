import { record } from '#lib/base/audit/audit.server.ts';
import type { SessionId, UnitId } from '#lib/base/core/ids.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import { may, type Viewer } from '#lib/base/core/permit.ts';
import type { Db, Trx } from '#lib/base/db/schema.ts';
import { findView, organisedBy, reachOf } from './scope.server.ts';
import {
	type FactFault,
	factFaults,
	isLate,
	lateFrom,
	type Session,
	type SessionFacts,
	type SessionLevel
} from './session.ts';

export type FactRefusal = 'forbidden' | 'notFound' | 'cancelled' | 'faults' | 'unknownLaw' | 'unknownPlanMonth';

/** A session that is changed late carries who changed it and when (补录); returns whether it was late. */
export async function noteLate(trx: Trx, viewer: Viewer, session: Session, now: number): Promise<boolean> {
	if (!isLate(session, now)) return false;
	await trx
		.updateTable('studySession')
		.set({ lateAt: now, lateBy: viewer.name })
		.where('id', '=', session.id)
		.execute();
	return true;
}

const columnsOf = (facts: SessionFacts) => ({
	kind: facts.kind,
	topic: facts.topic.trim(),
	lecturer: facts.lecturer.trim(),
	startsAt: facts.startsAt,
	place: facts.place.trim(),
	subVenues: JSON.stringify(facts.subVenues.map((venue) => venue.trim()).filter((venue) => venue !== '')),
	planMonthId: facts.planMonthId,
	content: facts.content.trim(),
	codes: facts.codes ? 1 : 0,
	walkIns: facts.walkIns ? 1 : 0
});

async function gapOf(trx: Trx, { laws, planMonthId }: SessionFacts): Promise<'unknownLaw' | 'unknownPlanMonth' | null> {
	if (laws.length > 0) {
		const known = await trx
			.selectFrom('law')
			.select('id')
			.where('id', 'in', [...laws])
			.execute();
		if (known.length !== new Set(laws).size) return 'unknownLaw';
	}
	if (planMonthId === null) return null;
	const month = await trx.selectFrom('planMonth').select('id').where('id', '=', planMonthId).executeTakeFirst();
	return month ? null : 'unknownPlanMonth';
}

async function writeLaws(trx: Trx, sessionId: SessionId, laws: readonly number[]): Promise<void> {
	await trx.deleteFrom('sessionLaw').where('sessionId', '=', sessionId).execute();
	const rows = [...new Set(laws)].map((lawId, index) => ({ sessionId, n: index + 1, lawId }));
	if (rows.length > 0) await trx.insertInto('sessionLaw').values(rows).execute();
}

/** Who organises a new session: the district, or that unit for its own subtree. */
export type Organiser =
	{ readonly level: 'district'; readonly unitId: null } | { readonly level: 'unit'; readonly unitId: UnitId };

export const organiserOf = (level: SessionLevel, unitId: UnitId | null): Organiser =>
	level === 'unit' && unitId !== null ? { level, unitId } : { level: 'district', unitId: null };

/** Writes a new session in an open transaction; facts have been checked. */
export async function insertSession(
	trx: Trx,
	viewer: Viewer,
	organiser: Organiser,
	facts: SessionFacts,
	now: number
): Promise<SessionId> {
	const isPast = now >= lateFrom(facts.startsAt);
	const { id } = await trx
		.insertInto('studySession')
		.values({
			...organiser,
			...columnsOf(facts),
			...{ state: 'planned', stateReason: '', stateAt: now, stateBy: viewer.name },
			...{ madeAt: now, madeBy: viewer.name },
			...{ lateAt: isPast ? now : null, lateBy: isPast ? viewer.name : null }
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	await writeLaws(trx, id, facts.laws);
	const body = { ...organiser, ...facts, late: isPast };
	await record(trx, viewer, { act: 'studySession.made', subjectKind: 'studySession', subjectId: id, body }, now);
	return id;
}

export interface FactRefused {
	readonly ok: false;
	readonly reason: FactRefusal;
	readonly faults?: readonly FactFault[];
}

/** Makes a planned session, without people yet. */
export async function makeSession(
	db: Db,
	viewer: Viewer,
	organiser: Organiser,
	facts: SessionFacts,
	now: number
): Promise<Outcome<SessionId, never> | FactRefused> {
	if (!may(viewer, 'sessions.manage')) return refused('forbidden');
	const faults = factFaults(facts);
	if (faults.length > 0) return { ok: false, reason: 'faults', faults };
	return db.transaction().execute(async (trx) => {
		if (!organisedBy(await reachOf(trx, viewer), organiser)) return refused('forbidden');
		const gap = await gapOf(trx, facts);
		if (gap) return refused(gap);
		return done(await insertSession(trx, viewer, organiser, facts, now));
	});
}

/** Corrects the facts of a session, also of one that was held; what stood before is in the audit. */
export async function editSession(
	db: Db,
	viewer: Viewer,
	sessionId: SessionId,
	facts: SessionFacts,
	now: number
): Promise<Outcome<null, never> | FactRefused> {
	if (!may(viewer, 'sessions.manage')) return refused('forbidden');
	return db.transaction().execute(async (trx) => {
		const view = await findView(trx, viewer, sessionId);
		if (!view) return refused('notFound');
		if (!view.organises) return refused('forbidden');
		const { session } = view;
		if (session.state === 'cancelled') return refused('cancelled');
		const faults = factFaults(facts);
		if (faults.length > 0) return { ok: false as const, reason: 'faults' as const, faults };
		const gap = await gapOf(trx, facts);
		if (gap) return refused(gap);
		const before = { ...columnsOf(session), laws: session.laws };
		const after = { ...columnsOf(facts), laws: [...new Set(facts.laws)] };
		const changed = Object.fromEntries(
			Object.entries(after).flatMap(([name, value]) => {
				const was = before[name as keyof typeof before];
				return JSON.stringify(was) === JSON.stringify(value) ? [] : [[name, { before: was, after: value }]];
			})
		);
		if (Object.keys(changed).length === 0) return done(null);
		await trx.updateTable('studySession').set(columnsOf(facts)).where('id', '=', sessionId).execute();
		await writeLaws(trx, sessionId, facts.laws);
		const late = await noteLate(trx, viewer, session, now);
		const body = { changed, late };
		await record(
			trx,
			viewer,
			{ act: 'studySession.changed', subjectKind: 'studySession', subjectId: sessionId, body },
			now
		);
		return done(null);
	});
}
