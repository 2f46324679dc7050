import type { ExamId } from '#lib/base/core/ids.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import { may, type Viewer } from '#lib/base/core/permit.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { type Exam, findExam } from '#lib/exam/plan/exam.server.ts';
import { amendmentsOf } from '#lib/exam/scoring/amendment.server.ts';
import { type Publication, publicationsOf } from '#lib/exam/scoring/publication.server.ts';
import { type Run, runsOf } from '#lib/exam/scoring/run.server.ts';
import type { RankingRules } from '../ranking/figures.ts';
import { mayStillSit, openAttempts } from '../ranking/publish.server.ts';
import { blankRule, findRanking, loadSnapshot, type RankingView } from '../ranking/ranking.server.ts';
import { type Comparison, compareSnapshots } from '../ranking/snapshot.ts';

/** A publication with what changed since the version before; null for the first. */
export interface PublishedVersion extends Publication {
	readonly changes: Comparison | null;
}

export interface Undecided {
	/** Applications for exemption or deferral: none can be granted once results are out. */
	readonly requests: number;
	/** Late answers that somebody has proposed to adopt: they count in a later version only. */
	readonly adoptions: number;
}

export interface PublishingDesk {
	readonly exam: Exam;
	readonly open: number;
	/** Somebody is writing or may still begin: scoring is a preview, publishing is refused. */
	readonly mayStillSit: boolean;
	readonly runs: readonly Run[];
	/** Amendments decided after the newest run: it must be scored anew. */
	readonly laterAmendments: number;
	/** Papers handed in, voided or opened again, or late answers adopted, after the newest run. */
	readonly changedSince: boolean;
	/** What still waits for a decision that a publication comes before. */
	readonly undecided: Undecided;
	/** How the last version counts blank papers, and so the preview; a new version may say otherwise. */
	readonly blank: RankingRules['blank'];
	/** What the newest run would publish, and what that changes; null before the first run. */
	readonly preview: { readonly view: RankingView; readonly changes: Comparison | null } | null;
	readonly versions: readonly PublishedVersion[];
}

/** Everything needed to decide on a publication, for those who may publish. */
export async function publishingDesk(
	db: Db,
	viewer: Viewer,
	examId: ExamId,
	now: number
): Promise<Outcome<PublishingDesk, 'forbidden' | 'unknownExam'>> {
	if (!may(viewer, 'results.publish')) return refused('forbidden');
	const exam = await findExam(db, examId);
	if (!exam) return refused('unknownExam');
	const runs = await runsOf(db, examId);
	const versions = await versionsOf(db, examId);
	const amendments = await amendmentsOf(db, examId);
	const view = await findRanking(db, examId, { kind: 'run' });
	const last = versions[0] && (await loadSnapshot(db, versions[0]));
	return done({
		exam,
		open: await openAttempts(db, examId),
		mayStillSit: await mayStillSit(db, exam, now),
		runs,
		changedSince: runs[0] !== undefined && (await changedAfter(db, examId, runs[0])),
		laterAmendments: amendments.filter(({ id }) => id > (runs[0]?.amendmentsUpto ?? 0)).length,
		undecided: await undecidedIn(db, examId),
		blank: await blankRule(db, examId),
		preview: view ? { view, changes: last ? compareSnapshots(last, view) : null } : null,
		versions
	});
}

/** Whether a run no longer says what the answers say; asked of a few rows, for publishing compares every one of them. */
async function changedAfter(db: Db, examId: ExamId, run: Run): Promise<boolean> {
	const { papers, last } = await db
		.selectFrom('attemptState')
		.select((query) => [query.fn.countAll<number>().as('papers'), query.fn.max('submittedAt').as('last')])
		.where('examId', '=', examId)
		.where('status', '=', 'submitted')
		.executeTakeFirstOrThrow();
	if (Number(papers) !== run.attempts || Number(last ?? 0) > run.at) return true;
	const adopted = await db
		.selectFrom('adoption')
		.select('id')
		.where('examId', '=', examId)
		.where('decision', '=', 'approved')
		.where('decidedAt', '>', run.at)
		.limit(1)
		.executeTakeFirst();
	return adopted !== undefined;
}

async function undecidedIn(db: Db, examId: ExamId): Promise<Undecided> {
	const waiting = async (table: 'enrolmentRequest' | 'adoption') => {
		const { count } = await db
			.selectFrom(table)
			.select((query) => query.fn.countAll<number>().as('count'))
			.where('examId', '=', examId)
			.where('decision', 'is', null)
			.executeTakeFirstOrThrow();
		return Number(count);
	};
	return { requests: await waiting('enrolmentRequest'), adoptions: await waiting('adoption') };
}

async function versionsOf(db: Db, examId: ExamId): Promise<PublishedVersion[]> {
	const oldestFirst = [...(await publicationsOf(db, examId))].reverse();
	const versions: PublishedVersion[] = [];
	let before: Awaited<ReturnType<typeof loadSnapshot>> | undefined;
	for (const publication of oldestFirst) {
		const snapshot = await loadSnapshot(db, publication);
		versions.unshift({ ...publication, changes: before ? compareSnapshots(before, snapshot) : null });
		before = snapshot;
	}
	return versions;
}
