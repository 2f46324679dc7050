import * as v from 'valibot';
import { record } from '#lib/base/audit/audit.server.ts';
import type { ExamId, PersonId } from '#lib/base/core/ids.ts';
import { done } from '#lib/base/core/outcome.ts';
import { may, type Viewer } from '#lib/base/core/permit.ts';
import type { Db, Trx } from '#lib/base/db/schema.ts';
import { type Basics, basicsProblems, insertExam } from './draft.server.ts';
import { type Standing, takeSnapshot } from './enrolment.server.ts';
import { type ExamFile, examFile } from './exam-file.ts';
import { type Exam, getExam } from './exam.server.ts';
import { fieldNames, problemsOf } from './file-problems.ts';
import { readEnrolment, readOverrides } from './file-people.server.ts';
import { readBlueprint } from './file-paper.server.ts';
import { schemeOf } from './file-scheme.ts';
import { readMoment } from './moment.ts';
import type { Grant } from './override.server.ts';
import { type PlanProblem, passes, problem } from './plan-problem.ts';
import { checkExam, paperProblems, publishIn } from './publish.server.ts';

export type Created =
	| {
			readonly ok: true;
			readonly value: { readonly examId: ExamId; readonly exam: Exam; readonly problems: readonly PlanProblem[] };
	  }
	| { readonly ok: false; readonly reason: 'forbidden' }
	| { readonly ok: false; readonly reason: 'problems'; readonly problems: readonly PlanProblem[] };

/** Undoes the whole creation when the check before publication finds something. */
class Undo extends Error {
	readonly problems: readonly PlanProblem[];
	constructor(problems: readonly PlanProblem[]) {
		super('the exam is not created');
		this.problems = problems;
	}
}

/**
 * Makes a whole exam from one file, in one transaction: draft, blueprint, list, overrides and, when the file asks for
 * it, the publication. All problems are found at once; when one refuses, nothing is created.
 * @param input the parsed JSON, not yet trusted
 */
export async function createFromFile(db: Db, viewer: Viewer, input: unknown, now: number): Promise<Created> {
	if (!may(viewer, 'exams.manage') || !may(viewer, 'papers.manage')) return { ok: false, reason: 'forbidden' };
	const parsed = v.safeParse(examFile, input);
	if (!parsed.success)
		return { ok: false, reason: 'problems', problems: problemsOf(parsed.issues, fieldNames(examFile)) };
	try {
		return await db.transaction().execute((trx) => create(trx, viewer, parsed.output, now));
	} catch (error) {
		if (error instanceof Undo) return { ok: false, reason: 'problems', problems: error.problems };
		throw error;
	}
}

function readWindow(file: ExamFile, now: number) {
	const problems: PlanProblem[] = [];
	const opensAt = readMoment(file.window.opensAt, now, now);
	const closesAt = readMoment(file.window.closesAt, now, opensAt ?? now);
	if (opensAt === undefined) problems.push(problem('window.opensAt', 'notAMoment', { found: file.window.opensAt }));
	if (closesAt === undefined) problems.push(problem('window.closesAt', 'notAMoment', { found: file.window.closesAt }));
	// A placeholder keeps the other checks going; the problem already refuses the file.
	return { window: { opensAt: opensAt ?? now, closesAt: closesAt ?? now + 366 * 86_400_000 }, problems };
}

async function create(trx: Trx, viewer: Viewer, file: ExamFile, now: number): Promise<Created> {
	const scheme = schemeOf(file.preset, file.scheme);
	const { window, problems } = readWindow(file, now);
	const { title, organiser, subjectOwner } = file;
	const basics: Basics = { title, organiser, subjectOwner, scheme, ...window };
	problems.push(...basicsProblems(basics));
	const paper = await readBlueprint(trx, file);
	problems.push(...paper.problems);
	if (paper.problems.length === 0) problems.push(...(await paperProblems(trx, scheme, paper.blueprint)));
	const people = await readEnrolment(trx, file.enrolment);
	const overrides = await readOverrides(trx, file.overrides, window, now);
	problems.push(...people.problems, ...overrides.problems);
	if (!passes(problems)) throw new Undo(problems);

	const { id: blueprintId } = await trx
		.insertInto('blueprint')
		.values({
			title: file.paper.title ?? title,
			definition: JSON.stringify(paper.blueprint),
			createdAt: now,
			frozenAt: null
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	const examId = await insertExam(trx, viewer, basics, blueprintId, now);
	await takeSnapshot(trx, await getExam(trx, examId), people.selection, people.standings, now);
	const late = [
		...(await strangers(trx, examId, people.standings, people.paths)),
		...(await grantAll(trx, viewer, examId, overrides.grants, now))
	];
	if (late.length > 0) throw new Undo(late);
	const body = { title, publish: file.publish };
	await record(trx, viewer, { act: 'exam.readFromFile', subjectKind: 'exam', subjectId: examId, body }, now);
	const check = await checkExam(trx, await getExam(trx, examId), now);
	if (!file.publish) return done({ examId, exam: await getExam(trx, examId), problems: check });
	const published = await publishIn(trx, viewer, examId, now);
	if (!published.ok) throw new Undo('problems' in published ? published.problems : check);
	return done({ examId, exam: await getExam(trx, examId), problems: check });
}

/** People named as exempt, deferred or voluntary who are on no unit's establishment, so that the list lacks them. */
async function strangers(
	trx: Trx,
	examId: ExamId,
	standings: ReadonlyMap<PersonId, Standing>,
	paths: ReadonlyMap<PersonId, string>
): Promise<PlanProblem[]> {
	const rows = await trx.selectFrom('enrolment').select('personId').where('examId', '=', examId).execute();
	const listed = new Set(rows.map((row) => row.personId));
	return [...standings.keys(), ...paths.keys()]
		.filter((id, index, all) => !listed.has(id) && all.indexOf(id) === index)
		.map((id) => problem(paths.get(id) ?? 'enrolment', 'noEstablishment'));
}

async function grantAll(
	trx: Trx,
	viewer: Viewer,
	examId: ExamId,
	grants: readonly Grant[],
	now: number
): Promise<PlanProblem[]> {
	const exam = await getExam(trx, examId);
	const problems: PlanProblem[] = [];
	for (const [index, grant] of grants.entries()) {
		const narrows = grant.closesAt !== null && grant.closesAt < exam.closesAt && grant.opensAt === null;
		if (narrows) problems.push(problem(`overrides[${index}].closesAt`, 'overrideNarrows'));
		await trx
			.insertInto('windowOverride')
			.values({ ...grant, examId, actor: viewer.name, at: now })
			.execute();
	}
	return problems;
}
