import type { Db } from '#lib/base/db/schema.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { createFromFile } from '#lib/exam/plan/create-file.server.ts';
import { type Exam, findExam } from '#lib/exam/plan/exam.server.ts';
import { basisOf, crowdOf, unitHeads } from '#lib/exam/rehearsal/basis.server.ts';
import { slotsFor } from '#lib/exam/rehearsal/slots.ts';
import { type Figures, judge, type Verdict } from '#lib/exam/rehearsal/verdict.ts';
import { keepVerdict } from '#lib/exam/rehearsal/verdict.server.ts';
import { freshStore } from './fresh.ts';
import { examInput, layDistrict, now, officer } from './plan-district.ts';

export const secret = Buffer.alloc(32, 7);
export const program = process.cwd();
export const step = { count: 100, errors: 0, p50: 5, p95: 9, p99: 20, max: 30, cpuMs: 1 };
const peaks = { arrivalsPerSecond: 1, savesPerSecond: 1, handInsPerSecond: 1 };

/** Of twelve simulated people: twice the six of the district. */
export const figures: Figures = {
	...{ heads: 12, seconds: 10, acknowledged: 600, lost: 0, scores: 12, wrong: 0, withoutReceipt: 0, unfinished: 0 },
	steps: { login: step, save: step },
	firstError: null,
	peaks: { rehearsed: peaks, real: peaks },
	journeyMs: 30
};

export interface Place {
	readonly store: Store;
	readonly db: Db;
	readonly exam: Exam;
}

/** A draft for the six people of the district. */
export async function draft(input: Record<string, unknown> = {}): Promise<Place> {
	const store = await freshStore();
	await layDistrict(store.db);
	return { store, ...(await draftIn(store.db, input, now)) };
}

/** The same in a district that is laid already. */
export async function draftIn(db: Db, input: Record<string, unknown>, at: number): Promise<Omit<Place, 'store'>> {
	const created = await createFromFile(db, officer, examInput({ publish: false, ...input }), at);
	if (!created.ok) throw new Error(JSON.stringify(created));
	return { db, exam: created.value.exam };
}

/** Judges figures as a rehearsal of the exam as it is now would, and keeps the verdict. */
export async function keep(
	{ db, exam }: Omit<Place, 'store'>,
	seats: number | null = 500,
	measured: Partial<Figures> = {},
	key: Buffer = secret
): Promise<Verdict> {
	const present = await findExam(db, exam.id);
	const basis = present && (await basisOf(db, present, program));
	if (!basis) throw new Error('no paper');
	const atOnce = (await crowdOf(db, present))?.heads ?? 0;
	const crowded = seats !== null && seats < atOnce;
	const slots = crowded ? slotsFor(await unitHeads(db, exam), seats, exam) : undefined;
	const found = { ...figures, ...measured };
	const judged = judge(found, atOnce, seats, slots);
	const verdict = { examId: exam.id, at: now, basis, figures: found, atOnce, seats, ...judged };
	await keepVerdict(db, key, officer, verdict);
	return verdict;
}
