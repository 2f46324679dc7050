import type { ExamId } from '#lib/base/core/ids.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import { mayEverywhere, type Viewer } from '#lib/base/core/permit.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { findExam } from '#lib/exam/plan/exam.server.ts';
import { type Publication, publicationsOf } from '#lib/exam/scoring/publication.server.ts';
import { type Run, runsOf } from '#lib/exam/scoring/run.server.ts';
import { openAttempts } from '../ranking/publish.server.ts';
import { findRanking, type RankingView } from '../ranking/ranking.server.ts';

/** What the bureau's address names: '' newest publication, else newest run; a number: that version; 'preview': newest run. */
export type VersionWord = string;

export interface BureauResults {
	/** null: neither published nor scored yet. */
	readonly view: RankingView | null;
	readonly publications: readonly Publication[];
	readonly runs: readonly Run[];
	/** Attempts begun and not handed in. */
	readonly open: number;
}

/** The results of an exam for the roles of the whole district. */
export async function bureauResults(
	db: Db,
	viewer: Viewer,
	examId: ExamId,
	version: VersionWord
): Promise<Outcome<BureauResults, 'forbidden' | 'unknownExam' | 'unknownVersion'>> {
	if (!mayEverywhere(viewer, 'results.read')) return refused('forbidden');
	const exam = await findExam(db, examId);
	if (!exam) return refused('unknownExam');
	const publications = await publicationsOf(db, examId);
	const runs = await runsOf(db, examId);
	const common = { publications, runs, open: await openAttempts(db, examId) };
	const preview = version === 'preview' || (version === '' && publications.length === 0);
	if (preview && runs.length === 0) return done({ view: null, ...common });
	const no = version === '' ? publications[0]?.no : Number(version);
	if (!preview && !Number.isInteger(no)) return refused('unknownVersion');
	const view = await findRanking(db, examId, preview ? { kind: 'run' } : { kind: 'publication', no: no ?? 0 });
	return view ? done({ view, ...common }) : refused('unknownVersion');
}
