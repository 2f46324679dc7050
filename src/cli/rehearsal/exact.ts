import { availableParallelism } from 'node:os';
import { type Config } from '#lib/base/config/config.server.ts';
import type { ExamId } from '#lib/base/core/ids.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import { operator } from '#lib/base/core/permit.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { settleAll } from '#lib/exam/attempt/sweeper.server.ts';
import { assembleAhead } from '#lib/exam/plan/ahead.server.ts';
import { createFromFile } from '#lib/exam/plan/create-file.server.ts';
import { type Exam, findExam } from '#lib/exam/plan/exam.server.ts';
import { basisOf, crowdOf, unitHeads } from '#lib/exam/rehearsal/basis.server.ts';
import { type Cost, seatsFor, type StepName, stepNames } from '#lib/exam/rehearsal/capacity.ts';
import { hindrance, type Hindrance } from '#lib/exam/rehearsal/hindrance.server.ts';
import { peaks, realTimetable, timetable } from '#lib/exam/rehearsal/load.ts';
import { slotsFor } from '#lib/exam/rehearsal/slots.ts';
import type { Stage } from '#lib/exam/rehearsal/progress.ts';
import { type Figures, judge, neededHeads, type Verdict } from '#lib/exam/rehearsal/verdict.ts';
import { runScoring } from '#lib/exam/scoring/run.server.ts';
import { admissionTo } from './admission.ts';
import { costsAlone, measured, warming } from './alone.ts';
import { seatCrowd } from './crowd.ts';
import { sitDay } from './day.ts';
import { rehearsalFile } from './exam.ts';
import { openPlace, type PlaceRefusal } from './place.ts';
import { difference, processorTime } from './processor.ts';
import type { Distribution } from './run.ts';
import { verify } from './verify.ts';

export interface Order extends Distribution {
	readonly examId: ExamId;
	/** Simulated people; undefined: twice those who come at once. */
	readonly heads: number | undefined;
	/** About how long the sitting itself may take. */
	readonly withinMs: number;
	readonly seed: string;
}

/** Said as the work goes on. */
export type Report = (stage: Stage, done: number, all: number) => void;

export type ExactRefusal = Hindrance | PlaceRefusal | 'notFound' | 'noPaper' | 'nobody' | 'problems' | 'closed';

/** The rehearsal was told to end: by a person, or because somebody real began to sit. */
export class Stopped extends Error {}

/**
 * Rehearses one exam as it is planned, on a copy of the database and with a server of its own: its blueprint, rules and
 * safeguards, twice its people. Returns the verdict; nothing is kept here.
 */
export async function rehearseExam(
	config: Config,
	live: Store,
	order: Order,
	{ signal, report, now }: { readonly signal: AbortSignal; readonly report: Report; readonly now: () => number }
): Promise<Outcome<Verdict, ExactRefusal>> {
	const exam = await findExam(live.db, order.examId);
	if (!exam) return refused('notFound');
	if (exam.closedAt !== null) return refused('closed');
	const hinders = await hindrance(live.db, now());
	if (hinders) return refused(hinders.reason, hinders.detail);
	const basis = await basisOf(live.db, exam, config.programFolder);
	const crowd = await crowdOf(live.db, exam);
	if (!basis || !crowd) return refused('noPaper');
	if (crowd.heads === 0) return refused('nobody');
	const heads = order.heads ?? neededHeads(crowd.heads);
	report('copy', 0, 1);
	const opened = openPlace(config, live);
	if (!opened.ok) return opened;
	const place = opened.value;
	try {
		report('people', 0, 1);
		const stamp = String(now());
		const seated = await seatCrowd(place.store, warming + measured + heads, stamp, now());
		const { db } = place.store;
		const created = await createFromFile(db, operator, await rehearsalFile(db, exam.id, seated, stamp), now());
		if (!created.ok) return refused('problems', { problems: JSON.stringify(created).slice(0, 500) });
		const { id: shamId, scheme } = created.value.exam;
		const admission = admissionTo(scheme, place.secret, shamId);
		while ((await assembleAhead(db, now(), 100)) === 100) signal.throwIfAborted();
		signal.throwIfAborted();

		const serving = await place.serve();
		const scouts = seated.people.slice(0, warming + measured);
		const costs = await costsAlone(serving, db, shamId, scouts, {
			admission,
			signal,
			tick: (done) => report('alone', done, scouts.length)
		});
		const all = { ...crowd, heads };
		const course = timetable(all, order.withinMs);
		const before = processorTime(serving.pid);
		const begun = performance.now();
		report('sitting', 0, heads * crowd.questions);
		const day = await sitDay(
			serving.origin,
			db,
			shamId,
			seated.people.slice(scouts.length),
			course,
			{ ...order, admission, signal },
			(answers) => report('sitting', answers, heads * crowd.questions)
		);
		const seconds = Math.round((performance.now() - begun) / 100) / 10;
		const journeyMs = perHead(difference(before, processorTime(serving.pid)), heads);
		report('checking', 0, 1);
		await serving.stop();
		await settleAll(place.store);
		const run = await runScoring(db, operator, shamId, 'rehearsal', now());
		if (!run.ok) throw new Error(`scoring: ${run.reason}`);
		const { acknowledged, lost, scores, wrong, withoutReceipt } = await verify(db, scheme, run.value.id, day.sat);
		const figures: Figures = {
			...{ heads, seconds, acknowledged, lost, scores, wrong, withoutReceipt, journeyMs },
			steps: day.clock.figures(costs ? cpuOf(costs) : {}),
			unfinished: day.unfinished,
			firstError: day.firstError,
			peaks: { rehearsed: peaks(all, course), real: peaks(all, realTimetable(all)) }
		};
		const seats = costs
			? seatsFor(costs, crowd, { cores: availableParallelism(), scale: scaleOf(costs, figures, crowd) })
			: null;
		return done({ ...(await judged(live, exam, figures, crowd.heads, seats)), basis, at: now() });
	} finally {
		await place.remove();
	}
}

const perHead = (spent: Cost | undefined, heads: number): number | null =>
	spent ? Math.round((spent.all / heads) * 100) / 100 : null;

const cpuOf = (costs: Readonly<Record<StepName, Cost>>): Partial<Record<StepName, number>> =>
	Object.fromEntries(stepNames.map((step) => [step, costs[step].all]));

/** How much dearer a journey was in the crowd than one after another. */
function scaleOf(
	costs: Readonly<Record<StepName, Cost>>,
	{ journeyMs }: Figures,
	crowd: { readonly questions: number }
) {
	const alone = stepNames.reduce((sum, step) => sum + costs[step].all * (step === 'save' ? crowd.questions : 1), 0);
	return Math.max(1, (journeyMs ?? 0) / Math.max(alone, 0.001));
}

async function judged(live: Store, exam: Exam, figures: Figures, atOnce: number, seats: number | null) {
	const crowded = seats !== null && seats < atOnce;
	const slots = crowded ? slotsFor(await unitHeads(live.db, exam), seats, exam) : undefined;
	return { examId: exam.id, figures, atOnce, seats, ...judge(figures, atOnce, seats, slots) };
}
