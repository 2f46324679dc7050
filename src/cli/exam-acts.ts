import { operator } from '#lib/base/core/permit.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { getExam } from '#lib/exam/plan/exam.server.ts';
import type { PlanProblem } from '#lib/exam/plan/plan-problem.ts';
import { closeExam, publishExam } from '#lib/exam/plan/publish.server.ts';
import { examJson, examNamed, examText, problemJson, problemLine, unknownExam } from './exam-show.ts';
import { answer, type ExitCode, flag, type Invocation } from './verb.ts';

/** Says why not, on both channels. */
export function refuse(
	invocation: Invocation,
	reason: string,
	problems: readonly PlanProblem[] = [],
	hint = ''
): ExitCode {
	if (invocation.json)
		process.stdout.write(`${JSON.stringify({ refused: reason, problems: problems.map(problemJson) }, null, 2)}\n`);
	const lines = [`xuefa exam: refused: ${reason}${hint && `: ${hint}`}`, ...problems.map(problemLine)];
	process.stderr.write(`${lines.join('\n')}\n`);
	return 1;
}

export async function publishVerb({ db }: Store, invocation: Invocation): Promise<ExitCode> {
	const exam = await examNamed(db, invocation.words[1]);
	if (!exam) return unknownExam(invocation);
	const now = Date.now();
	const outcome = await publishExam(db, operator, exam.id, now);
	if (!outcome.ok) return refuse(invocation, outcome.reason, 'problems' in outcome ? outcome.problems : []);
	const json = await examJson(db, await getExam(db, exam.id), now, []);
	answer(invocation, json, examText(json, []));
	return 0;
}

const hints: Readonly<Record<string, string>> = {
	windowOpen: 'the window is not over; use --early --reason WHY to close it all the same',
	stillSitting: 'people are writing; wait until their time is over',
	reasonMissing: 'closing early needs --reason WHY',
	closed: 'it is closed already',
	draft: 'it is not published'
};

export async function closeVerb({ db }: Store, invocation: Invocation): Promise<ExitCode> {
	const exam = await examNamed(db, invocation.words[1]);
	if (!exam) return unknownExam(invocation);
	const now = Date.now();
	const early = invocation.flags.early !== undefined;
	const outcome = await closeExam(db, operator, exam.id, { early, reason: flag(invocation, 'reason') ?? '' }, now);
	if (!outcome.ok) return refuse(invocation, outcome.reason, [], hints[outcome.reason] ?? '');
	const json = await examJson(db, await getExam(db, exam.id), now, []);
	answer(invocation, json, examText(json, []));
	return 0;
}
