import { record } from '#lib/base/audit/audit.server.ts';
import type { Instant } from '#lib/base/core/clock.ts';
import type { ExamId, UnitId } from '#lib/base/core/ids.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import { may, type Viewer } from '#lib/base/core/permit.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { draftOf } from './draft.server.ts';
import { listOverrides, partiesOf } from './override.server.ts';
import { brokenPromises } from './promise.ts';

/** A window for some units with all below them. */
export interface Session {
	readonly opensAt: Instant;
	readonly closesAt: Instant;
	readonly unitIds: readonly UnitId[];
}

export type SessionsRefusal =
	| 'forbidden'
	| 'notFound'
	| 'published'
	| 'reasonMissing'
	| 'nothingGranted'
	| 'notOnTheList'
	| 'windowOrder'
	| 'cutsShort';

/**
 * Gives units sessions of their own, all of them or none. Drafts only: after publication a window can only widen, and a
 * session takes away the rest of the day. Units and people with nearer overrides keep those.
 */
export async function grantSessions(
	db: Db,
	viewer: Viewer,
	examId: ExamId,
	{ sessions, reason }: { readonly sessions: readonly Session[]; readonly reason: string },
	now: number
): Promise<Outcome<number, SessionsRefusal>> {
	if (!may(viewer, 'exams.manage')) return refused('forbidden');
	if (reason.trim() === '') return refused('reasonMissing');
	const rows = sessions.flatMap(({ opensAt, closesAt, unitIds }) =>
		unitIds.map((unitId) => ({ unitId, personId: null, opensAt, closesAt, extraMs: 0 }))
	);
	if (rows.length === 0) return refused('nothingGranted');
	if (rows.some(({ opensAt, closesAt }) => closesAt <= opensAt)) return refused('windowOrder');
	return db.transaction().execute(async (trx) => {
		const draft = await draftOf(trx, examId);
		if (!draft.ok) return draft;
		const exam = draft.value;
		const units = await trx.selectFrom('examUnit').select('unitId').where('examId', '=', examId).execute();
		const listed = new Set(units.map(({ unitId }) => unitId));
		if (rows.some(({ unitId }) => !listed.has(unitId))) return refused('notOnTheList');
		const after = [...(await listOverrides(trx, examId)), ...rows];
		const broken = brokenPromises(exam.scheme, await partiesOf(trx, exam, after))[0];
		if (broken) return refused('cutsShort', { who: broken.party.who, minutes: Math.ceil(broken.missingMs / 60_000) });
		for (const row of rows)
			await trx
				.insertInto('windowOverride')
				.values({ ...row, examId, reason: reason.trim(), actor: viewer.name, at: now })
				.execute();
		const body = { sessions, reason: reason.trim() };
		await record(trx, viewer, { act: 'exam.sessionsGranted', subjectKind: 'exam', subjectId: examId, body }, now);
		return done(rows.length);
	});
}
