import { record } from '#lib/base/audit/audit.server.ts';
import type { AttemptId, ExamId, ItemVersionId, PaperId, ScoringRunId } from '#lib/base/core/ids.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import { may, type Viewer } from '#lib/base/core/permit.ts';
import type { Points } from '#lib/base/core/points.ts';
import type { Db, Trx } from '#lib/base/db/schema.ts';
import type { PartKey } from '#lib/content/item/item.ts';
import { loadKeys } from '#lib/content/item/item.server.ts';
import type { Slot } from '#lib/content/paper/paper.ts';
import { loadPaper } from '#lib/content/paper/paper.server.ts';
import { answerOf } from '#lib/exam/attempt/event-row.ts';
import { createHash } from 'node:crypto';
import type { KeyAmendment } from './amendment.ts';
import { amendmentsOf } from './amendment.server.ts';
import { type AttemptPoints, scoreAttempt, type ScoringRules } from './score.ts';

/** Attempts read and scored at a time: bounded memory however many sat. */
const pageSize = 200;

/** Rows of five parameters that fit one statement (SQLite allows 32,766 parameters). */
const itemRows = 2000;

export interface ScoredAttempt extends AttemptPoints {
	readonly attemptId: AttemptId;
	/** Slots with a non-empty answer; 0 is a blank attempt (空白卷). */
	readonly answered: number;
}

/** What a run scores by; `amendmentsUpto` is the id of the last amendment applied, 0 for none. */
export interface RunBasis {
	readonly rules: ScoringRules;
	readonly amendments: readonly KeyAmendment[];
	readonly amendmentsUpto: number;
}

/** The scoring rules of the exam's scheme and its amendments so far (or up to one, to repeat an old run). */
export async function findBasis(db: Db, examId: ExamId, upto?: number): Promise<RunBasis | undefined> {
	const exam = await db.selectFrom('exam').select('scheme').where('id', '=', examId).executeTakeFirst();
	if (!exam) return undefined;
	const { multipleRule, perOptionPoints } = JSON.parse(exam.scheme) as ScoringRules;
	const amendments = await amendmentsOf(db, examId, upto);
	return {
		rules: perOptionPoints === undefined ? { multipleRule } : { multipleRule, perOptionPoints },
		amendments,
		amendmentsUpto: amendments.at(-1)?.id ?? 0
	};
}

/** Scores every submitted attempt of the exam in the order of attempt ids; voided and open ones are left out. */
export async function* scoreSubmitted(
	db: Db,
	examId: ExamId,
	basis: RunBasis
): AsyncGenerator<readonly ScoredAttempt[]> {
	const papers = new Map<PaperId, readonly Slot[]>();
	const keys = new Map<ItemVersionId, readonly PartKey[]>();
	for (let after = 0 as AttemptId; ;) {
		const attempts = await db
			.selectFrom('attempt')
			.innerJoin('attemptState', 'attemptState.attemptId', 'attempt.id')
			.where('attempt.examId', '=', examId)
			.where('attemptState.status', '=', 'submitted')
			.where('attempt.id', '>', after)
			.select(['attempt.id', 'attempt.paperId'])
			.orderBy('attempt.id')
			.limit(pageSize)
			.execute();
		const last = attempts.at(-1);
		if (!last) return;
		after = last.id;
		for (const { paperId } of attempts) {
			if (papers.has(paperId)) continue;
			const { slots } = await loadPaper(db, paperId);
			papers.set(paperId, slots);
			const unseen = slots.map((slot) => slot.itemVersionId).filter((id) => !keys.has(id));
			if (unseen.length > 0) for (const [id, parts] of await loadKeys(db, unseen)) keys.set(id, parts);
		}
		const answers = await responsesOf(
			db,
			attempts.map((attempt) => attempt.id)
		);
		yield attempts.map(({ id, paperId }): ScoredAttempt => {
			const responses = answers.get(id) ?? new Map<number, readonly string[]>();
			const scored = scoreAttempt({
				slots: papers.get(paperId) ?? [],
				keys,
				amendments: basis.amendments,
				responses,
				scheme: basis.rules
			});
			return { attemptId: id, answered: [...responses.values()].filter((one) => one.length > 0).length, ...scored };
		});
		if (attempts.length < pageSize) return;
	}
}

