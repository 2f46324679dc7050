import { record } from '#lib/base/audit/audit.server.ts';
import { formatDay, formatInstant } from '#lib/base/core/clock.ts';
import type { ExamId } from '#lib/base/core/ids.ts';
import { done, refused } from '#lib/base/core/outcome.ts';
import { may, type Viewer } from '#lib/base/core/permit.ts';
import type { Db, Trx } from '#lib/base/db/schema.ts';
import { findBlueprint, freezeCopy, type StoredBlueprint } from '#lib/content/paper/blueprint.server.ts';
import { accepts, type Blueprint, blueprintProblems, totalPoints } from '#lib/content/paper/blueprint.ts';
import { feasibilityOf } from '#lib/content/paper/feasibility.ts';
import { amendedIn, assembleVariants, freezePool, poolOf } from '#lib/content/paper/paper.server.ts';
import { basicsProblems, draftOf, type Planned } from './draft.server.ts';
import { unplannedMonths } from './eligibility.server.ts';
import { driftOf } from './enrolment.server.ts';
import { type Exam, findExam } from './exam.server.ts';
import { listOverrides, partiesOf } from './override.server.ts';
import { passes, type PlanProblem, problem } from './plan-problem.ts';
import { brokenPromises } from './promise.ts';
import { bandProblems } from './scheme-check.ts';
import type { Scheme } from './scheme.ts';
import { lastClose } from './state.server.ts';

/**
 * Everything that stands between a draft and its publication, found at once: the rules, the paper proved feasible,
 * the people, and for each of them the time promised, simulated at the first and the last moment of entry.
 */
export async function checkExam(db: Db, exam: Exam, now: number): Promise<readonly PlanProblem[]> {
	const problems = [...basicsProblems(exam), ...pastProblems(exam, now), ...(await unplannedMonths(db, exam.scheme))];
	const stored = exam.blueprintId === null ? undefined : await findBlueprint(db, exam.blueprintId);
	if (stored) {
		problems.push(...(await paperProblems(db, exam.scheme, stored.blueprint)));
		problems.push(...(await amendedProblems(db, stored.blueprint, exam.opensAt)));
	} else problems.push(problem('paper', 'noPaper'));
	return [...problems, ...(await peopleProblems(db, exam, now))];
}

/** Whether the window is over before anybody could begin. */
export const pastProblems = (exam: Pick<Exam, 'closesAt'>, now: number): PlanProblem[] =>
	exam.closesAt <= now ? [problem('window.closesAt', 'windowPast', { at: formatInstant(exam.closesAt) })] : [];

/** What is wrong with a paper: its form, then whether the banks can fill it, then whether its marks reach the bands. */
export async function paperProblems(db: Db, scheme: Scheme, blueprint: Blueprint): Promise<PlanProblem[]> {
	const form = blueprintProblems(blueprint);
	if (form.length > 0)
		return form.map(({ row, rule }) => problem(row === null ? 'paper' : `paper.rows[${row}]`, formRule[rule]));
	const pool = await poolOf(db, blueprint);
	const { shortages } = feasibilityOf(blueprint, pool);
	const problems = shortages.map(({ rows, need, have }) =>
		problem(`paper.rows[${rows[0] ?? 0}]`, 'shortage', { rows: rows.map((row) => row + 1).join(', '), need, have })
	);
	problems.push(...bandProblems(scheme, totalPoints(blueprint)));
	const wanted = blueprint.rows.reduce((sum, row) => sum + row.count, 0);
	const fitting = pool.filter((item) => blueprint.rows.some((row) => accepts(row, item))).length;
	if (shortages.length === 0 && scheme.assembly === 'variants' && fitting < wanted * scheme.variants)
		problems.push(
			problem('scheme.variants', 'variantsOverlap', { need: wanted * scheme.variants, have: fitting }, 'warn')
		);
	return problems;
}

/** Items that may be drawn although what they cite reads otherwise, or no more, on the day of the exam. */
async function amendedProblems(db: Db, blueprint: Blueprint, opensAt: number): Promise<PlanProblem[]> {
	const codes = await amendedIn(db, blueprint, formatDay(opensAt));
	if (codes.length === 0) return [];
	return [problem('paper', 'itemsAmended', { items: codes.length, codes: codes.slice(0, 5).join('、') }, 'warn')];
}

const formRule = {
	noBank: 'noBank',
	noRows: 'noRows',
	noSection: 'noSection',
	countOutOfRange: 'outOfRange',
	pointsOutOfRange: 'outOfRange',
	partsOutOfRange: 'partsOnlyForCase',
	difficultyOutOfRange: 'outOfRange',
	tooManySlots: 'tooManySlots'
} as const;

