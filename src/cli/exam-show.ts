import { isoInstant } from '#lib/base/core/clock.ts';
import { parseId } from '#lib/base/core/ids.ts';
import type { Db } from '#lib/base/db/schema.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { findBlueprint } from '#lib/content/paper/blueprint.server.ts';
import { slotCount, totalPoints } from '#lib/content/paper/blueprint.ts';
import { type Exam, findExam, listExams } from '#lib/exam/plan/exam.server.ts';
import { sumCounts, unitCounts } from '#lib/exam/plan/enrolment.server.ts';
import type { PlanProblem } from '#lib/exam/plan/plan-problem.ts';
import { checkExam } from '#lib/exam/plan/publish.server.ts';
import { stateOf } from '#lib/exam/plan/state.server.ts';
import { describePlanProblem } from '#i18n/plan-problems.ts';
import { answer, type ExitCode, type Invocation, locale } from './verb.ts';

export const problemJson = (problem: PlanProblem) => ({
	path: problem.path,
	rule: problem.rule,
	weight: problem.weight,
	...describePlanProblem(locale(), problem)
});

const sentence = (words: string): string => (/[.?!。？！]$/.test(words) ? words : `${words}.`);

export const problemLine = (problem: PlanProblem): string => {
	const { what, remedy } = describePlanProblem(locale(), problem);
	const weight = problem.weight === 'warn' ? 'note' : 'PROBLEM';
	return `  ${weight} ${problem.path || '(file)'}: ${sentence(what)} ${sentence(remedy)} [${problem.rule}]`;
};

/** The facts of one exam as the command line gives them. */
export async function examJson(db: Db, exam: Exam, now: number, problems: readonly PlanProblem[]) {
	const stored = exam.blueprintId === null ? undefined : await findBlueprint(db, exam.blueprintId);
	const units = await unitCounts(db, exam.id);
	const papers = await db
		.selectFrom('examPaper')
		.innerJoin('paper', 'paper.id', 'examPaper.paperId')
		.select(['examPaper.variant', 'paper.hash'])
		.where('examPaper.examId', '=', exam.id)
		.orderBy('variant')
		.execute();
	return {
		id: exam.id,
		title: exam.title,
		organiser: exam.organiser,
		state: await stateOf(db, exam, now),
		opensAt: isoInstant(exam.opensAt),
		closesAt: isoInstant(exam.closesAt),
		minutes: exam.scheme.durationMs / 60_000,
		attempts: exam.scheme.attemptsAllowed,
		totalPoints: stored ? totalPoints(stored.blueprint) / 100 : null,
		items: stored ? slotCount(stored.blueprint) : null,
		assembly: exam.scheme.assembly,
		papers,
		...sumCounts(units),
		units: units.length,
		problems: problems.map(problemJson)
	};
}

export function examText(json: Awaited<ReturnType<typeof examJson>>, problems: readonly PlanProblem[]): string {
	const people = `required ${json.required}, exempt ${json.exempt}, deferred ${json.deferred}, voluntary ${json.voluntary}`;
	return [
		`${json.id}  ${json.title}  [${json.state}]`,
		`  window  ${json.opensAt} – ${json.closesAt}`,
		`  paper   ${json.items ?? '—'} questions, ${json.totalPoints ?? '—'} marks, ${json.minutes} minutes, ${json.assembly}`,
		`  people  ${people} in ${json.units} units`,
		...problems.map(problemLine)
	].join('\n');
}

/** The exam that a word on the command line names. */
export async function examNamed(db: Db, word: string | undefined): Promise<Exam | undefined> {
	if (word === undefined) return undefined;
	const id = parseId<'exam'>(word);
	if (id !== undefined) return findExam(db, id);
	const exams = await listExams(db);
	if (word === 'latest') return [...exams].sort((a, b) => b.id - a.id)[0];
	return exams.find((exam) => exam.title === word);
}

export const unknownExam = (invocation: Invocation): ExitCode => {
	const word = invocation.words[1];
	const why = word === undefined ? 'name an exam: its number, its title or "latest"' : `there is no exam "${word}"`;
	if (invocation.json) process.stdout.write(`${JSON.stringify({ refused: 'notFound', problems: [] }, null, 2)}\n`);
	process.stderr.write(`xuefa exam: ${why}\n`);
	return word === undefined ? 2 : 1;
};

export async function listVerb({ db }: Store, invocation: Invocation): Promise<ExitCode> {
	const now = Date.now();
	const exams = await listExams(db);
	const all = await Promise.all(exams.map((exam) => examJson(db, exam, now, [])));
	const text = all.map((json) => examText(json, [])).join('\n');
	answer(invocation, { exams: all }, text || 'no exam yet: xuefa exam create FILE.json');
	return 0;
}

export async function showVerb({ db }: Store, invocation: Invocation): Promise<ExitCode> {
	const exam = await examNamed(db, invocation.words[1]);
	if (!exam) return unknownExam(invocation);
	const now = Date.now();
	const problems = exam.publishedAt === null ? await checkExam(db, exam, now) : [];
	const json = await examJson(db, exam, now, problems);
	answer(invocation, json, examText(json, problems));
	return 0;
}