/** The answers of attempts by slot; a cleared answer is []. */
export async function responsesOf(
	db: Db,
	attemptIds: readonly AttemptId[]
): Promise<Map<AttemptId, Map<number, readonly string[]>>> {
	const answers = new Map<AttemptId, Map<number, readonly string[]>>();
	if (attemptIds.length === 0) return answers;
	const rows = await db
		.selectFrom('response')
		.select(['attemptId', 'slot', 'answer'])
		.where('attemptId', 'in', attemptIds)
		.execute();
	for (const { attemptId, slot, answer } of rows) {
		const slots = answers.get(attemptId) ?? new Map<number, readonly string[]>();
		slots.set(slot, answerOf(answer));
		answers.set(attemptId, slots);
	}
	return answers;
}

/** SHA-256 over every attempt's points in the order of attempt ids; equal hashes mean equal scores, item by item. */
export function scoreHash(): { add(attempt: ScoredAttempt): void; digest(): string } {
	const hash = createHash('sha256');
	return {
		add: ({ attemptId, points, maxPoints, items }) =>
			hash.update(`${JSON.stringify([attemptId, points, maxPoints, items.map((one) => [one.slot, one.points])])}\n`),
		digest: () => hash.digest('hex')
	};
}

export interface Run {
	readonly id: ScoringRunId;
	readonly attempts: number;
	readonly amendmentsUpto: number;
	readonly hash: string;
	readonly reason: string;
	readonly actor: string;
	readonly at: number;
}

/**
 * Scores the exam and keeps the scores as a new run. A run that nobody publishes is a preview; while the exam is open
 * it covers what is submitted so far.
 */
export async function runScoring(
	db: Db,
	viewer: Viewer,
	examId: ExamId,
	reason: string,
	now: number
): Promise<Outcome<Run, 'forbidden' | 'unknownExam'>> {
	if (!may(viewer, 'results.publish')) return refused('forbidden');
	return db.transaction().execute(async (trx) => {
		const basis = await findBasis(trx, examId);
		if (!basis) return refused('unknownExam');
		const { hash, attempts } = await digestOf(trx, examId, basis);
		const run = { attempts, amendmentsUpto: basis.amendmentsUpto, hash, reason, actor: viewer.name, at: now };
		const { id } = await trx
			.insertInto('scoringRun')
			.values({ examId, rules: JSON.stringify(basis.rules), ...run })
			.returning('id')
			.executeTakeFirstOrThrow();
		for await (const page of scoreSubmitted(trx, examId, basis)) await keep(trx, id, page);
		const body = { runId: id, attempts, amendmentsUpto: basis.amendmentsUpto, hash, reason };
		await record(trx, viewer, { act: 'exam.scored', subjectKind: 'exam', subjectId: examId, body }, now);
		return done({ id, ...run });
	});
}

/** Scores without keeping: the hash over all item scores. A run takes it first, for its row carries it and is append-only. */
export async function digestOf(db: Db, examId: ExamId, basis: RunBasis): Promise<{ hash: string; attempts: number }> {
	const hash = scoreHash();
	let attempts = 0;
	for await (const page of scoreSubmitted(db, examId, basis)) {
		for (const attempt of page) hash.add(attempt);
		attempts += page.length;
	}
	return { hash: hash.digest(), attempts };
}

async function keep(trx: Trx, runId: ScoringRunId, page: readonly ScoredAttempt[]): Promise<void> {
	await trx
		.insertInto('attemptScore')
		.values(page.map(({ attemptId, points, maxPoints }) => ({ runId, attemptId, points, maxPoints })))
		.execute();
	const items = page.flatMap(({ attemptId, items }) => items.map((item) => ({ runId, attemptId, ...item })));
	for (let start = 0; start < items.length; start += itemRows)
		await trx
			.insertInto('itemScore')
			.values(items.slice(start, start + itemRows))
			.execute();
}

/** The exam's runs, newest first. */
export async function runsOf(db: Db, examId: ExamId): Promise<readonly Run[]> {
	return db
		.selectFrom('scoringRun')
		.select(['id', 'attempts', 'amendmentsUpto', 'hash', 'reason', 'actor', 'at'])
		.where('examId', '=', examId)
		.orderBy('id', 'desc')
		.execute();
}

/** Kept points of a run's attempts. */
export async function attemptPointsOf(
	db: Db,
	runId: ScoringRunId
): Promise<Map<AttemptId, { readonly points: Points; readonly maxPoints: Points }>> {
	const rows = await db
		.selectFrom('attemptScore')
		.select(['attemptId', 'points', 'maxPoints'])
		.where('runId', '=', runId)
		.execute();
	return new Map(rows.map(({ attemptId, points, maxPoints }) => [attemptId, { points, maxPoints }]));
}
