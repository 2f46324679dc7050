import type { AttemptId, EnrolmentId, ExamId } from '#lib/base/core/ids.ts';
import type { Points } from '#lib/base/core/points.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { type Exam, findExam } from '#lib/exam/plan/exam.server.ts';
import { findPublication, type Publication } from '#lib/exam/scoring/publication.server.ts';
import { attemptPointsOf, findBasis, type Run, runsOf, scoreSubmitted } from '#lib/exam/scoring/run.server.ts';
import type { RankingRules, SatAttempt } from './figures.ts';
import { rankUnits, type Ranking, type RankingInput, type SnapshotUnit } from './ranking.ts';
import type { Snapshot } from './snapshot.ts';

/** Which figures are asked for. Nothing ever falls back in silence: the answer names what it rests on. */
export type RankingSource =
	/** The newest publication, or the one of that number. */
	| { readonly kind: 'publication'; readonly no?: number }
	/** A kept scoring run with today's list of people; the newest when no id is given. */
	| { readonly kind: 'run'; readonly runId?: number }
	/** Scored anew from the answers at this moment, keeping nothing. */
	| { readonly kind: 'dry' };

export interface RankingView {
	readonly exam: Exam;
	/** Exactly one of publication and run is set; both null: computed anew. */
	readonly publication: Publication | null;
	readonly run: Run | null;
	readonly input: RankingInput;
	readonly ranking: Ranking;
}

type Scores = ReadonlyMap<AttemptId, { readonly points: Points; readonly maxPoints: Points }>;

/** How the newest publication counts blank papers; before the first they count as not sat. */
export async function blankRule(db: Db, examId: ExamId): Promise<RankingRules['blank']> {
	const last = await db
		.selectFrom('publication')
		.select('policy')
		.where('examId', '=', examId)
		.orderBy('no', 'desc')
		.limit(1)
		.executeTakeFirst();
	return last ? (JSON.parse(last.policy) as RankingRules).blank : 'notSat';
}

/**
 * undefined when there is no such exam, publication or run. For pages ask through `readRanking`.
 * @param blank how blank papers count in what is not published; as in the newest publication when left out
 */
export async function findRanking(
	db: Db,
	examId: ExamId,
	source: RankingSource,
	blank?: RankingRules['blank']
): Promise<RankingView | undefined> {
	const exam = await findExam(db, examId);
	if (!exam) return undefined;
	if (source.kind === 'publication') {
		const publication = await findPublication(db, examId, source.no);
		if (!publication) return undefined;
		const { input, ranking } = await loadSnapshot(db, publication);
		return { exam, publication, run: null, input, ranking };
	}
	const runs = source.kind === 'run' ? await runsOf(db, examId) : [];
	const run =
		source.kind === 'run' && source.runId !== undefined ? runs.find((one) => one.id === source.runId) : runs[0];
	if (source.kind === 'run' && !run) return undefined;
	const scores = run ? await attemptPointsOf(db, run.id) : await dryScores(db, examId);
	const input = await gatherInput(db, exam, scores, blank ?? (await blankRule(db, examId)));
	return { exam, publication: null, run: run ?? null, input, ranking: rankUnits(input) };
}

export async function loadSnapshot(db: Db, publication: Pick<Publication, 'id'>): Promise<Snapshot> {
	const row = await db
		.selectFrom('publication')
		.select('snapshot')
		.where('id', '=', publication.id)
		.executeTakeFirstOrThrow();
	return JSON.parse(row.snapshot) as Snapshot;
}

async function dryScores(db: Db, examId: ExamId): Promise<Scores> {
	const scores = new Map<AttemptId, { points: Points; maxPoints: Points }>();
	const basis = await findBasis(db, examId);
	if (!basis) return scores;
	for await (const page of scoreSubmitted(db, examId, basis))
		for (const { attemptId, points, maxPoints } of page) scores.set(attemptId, { points, maxPoints });
	return scores;
}

export const rulesOf = ({ scheme }: Pick<Exam, 'scheme'>, blank: RankingRules['blank']): RankingRules => ({
	...scheme.ranking,
	counts: scheme.counts,
	bands: scheme.bands,
	blank
});

/** The frozen units, the people as they stand, and their submitted attempts with the given scores; in a fixed order. */
export async function gatherInput(
	db: Db,
	exam: Pick<Exam, 'id' | 'scheme'>,
	scores: Scores,
	blank: RankingRules['blank']
): Promise<RankingInput> {
	const units: SnapshotUnit[] = await db
		.selectFrom('examUnit')
		.innerJoin('unit', 'unit.id', 'examUnit.unitId')
		.select(['examUnit.unitId', 'unit.code', 'examUnit.parentId', 'examUnit.reportingUnitId', 'examUnit.name'])
		.select(['examUnit.shortName', 'examUnit.category', 'examUnit.sortOrder'])
		.where('examUnit.examId', '=', exam.id)
		.orderBy('examUnit.sortOrder')
		.orderBy('examUnit.unitId')
		.execute();
	const attempts = await satAttempts(db, exam.id, scores);
	const people = await db
		.selectFrom('enrolment')
		.select(['id as enrolmentId', 'personId', 'unitId', 'status'])
		.where('examId', '=', exam.id)
		.orderBy('id')
		.execute();
	return {
		rules: rulesOf(exam, blank),
		units,
		people: people.map((person) => ({ ...person, attempts: attempts.get(person.enrolmentId) ?? [] }))
	};
}

async function satAttempts(db: Db, examId: ExamId, scores: Scores): Promise<Map<EnrolmentId, SatAttempt[]>> {
	const rows = await db
		.selectFrom('attempt')
		.innerJoin('attemptState', 'attemptState.attemptId', 'attempt.id')
		.select(['attempt.id', 'attempt.enrolmentId', 'attempt.no', 'attemptState.answered'])
		.where('attempt.examId', '=', examId)
		.where('attemptState.status', '=', 'submitted')
		.orderBy('attempt.id')
		.execute();
	const attempts = new Map<EnrolmentId, SatAttempt[]>();
	for (const { id, enrolmentId, no, answered } of rows) {
		const score = scores.get(id);
		if (!score) continue;
		const own = attempts.get(enrolmentId) ?? [];
		own.push({ attemptId: id, no, answered, ...score });
		attempts.set(enrolmentId, own);
	}
	return attempts;
}
