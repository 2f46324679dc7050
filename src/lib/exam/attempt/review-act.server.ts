import { recordRaw } from '#lib/base/audit/audit.server.ts';
import type { Instant } from '#lib/base/core/clock.ts';
import type { AttemptId, ExamId } from '#lib/base/core/ids.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import { mayEverywhere, type Viewer } from '#lib/base/core/permit.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { voidAttempt } from './officer.server.ts';
import { findTarget } from './officer-target.server.ts';
import type { Decision } from './review.ts';
import { flagsOf } from './review.server.ts';

export interface ReviewAct {
	readonly examId: ExamId;
	readonly attemptId: AttemptId;
	readonly decision: Decision;
	readonly reason: string;
	/** Asked for where the attempt is voided. */
	readonly confirmed: boolean;
	readonly typedName: string;
}

export type ReviewRefusal =
	'forbidden' | 'notFound' | 'ownAttempt' | 'reasonMissing' | 'unconfirmed' | 'nameDiffers' | 'voided';

/**
 * Writes down what the bureau makes of an attempt's flags, with the flags that stood. No score changes here: an attempt is
 * voided by the board's own verb, which asks for the name and a second thought, and the decision follows it.
 */
export async function decideReview(
	store: Store,
	viewer: Viewer,
	act: ReviewAct,
	now: Instant
): Promise<Outcome<null, ReviewRefusal>> {
	if (!mayEverywhere(viewer, 'exams.manage')) return refused('forbidden');
	const { examId, attemptId, decision, confirmed, typedName } = act;
	const reason = act.reason.trim();
	const named = await store.db
		.selectFrom('attempt')
		.select(['enrolmentId', 'no'])
		.where('id', '=', attemptId)
		.where('examId', '=', examId)
		.executeTakeFirst();
	if (!named) return refused('notFound');
	const target = await findTarget(store.db, viewer, { examId, ...named });
	if (!target.ok) return target.reason === 'ownAttempt' ? refused('ownAttempt') : refused('notFound');
	if (reason === '') return refused('reasonMissing');
	const flags = (await flagsOf(store, examId, attemptId, now)).map(({ kind }) => kind);
	if (decision === 'voided') {
		const said = await voidAttempt(store, viewer, { examId, ...named, reason, confirmed, typedName }, now);
		if (!said.ok) return said;
	}
	await store.saves.push((raw) => {
		raw
			.prepare('insert into review_decision (attempt_id, flags, decision, reason, actor, at) values (?, ?, ?, ?, ?, ?)')
			.run(attemptId, JSON.stringify(flags), decision, reason, viewer.name, now);
		const { enrolmentId, no } = named;
		const body = { examId, enrolmentId, no, decision, flags, reason };
		recordRaw(raw, viewer, { act: 'review.decided', subjectKind: 'attempt', subjectId: attemptId, body }, now);
	});
	return done(null);
}
