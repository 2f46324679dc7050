import type { AttemptId, EnrolmentId, ExamId, ScoringRunId } from '#lib/base/core/ids.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import { mayEverywhere, type Viewer } from '#lib/base/core/permit.ts';
import type { Points } from '#lib/base/core/points.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { loadContents, loadKeys } from '#lib/content/item/item.server.ts';
import type { Option } from '#lib/content/item/item.ts';
import { loadPaper } from '#lib/content/paper/paper.server.ts';
import type { Slot } from '#lib/content/paper/paper.ts';
import { findExam } from '#lib/exam/plan/exam.server.ts';
import { amendmentsOf } from '#lib/exam/scoring/amendment.server.ts';
import { type RuledPart, ruledPart } from '#lib/exam/scoring/amendment.ts';
import { findPublication } from '#lib/exam/scoring/publication.server.ts';
import { responsesOf, runsOf } from '#lib/exam/scoring/run.server.ts';
import { mayStillSit } from '../ranking/publish.server.ts';

/** One question of a scored sheet, in the paper's canonical order. */
export interface SheetItem {
	readonly slot: number;
	readonly section: string;
	readonly kind: Slot['kind'];
	readonly material: string | null;
	readonly stem: string;
	readonly options: readonly Option[];
	readonly answer: readonly string[];
	readonly ruled: RuledPart;
	readonly amended: boolean;
	readonly explanation: string;
	/** null before the exam is scored, or when this attempt was not. */
	readonly points: Points | null;
	readonly maxPoints: Points;
}

export interface SheetAttempt {
	readonly id: AttemptId;
	readonly no: number;
	readonly startedAt: number;
	readonly status: 'open' | 'submitted' | 'voided';
	readonly answered: number;
	readonly submittedAt: number | null;
	readonly submittedBy: 'candidate' | 'clock' | 'officer' | null;
	readonly receipt: string | null;
	readonly points: Points | null;
	readonly maxPoints: Points | null;
}

export interface PersonSheet {
	readonly title: string;
	readonly person: {
		readonly name: string;
		readonly section: string;
		readonly post: string;
		readonly unit: string;
		readonly status: 'required' | 'exempt' | 'deferred' | 'voluntary';
	};
	/** The run whose points are shown: of the newest publication, else the newest run. */
	readonly runId: ScoringRunId | null;
	readonly attempts: readonly SheetAttempt[];
	/** Answers with keys of the attempt asked for; null while anybody may still sit, or without such an attempt. */
	readonly items: readonly SheetItem[] | null;
	readonly locked: boolean;
}

/** A person's attempts and one whole answer sheet, for those who answer for the results. */
export async function personSheet(
	db: Db,
	viewer: Viewer,
	examId: ExamId,
	request: { readonly enrolmentId: EnrolmentId; readonly attemptNo: number | undefined },
	now: number
): Promise<Outcome<PersonSheet, 'forbidden' | 'unknownPerson'>> {
	if (!mayEverywhere(viewer, 'results.read')) return refused('forbidden');
	const exam = await findExam(db, examId);
	const person = await db
		.selectFrom('enrolment')
		.innerJoin('examUnit', (join) =>
			join.onRef('examUnit.examId', '=', 'enrolment.examId').onRef('examUnit.unitId', '=', 'enrolment.unitId')
		)
		.select(['enrolment.name', 'enrolment.section', 'enrolment.post', 'enrolment.status', 'examUnit.name as unit'])
		.where('enrolment.id', '=', request.enrolmentId)
		.where('enrolment.examId', '=', examId)
		.executeTakeFirst();
	if (!exam || !person) return refused('unknownPerson');
	const runId = (await findPublication(db, examId))?.runId ?? (await runsOf(db, examId))[0]?.id ?? null;
	const attempts = await attemptsWithPoints(db, request.enrolmentId, runId);
	const wanted = attempts.find(({ no }) => no === request.attemptNo);
	const locked = await mayStillSit(db, exam, now);
	const items = wanted && !locked ? await sheetItems(db, examId, wanted.id, runId) : null;
	return done({ title: exam.title, person, runId, attempts, items, locked });
}

async function attemptsWithPoints(
	db: Db,
	enrolmentId: EnrolmentId,
	runId: ScoringRunId | null
): Promise<SheetAttempt[]> {
	return db
		.selectFrom('attempt')
		.innerJoin('attemptState', 'attemptState.attemptId', 'attempt.id')
		.leftJoin('attemptScore', (join) =>
			join
				.onRef('attemptScore.attemptId', '=', 'attempt.id')
				.on('attemptScore.runId', '=', runId ?? (0 as ScoringRunId))
		)
		.select(['attempt.id', 'attempt.no', 'attempt.startedAt', 'attemptState.status', 'attemptState.answered'])
		.select(['attemptState.submittedAt', 'attemptState.submittedBy', 'attemptState.receipt'])
		.select(['attemptScore.points', 'attemptScore.maxPoints'])
		.where('attempt.enrolmentId', '=', enrolmentId)
		.orderBy('attempt.no')
		.execute();
}

async function sheetItems(
	db: Db,
	examId: ExamId,
	attemptId: AttemptId,
	runId: ScoringRunId | null
): Promise<SheetItem[]> {
	const { paperId } = await db
		.selectFrom('attempt')
		.select('paperId')
		.where('id', '=', attemptId)
		.executeTakeFirstOrThrow();
	const { slots } = await loadPaper(db, paperId);
	const versions = slots.map((slot) => slot.itemVersionId);
	const contents = await loadContents(db, versions);
	const keys = await loadKeys(db, versions);
	const upto = runId === null ? undefined : await amendmentsAt(db, runId);
	const amendments = await amendmentsOf(db, examId, upto);
	const answers = (await responsesOf(db, [attemptId])).get(attemptId);
	const scores = await db
		.selectFrom('itemScore')
		.select(['slot', 'points', 'maxPoints'])
		.where('runId', '=', runId ?? (0 as ScoringRunId))
		.where('attemptId', '=', attemptId)
		.execute();
	const bySlot = new Map(scores.map((score) => [score.slot, score]));
	return slots.flatMap((slot): SheetItem[] => {
		const content = contents.get(slot.itemVersionId)?.content;
		const part = content?.parts[slot.part - 1];
		const key = keys.get(slot.itemVersionId)?.[slot.part - 1];
		if (!content || !part || !key) return [];
		const score = bySlot.get(slot.no);
		const about = amendments.filter((one) => one.itemVersionId === slot.itemVersionId && one.part === slot.part);
		return [
			{
				...{ slot: slot.no, section: slot.section, kind: slot.kind, material: content.material },
				...{ stem: part.stem, options: part.options, answer: answers?.get(slot.no) ?? [] },
				ruled: ruledPart(key, slot.itemVersionId, slot.part, about),
				amended: about.length > 0,
				explanation: key.explanation,
				points: score?.points ?? null,
				maxPoints: score?.maxPoints ?? slot.points
			}
		];
	});
}

async function amendmentsAt(db: Db, runId: ScoringRunId): Promise<number> {
	const run = await db
		.selectFrom('scoringRun')
		.select('amendmentsUpto')
		.where('id', '=', runId)
		.executeTakeFirstOrThrow();
	return run.amendmentsUpto;
}