/** Nobody on the list, times promised that a window breaks, a roster that has moved since. */
export async function peopleProblems(db: Db, exam: Exam, now: number): Promise<PlanProblem[]> {
	const problems: PlanProblem[] = [];
	const { people } = await db
		.selectFrom('enrolment')
		.select((select) => select.fn.countAll<number>().as('people'))
		.where('examId', '=', exam.id)
		.executeTakeFirstOrThrow();
	if (Number(people) === 0) return [problem('enrolment', 'nobody')];
	for (const broken of brokenPromises(exam.scheme, await partiesOf(db, exam, await listOverrides(db, exam.id)))) {
		const { who, people: count, window } = broken.party;
		const detail = {
			who,
			people: count,
			from: formatInstant(window.opensAt),
			to: formatInstant(window.closesAt),
			start: formatInstant(broken.startedAt),
			missing: Math.ceil(broken.missingMs / 60_000)
		};
		problems.push(
			problem(broken.kind === 'latestEntryCuts' ? 'scheme.latestEntryMinutes' : 'window', broken.kind, detail)
		);
	}
	const drift = await driftOf(db, exam, now);
	if (drift.joined.length + drift.left.length + drift.moved.length > 0) {
		const named = [...drift.left, ...drift.moved, ...drift.joined].slice(0, 5).join('、');
		const counts = { joined: drift.joined.length, left: drift.left.length, moved: drift.moved.length };
		problems.push(problem('enrolment', 'rosterMoved', { ...counts, who: named }, 'warn'));
	}
	return problems;
}

/** The publication inside an open transaction; the caller has looked at permission. */
export async function publishIn(
	trx: Trx,
	viewer: Viewer,
	examId: ExamId,
	now: number
): Promise<Planned<ExamId, 'notFound' | 'published'>> {
	const draft = await draftOf(trx, examId);
	if (!draft.ok) return draft;
	const exam = draft.value;
	const problems = await checkExam(trx, exam, now);
	const source = exam.blueprintId === null ? undefined : await findBlueprint(trx, exam.blueprintId);
	if (!passes(problems) || !source) return { ok: false, reason: 'problems', problems };
	const papers = await freezePapers(trx, exam, source, now);
	await trx
		.updateTable('exam')
		.set({ publishedAt: now, blueprintId: papers.blueprintId })
		.where('id', '=', examId)
		.execute();
	const body = {
		title: exam.title,
		scheme: exam.scheme,
		opensAt: exam.opensAt,
		closesAt: exam.closesAt,
		papers: papers.hashes
	};
	await record(trx, viewer, { act: 'exam.published', subjectKind: 'exam', subjectId: examId, body }, now);
	return done(examId);
}

/** Freezes a copy of the blueprint, the papers or the pool they will be drawn from, and all their item versions. */
async function freezePapers(trx: Trx, exam: Exam, source: StoredBlueprint, now: number) {
	const blueprintId = await freezeCopy(trx, source, now);
	const { blueprint } = source;
	if (exam.scheme.assembly === 'drawn') {
		const pool = await poolOf(trx, blueprint);
		const fitting = pool.filter((item) => blueprint.rows.some((row) => accepts(row, item)));
		await freezePool(trx, blueprintId, fitting, now);
		return { blueprintId, hashes: [] };
	}
	const variants = exam.scheme.assembly === 'variants' ? exam.scheme.variants : 1;
	const seed = `exam ${exam.id} published ${now}`;
	const papers = await assembleVariants(trx, blueprintId, blueprint, { seed, variants }, now);
	if (!papers) throw new Error(`exam ${exam.id}: proved feasible, yet no paper could be drawn`);
	await trx
		.insertInto('examPaper')
		.values(
			papers.map((paper, index) => ({
				examId: exam.id,
				variant: String.fromCharCode(65 + index),
				paperId: paper.id
			}))
		)
		.execute();
	return { blueprintId, hashes: papers.map((paper) => paper.hash) };
}

/** Publishes a draft or names everything that is in the way. From then on the exam only widens. */
export async function publishExam(
	db: Db,
	viewer: Viewer,
	examId: ExamId,
	now: number
): Promise<Planned<ExamId, 'forbidden' | 'notFound' | 'published'>> {
	if (!may(viewer, 'exams.manage')) return refused('forbidden');
	return db.transaction().execute((trx) => publishIn(trx, viewer, examId, now));
}

export type CloseRefusal =
	'forbidden' | 'notFound' | 'draft' | 'closed' | 'stillSitting' | 'windowOpen' | 'reasonMissing';

/**
 * Closes an exam for good: nobody can start any more. Before the last window is over it takes `early` and a reason, and
 * it is never done while somebody is writing.
 */
export async function closeExam(
	db: Db,
	viewer: Viewer,
	examId: ExamId,
	how: { readonly early: boolean; readonly reason: string },
	now: number
) {
	if (!may(viewer, 'exams.manage')) return refused<CloseRefusal>('forbidden');
	return db.transaction().execute(async (trx) => {
		const exam = await findExam(trx, examId);
		if (!exam) return refused<CloseRefusal>('notFound');
		if (exam.publishedAt === null) return refused<CloseRefusal>('draft');
		if (exam.closedAt !== null) return refused<CloseRefusal>('closed');
		const { sitting } = await trx
			.selectFrom('attemptState')
			.select((select) => select.fn.countAll<number>().as('sitting'))
			.where('examId', '=', examId)
			.where('status', '=', 'open')
			.executeTakeFirstOrThrow();
		if (Number(sitting) > 0) return refused<CloseRefusal>('stillSitting', { people: Number(sitting) });
		const until = await lastClose(trx, exam);
		if (now < until && !how.early) return refused<CloseRefusal>('windowOpen', { until: formatInstant(until) });
		if (now < until && how.reason.trim() === '') return refused<CloseRefusal>('reasonMissing');
		await trx.updateTable('exam').set({ closedAt: now }).where('id', '=', examId).execute();
		const body = { early: now < until, reason: how.reason.trim() };
		await record(trx, viewer, { act: 'exam.closed', subjectKind: 'exam', subjectId: examId, body }, now);
		return done(now);
	});
}
