import * as v from 'valibot';
import { record } from '#lib/base/audit/audit.server.ts';
import type { ExamId, PersonId } from '#lib/base/core/ids.ts';
import { done } from '#lib/base/core/outcome.ts';
import { may, type Viewer } from '#lib/base/core/permit.ts';
import type { Db, Trx } from '#lib/base/db/schema.ts';
import { type Basics, basicsProblems, insertExam } from './draft.server.ts';
import { unplannedMonths } from './eligibility.server.ts';
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
import { checkExam, paperProblems, pastProblems, peopleProblems, publishIn } from './publish.server.ts';
import { followsFrom, liesIn, readablePart } from './readable.ts';

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
 * it, the publication. All problems are found at once, of its form and of its content; when one refuses, nothing is
 * created.
 * @param input the parsed JSON, not yet trusted
 */
export async function createFromFile(db: Db, viewer: Viewer, input: unknown, now: number): Promise<Created> {
	if (!may(viewer, 'exams.manage') || !may(viewer, 'papers.manage')) return { ok: false, reason: 'forbidden' };
	const parsed = v.safeParse(examFile, input);
	if (parsed.success) return tryFile(db, viewer, parsed.output, [], now);
	const form = problemsOf(parsed.issues, fieldNames(examFile));
	const readable = readablePart(input);
	const rest = readable && (await tryFile(db, viewer, readable.file, readable.lost, now));
	const content = rest && 'problems' in rest ? rest.problems : [];
	const problems = content.flatMap((each) => {
		const path = readable?.given(each.path) ?? each.path;
		const unsure =
			followsFrom({ ...each, path }, readable?.lost ?? []) || (each.weight === 'warn' && path.startsWith('scheme'));
		return unsure ? [] : [{ ...each, path }];
	});
	return { ok: false, reason: 'problems', problems: [...form, ...problems] };
}

/** @param lost places of the file that could not be read: then nothing is created, and what is wrong with the rest is said */
async function tryFile(db: Db, viewer: Viewer, file: ExamFile, lost: readonly string[], now: number): Promise<Created> {
	try {
		return await db.transaction().execute((trx) => create(trx, viewer, file, lost, now));
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

/** What the file says, with banks, laws, units and people found on record. */
async function readFile(trx: Trx, file: ExamFile, lost: readonly string[], now: number) {
	const scheme = schemeOf(file.preset, file.scheme);
	const { window, problems } = readWindow(file, now);
	const { title, organiser, subjectOwner } = file;
	const basics: Basics = { title, organiser, subjectOwner, scheme, ...window };
	problems.push(...basicsProblems(basics), ...(await unplannedMonths(trx, scheme)));
	const paper = await readBlueprint(trx, file);
	problems.push(...paper.problems);
	// Banks and rows that are not all known would be short of items for that reason alone.
	if (passes(paper.problems) && !lost.some((place) => liesIn(place, ['paper'])))
		problems.push(...(await paperProblems(trx, scheme, paper.blueprint)));
	const people = await readEnrolment(trx, file.enrolment);
	const overrides = await readOverrides(trx, file.overrides, window, now);
	problems.push(...people.problems, ...overrides.problems);
	return { basics, blueprint: paper.blueprint, people, overrides, problems };
}

type Read = Awaited<ReturnType<typeof readFile>>;

async function create(
	trx: Trx,
	viewer: Viewer,
	file: ExamFile,
	lost: readonly string[],
	now: number
): Promise<Created> {
	const read = await readFile(trx, file, lost, now);
	const { problems } = read;
	const whole = passes(problems) && lost.length === 0;
	// Without its window, rules and list nobody's time can be simulated.
	const unclear = [...problems.filter(({ weight }) => weight === 'refuse').map(({ path }) => path), ...lost];
	if (unclear.some((path) => liesIn(path, ['window', 'scheme', 'preset']))) throw new Undo(problems);
	const { examId, found } = await lay(trx, viewer, file, read, now);
	const exam = await getExam(trx, examId);
	if (!whole || !passes(found)) {
		const coming = file.publish ? [...pastProblems(exam, now), ...(await peopleProblems(trx, exam, now))] : [];
		const listed = unclear.some((path) => liesIn(path, ['enrolment']));
		throw new Undo([...problems, ...found, ...coming.filter(({ path }) => !(listed && path === 'enrolment'))]);
	}
	const body = { title: file.title, publish: file.publish };
	await record(trx, viewer, { act: 'exam.readFromFile', subjectKind: 'exam', subjectId: examId, body }, now);
	const check = await checkExam(trx, exam, now);
	if (!file.publish) return done({ examId, exam, problems: check });
	const published = await publishIn(trx, viewer, examId, now);
	if (!published.ok) throw new Undo('problems' in published ? published.problems : check);
	return done({ examId, exam: await getExam(trx, examId), problems: check });
}

/** Stores the draft with its blueprint, people and windows; what shows only then is found. */
async function lay(trx: Trx, viewer: Viewer, file: ExamFile, read: Read, now: number) {
	const { id: blueprintId } = await trx
		.insertInto('blueprint')
		.values({
			title: file.paper.title ?? file.title,
			definition: JSON.stringify(read.blueprint),
			createdAt: now,
			frozenAt: null
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	const { people, overrides } = read;
	const examId = await insertExam(trx, viewer, read.basics, blueprintId, now);
	await takeSnapshot(trx, await getExam(trx, examId), people.selection, people.standings, now);
	const unknown = overrides.problems.map(({ path }) => path);
	const found = [
		...(await strangers(trx, examId, people.standings, people.paths)),
		...(await grantAll(trx, viewer, examId, overrides.grants, unknown, now))
	];
	return { examId, found };
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
	unknown: readonly string[],
	now: number
): Promise<PlanProblem[]> {
	const exam = await getExam(trx, examId);
	const problems: PlanProblem[] = [];
	for (const [index, grant] of grants.entries()) {
		// One for a unit or person that nobody knows would be one for everyone.
		if (unknown.some((path) => liesIn(path, [`overrides[${index}]`]))) continue;
		const narrows = grant.closesAt !== null && grant.closesAt < exam.closesAt && grant.opensAt === null;
		if (narrows) problems.push(problem(`overrides[${index}].closesAt`, 'overrideNarrows'));
		await trx
			.insertInto('windowOverride')
			.values({ ...grant, examId, actor: viewer.name, at: now })
			.execute();
	}
	return problems;
}
