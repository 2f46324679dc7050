import type { AttemptId, ExamId, PublicationId, ScoringRunId } from '#lib/base/core/ids.ts';
import type { Points } from '#lib/base/core/points.ts';
import type { Db } from '#lib/base/db/schema.ts';

/** A numbered publication without its snapshot. `no` counts from 1 (V1) within the exam. */
export interface Publication {
	readonly id: PublicationId;
	readonly examId: ExamId;
	readonly no: number;
	readonly runId: ScoringRunId;
	readonly snapshotHash: string;
	readonly reason: string;
	readonly actor: string;
	readonly at: number;
}

const columns = ['id', 'examId', 'no', 'runId', 'snapshotHash', 'reason', 'actor', 'at'] as const;

/** The exams whose results are out. */
export async function publishedExams(db: Db): Promise<ReadonlySet<ExamId>> {
	const rows = await db.selectFrom('publication').select('examId').distinct().execute();
	return new Set(rows.map((row) => row.examId));
}

/** The exam's publications, newest first. */
export async function publicationsOf(db: Db, examId: ExamId): Promise<readonly Publication[]> {
	return db.selectFrom('publication').select(columns).where('examId', '=', examId).orderBy('no', 'desc').execute();
}

/** The exam's newest publication, or the one of that number. */
export async function findPublication(db: Db, examId: ExamId, no?: number): Promise<Publication | undefined> {
	let query = db.selectFrom('publication').select(columns).where('examId', '=', examId);
	if (no !== undefined) query = query.where('no', '=', no);
	return query.orderBy('no', 'desc').limit(1).executeTakeFirst();
}

export interface PublishedScore {
	readonly attemptId: AttemptId;
	readonly points: Points;
	readonly maxPoints: Points;
	readonly publicationNo: number;
}

/** The points of an attempt in the newest publication; undefined before it, or when the attempt is not in it. */
export async function publishedScore(
	db: Db,
	examId: ExamId,
	attemptId: AttemptId
): Promise<PublishedScore | undefined> {
	const publication = await findPublication(db, examId);
	if (!publication) return undefined;
	const score = await db
		.selectFrom('attemptScore')
		.select(['points', 'maxPoints'])
		.where('runId', '=', publication.runId)
		.where('attemptId', '=', attemptId)
		.executeTakeFirst();
	return score && { attemptId, ...score, publicationNo: publication.no };
}
