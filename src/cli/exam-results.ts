import { isoInstant } from '#lib/base/core/clock.ts';
import { parseId } from '#lib/base/core/ids.ts';
import { operator } from '#lib/base/core/permit.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { runScoring, runsOf } from '#lib/exam/scoring/run.server.ts';
import { openAttempts, publishResults } from '#lib/results/ranking/publish.server.ts';
import { blankRule, findRanking } from '#lib/results/ranking/ranking.server.ts';
import { rankJson } from '#lib/results/report/rank-json.ts';
import { summarySentence } from '#lib/results/report/sentence.ts';
import { refuse } from './exam-acts.ts';
import { examNamed, unknownExam } from './exam-show.ts';
import { answer, type ExitCode, flag, type Invocation, locale } from './verb.ts';

const needsReason = (invocation: Invocation): ExitCode =>
	refuse(invocation, 'reasonMissing', [], 'say why with --reason WHY: the record shows it for ever');

/** Keeps a scoring run: a preview until its results are published. */
export async function scoreVerb({ db }: Store, invocation: Invocation): Promise<ExitCode> {
	const exam = await examNamed(db, invocation.words[1]);
	if (!exam) return unknownExam(invocation);
	const reason = flag(invocation, 'reason')?.trim() ?? '';
	if (reason === '') return needsReason(invocation);
	const run = await runScoring(db, operator, exam.id, reason, Date.now());
	if (!run.ok) return refuse(invocation, run.reason);
	const { id: runId, attempts, hash, at } = run.value;
	const open = await openAttempts(db, exam.id);
	const json = {
		id: exam.id,
		title: exam.title,
		runId,
		attempts,
		openAttempts: open,
		hash,
		reason,
		at: isoInstant(at)
	};
	const unfinished = open > 0 ? `\n  ${open} attempts are not handed in yet and not scored` : '';
	const text = `${exam.id}  ${exam.title}\n  run ${runId}: ${attempts} attempts scored, not published${unfinished}`;
	answer(invocation, json, text);
	return 0;
}

const hints: Readonly<Record<string, string>> = {
	notScored: 'nothing is scored yet: xuefa exam score EXAM --reason WHY',
	unknownRun: 'the exam has no such scoring run',
	stillOpen: 'people are writing or may still begin; close the exam first, a running server ends what is overdue',
	staleRun: 'answers or key amendments came after that run: xuefa exam score EXAM --reason WHY',
	unchanged: 'the newest publication says the very same'
};

/** Publishes a scoring run, the newest unless one is named, as the next numbered version. */
export async function publishResultsVerb({ db }: Store, invocation: Invocation): Promise<ExitCode> {
	const exam = await examNamed(db, invocation.words[1]);
	if (!exam) return unknownExam(invocation);
	const no = (reason: string) => refuse(invocation, reason, [], hints[reason] ?? '');
	const reason = flag(invocation, 'reason')?.trim() ?? '';
	const blank = flag(invocation, 'blank') ?? (await blankRule(db, exam.id));
	if (blank !== 'sat' && blank !== 'notSat') {
		process.stderr.write('xuefa exam publish-results: --blank is sat or notSat\n');
		return 2;
	}
	if (reason === '') return needsReason(invocation);
	const named = flag(invocation, 'run');
	const newest = (await runsOf(db, exam.id))[0]?.id;
	if (named === undefined && newest === undefined) return no('notScored');
	const runId = named === undefined ? newest : parseId<'scoringRun'>(named);
	if (runId === undefined) return no('unknownRun');
	const published = await publishResults(db, operator, exam.id, { runId, reason, blank }, Date.now());
	if (!published.ok) return no(published.reason);
	const view = await findRanking(db, exam.id, { kind: 'publication', no: published.value.no });
	if (!view) throw new Error(`publication ${published.value.no} of exam ${exam.id} is gone`);
	const { publication, totals } = rankJson(view);
	const json = { id: exam.id, title: exam.title, state: 'resultsPublished', blank, publication, totals };
	const sentence = summarySentence(view.ranking, view.input.rules, locale());
	answer(
		invocation,
		json,
		`${exam.id}  ${exam.title}  [resultsPublished]\n  version ${published.value.no}: ${sentence}`
	);
	return 0;
}
