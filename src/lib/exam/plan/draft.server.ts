import { record } from '#lib/base/audit/audit.server.ts';
import type { BlueprintId, ExamId } from '#lib/base/core/ids.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import { may, type Viewer } from '#lib/base/core/permit.ts';
import type { Db, Trx } from '#lib/base/db/schema.ts';
import { findExam, type Exam } from './exam.server.ts';
import { type PlanProblem, passes, problem } from './plan-problem.ts';
import type { Scheme } from './scheme.ts';
import { schemeProblems, windowProblems } from './scheme-check.ts';

/** What an exam is before its paper and its people. */
export interface Basics {
	readonly title: string;
	readonly organiser: string;
	/** Who answers for the subject matter, e.g. 区纪委监委; '' when it is the organiser. */
	readonly subjectOwner: string;
	readonly scheme: Scheme;
	readonly opensAt: number;
	readonly closesAt: number;
}

/** Everything wrong with the basics, at once. */
export function basicsProblems(basics: Basics): PlanProblem[] {
	const missing = (['title', 'organiser'] as const).filter((field) => basics[field].trim() === '');
	return [
		...missing.map((field) => problem(field, 'missing')),
		...windowProblems(basics),
		...schemeProblems(basics.scheme)
	];
}

type Refusal<Reason extends string> = { readonly ok: false; readonly reason: Reason };
export type Planned<Value, Reason extends string> =
	| { readonly ok: true; readonly value: Value }
	| Refusal<Reason>
	| { readonly ok: false; readonly reason: 'problems'; readonly problems: readonly PlanProblem[] };

const rowOf = (basics: Basics) => ({
	title: basics.title.trim(),
	organiser: basics.organiser.trim(),
	subjectOwner: basics.subjectOwner.trim(),
	scheme: JSON.stringify(basics.scheme),
	opensAt: basics.opensAt,
	closesAt: basics.closesAt
});

/** Stores a draft inside an open transaction; the caller has looked at permission and problems. */
export async function insertExam(
	trx: Trx,
	viewer: Viewer,
	basics: Basics,
	blueprintId: BlueprintId | null,
	now: number
): Promise<ExamId> {
	const { id } = await trx
		.insertInto('exam')
		.values({
			...rowOf(basics),
			blueprintId,
			publishedAt: null,
			closedAt: null,
			createdAt: now,
			createdBy: viewer.name
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	const body = { title: basics.title, opensAt: basics.opensAt, closesAt: basics.closesAt };
	await record(trx, viewer, { act: 'exam.created', subjectKind: 'exam', subjectId: id, body }, now);
	return id;
}

export async function createExam(
	db: Db,
	viewer: Viewer,
	basics: Basics,
	now: number
): Promise<Planned<ExamId, 'forbidden'>> {
	if (!may(viewer, 'exams.manage')) return refused('forbidden');
	const problems = basicsProblems(basics);
	if (!passes(problems)) return { ok: false, reason: 'problems', problems };
	return db.transaction().execute(async (trx) => done(await insertExam(trx, viewer, basics, null, now)));
}

/** The draft, or why it cannot be changed any more. */
export async function draftOf(trx: Db, examId: ExamId): Promise<Outcome<Exam, 'notFound' | 'published'>> {
	const exam = await findExam(trx, examId);
	if (!exam) return refused('notFound');
	return exam.publishedAt === null ? done(exam) : refused('published');
}

export async function editBasics(
	db: Db,
	viewer: Viewer,
	examId: ExamId,
	basics: Basics,
	now: number
): Promise<Planned<ExamId, 'forbidden' | 'notFound' | 'published'>> {
	if (!may(viewer, 'exams.manage')) return refused('forbidden');
	const problems = basicsProblems(basics);
	if (!passes(problems)) return { ok: false, reason: 'problems', problems };
	return db.transaction().execute(async (trx) => {
		const draft = await draftOf(trx, examId);
		if (!draft.ok) return draft;
		await trx.updateTable('exam').set(rowOf(basics)).where('id', '=', examId).execute();
		await record(trx, viewer, { act: 'exam.edited', subjectKind: 'exam', subjectId: examId, body: basics }, now);
		return done(examId);
	});
}

/** Chooses the blueprint; at publish the exam gets a frozen copy of it. */
export async function choosePaper(
	db: Db,
	viewer: Viewer,
	examId: ExamId,
	blueprintId: BlueprintId,
	now: number
): Promise<Outcome<ExamId, 'forbidden' | 'notFound' | 'published'>> {
	if (!may(viewer, 'exams.manage')) return refused('forbidden');
	return db.transaction().execute(async (trx) => {
		const draft = await draftOf(trx, examId);
		if (!draft.ok) return draft;
		const blueprint = await trx
			.selectFrom('blueprint')
			.select('id')
			.where('id', '=', blueprintId)
			.where('frozenAt', 'is', null)
			.executeTakeFirst();
		if (!blueprint) return refused('notFound');
		await trx.updateTable('exam').set({ blueprintId }).where('id', '=', examId).execute();
		const body = { blueprintId };
		await record(trx, viewer, { act: 'exam.paperChosen', subjectKind: 'exam', subjectId: examId, body }, now);
		return done(examId);
	});
}

/** Removes a draft with its people and windows; a published exam stays for ever. */
export async function removeDraft(
	db: Db,
	viewer: Viewer,
	examId: ExamId,
	now: number
): Promise<Outcome<null, 'forbidden' | 'notFound' | 'published'>> {
	if (!may(viewer, 'exams.manage')) return refused('forbidden');
	return db.transaction().execute(async (trx) => {
		const draft = await draftOf(trx, examId);
		if (!draft.ok) return draft;
		await trx.deleteFrom('windowOverride').where('examId', '=', examId).execute();
		await trx.deleteFrom('enrolment').where('examId', '=', examId).execute();
		await trx.deleteFrom('examUnit').where('examId', '=', examId).execute();
		await trx.deleteFrom('exam').where('id', '=', examId).execute();
		const body = { title: draft.value.title };
		await record(trx, viewer, { act: 'exam.draftRemoved', subjectKind: 'exam', subjectId: examId, body }, now);
		return done(null);
	});
}
