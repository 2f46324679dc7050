import { record } from '#lib/base/audit/audit.server.ts';
import type { ExamId, PublicationId, ScoringRunId } from '#lib/base/core/ids.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import { may, type Viewer } from '#lib/base/core/permit.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { type Exam, findExam, lastSittingEnd } from '#lib/exam/plan/exam.server.ts';
import { findPublication } from '#lib/exam/scoring/publication.server.ts';
import { attemptPointsOf, digestOf, findBasis, runsOf } from '#lib/exam/scoring/run.server.ts';
import { createHash } from 'node:crypto';
import type { RankingRules } from './figures.ts';
import { rankUnits } from './ranking.ts';
import { gatherInput, loadSnapshot } from './ranking.server.ts';
import { compareSnapshots, type Snapshot } from './snapshot.ts';

/**
 * `stillOpen` somebody is writing or may still begin · `staleRun` answers, voids or amendments since the run: score
 * again · `unchanged` the newest publication says the very same.
 */
export type PublishRefusal =
	'forbidden' | 'noReason' | 'unknownExam' | 'unknownRun' | 'stillOpen' | 'staleRun' | 'unchanged';

export interface PublishRequest {
	readonly runId: ScoringRunId;
	readonly reason: string;
	/** Whether blank attempts count as sat: the decision domain.md §2.2 asks for. */
	readonly blank: RankingRules['blank'];
}

export interface Published {
	readonly id: PublicationId;
	readonly no: number;
	readonly snapshotHash: string;
}

export const snapshotHash = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Publishes a scoring run as the next numbered version; earlier versions stay as they are. */
export async function publishResults(
	db: Db,
	viewer: Viewer,
	examId: ExamId,
	request: PublishRequest,
	now: number
): Promise<Outcome<Published, PublishRefusal>> {
	if (!may(viewer, 'results.publish')) return refused('forbidden');
	const reason = request.reason.trim();
	if (reason === '') return refused('noReason');
	return db.transaction().execute(async (trx) => {
		const exam = await findExam(trx, examId);
		const basis = await findBasis(trx, examId);
		if (!exam || !basis) return refused('unknownExam');
		const run = (await runsOf(trx, examId)).find(({ id }) => id === request.runId);
		if (!run) return refused('unknownRun');
		if (await mayStillSit(trx, exam, now)) return refused('stillOpen');
		const fresh = await digestOf(trx, examId, basis);
		if (fresh.hash !== run.hash || basis.amendmentsUpto !== run.amendmentsUpto) return refused('staleRun');

		const input = await gatherInput(trx, exam, await attemptPointsOf(trx, run.id), request.blank);
		const { id, title, organiser, opensAt, closesAt } = exam;
		const { attempts, amendmentsUpto, hash } = run;
		const snapshot: Snapshot = {
			form: 1,
			exam: { id, title, organiser, opensAt, closesAt },
			run: { id: run.id, hash, attempts, amendmentsUpto },
			input,
			ranking: rankUnits(input)
		};
		const last = await findPublication(trx, examId);
		const before = last && (await loadSnapshot(trx, last));
		if (before && JSON.stringify(before.input) === JSON.stringify(input) && before.run.hash === hash)
			return refused('unchanged', { no: last?.no ?? 0 });
		const text = JSON.stringify(snapshot);
		const row = { examId, no: (last?.no ?? 0) + 1, runId: run.id, snapshotHash: snapshotHash(text), reason };
		const published = await trx
			.insertInto('publication')
			.values({ ...row, policy: JSON.stringify(input.rules), snapshot: text, actor: viewer.name, at: now })
			.returning(['id', 'no', 'snapshotHash'])
			.executeTakeFirstOrThrow();
		const differences = before ? compareSnapshots(before, snapshot).differences.length : 0;
		const body = { ...row, differences };
		await record(trx, viewer, { act: 'results.published', subjectKind: 'exam', subjectId: examId, body }, now);
		return done(published);
	});
}

/** Whether anybody is writing, or may still begin: then figures would change under the publication. */
export async function mayStillSit(db: Db, exam: Exam, now: number): Promise<boolean> {
	if ((await openAttempts(db, exam.id)) > 0) return true;
	return exam.closedAt === null && now < (await lastSittingEnd(db, exam));
}

/** Attempts begun and not handed in. */
export async function openAttempts(db: Db, examId: ExamId): Promise<number> {
	const { open } = await db
		.selectFrom('attemptState')
		.select((select) => select.fn.countAll<number>().as('open'))
		.where('examId', '=', examId)
		.where('status', '=', 'open')
		.executeTakeFirstOrThrow();
	return Number(open);
}
