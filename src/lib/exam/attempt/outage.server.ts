import type Sqlite from 'better-sqlite3';
import type { Instant } from '#lib/base/core/clock.ts';
import type { AttemptId, ExamId } from '#lib/base/core/ids.ts';
import type { Db } from '#lib/base/db/schema.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { type Scheme, usualOutageCreditMs } from '#lib/exam/plan/scheme.ts';
import { growDeadline } from './extend.server.ts';
import { openLedger } from './ledger.server.ts';
import { creditFor } from './outage-rules.ts';

/** Attempts that share one place in the queue: a whole district is credited in a few steps, saves pass in between. */
const together = 200;

interface Owed {
	readonly id: number;
	readonly kind: 'stopped' | 'stalled' | 'suspended' | 'clock';
	readonly fromAt: Instant;
	readonly toAt: Instant;
}

interface Running {
	readonly attemptId: AttemptId;
	readonly examId: ExamId;
	readonly startedAt: Instant;
	readonly capMs: number;
}

/** A corrected clock is no outage that somebody must answer for: it is given back whole, whatever the exam's policy. */
const capOf = (scheme: Scheme, kind: Owed['kind']): number =>
	kind === 'clock' ? Number.MAX_SAFE_INTEGER : (scheme.outageCreditMs ?? usualOutageCreditMs);

/**
 * Gives running attempts the time back that outages took, by the policy of their exam. Idempotent: what a crash has
 * interrupted is finished by the next call, and nobody is credited twice. Returns how many deadlines grew.
 */
export async function creditOutages(store: Store, now: Instant): Promise<number> {
	const owed = await store.db
		.selectFrom('outage')
		.select(['id', 'kind', 'fromAt', 'toAt'])
		.where('creditedAt', 'is', null)
		.orderBy('id')
		.execute();
	let grown = 0;
	for (const outage of owed) {
		const running = await runningAttempts(store.db, outage);
		for (let first = 0; first < running.length; first += together)
			grown += await store.saves.push((raw) =>
				running
					.slice(first, first + together)
					.reduce((sum, attempt) => sum + Number(credit(raw, outage, attempt, now)), 0)
			);
		await store.saves.push((raw) =>
			raw.prepare('update outage set credited_at = ? where id = ? and credited_at is null').run(now, outage.id)
		);
	}
	return grown;
}

async function runningAttempts(db: Db, outage: Owed): Promise<Running[]> {
	const rows = await db
		.selectFrom('attemptState')
		.innerJoin('attempt', 'attempt.id', 'attemptState.attemptId')
		.select(['attemptState.attemptId', 'attemptState.examId', 'attempt.startedAt'])
		.where('attemptState.status', '=', 'open')
		.where('attempt.startedAt', '<', outage.toAt)
		.orderBy('attemptState.attemptId')
		.execute();
	const exams = await db.selectFrom('exam').select(['id', 'scheme']).execute();
	const caps = new Map(exams.map(({ id, scheme }) => [id, capOf(JSON.parse(scheme) as Scheme, outage.kind)]));
	return rows.map((row) => ({ ...row, capMs: caps.get(row.examId) ?? 0 }));
}

function credit(raw: Sqlite.Database, outage: Owed, attempt: Running, now: Instant): boolean {
	const { attemptId, examId, startedAt, capMs } = attempt;
	const ledger = openLedger(raw, attemptId);
	const { status, deadlineAt, graceMs } = ledger.state;
	const given = status === 'open' ? creditFor({ startedAt, deadlineAt, graceMs }, outage, capMs) : null;
	if (given === null) return false;
	const { changes } = raw
		.prepare(
			`insert into outage_credit (attempt_id, outage_id, exam_id, lost_ms, credit_ms, left_ms)
				values (?, ?, ?, ?, ?, ?) on conflict do nothing`
		)
		.run(attemptId, outage.id, examId, given.lostMs, given.creditMs, given.leftMs);
	if (changes === 0 || given.creditMs === 0) return false;
	growDeadline(ledger, deadlineAt + given.creditMs, `outage ${outage.id}`, now);
	ledger.seal(null);
	return true;
}

export interface ExamOutage {
	readonly id: number;
	readonly kind: Owed['kind'];
	readonly fromAt: Instant;
	readonly toAt: Instant;
	/** Attempts that were being written. */
	readonly attempts: number;
	/** The longest time given back. */
	readonly creditMs: number;
	/** People whose exam's policy gave back less than they lost. */
	readonly short: readonly string[];
}

/** The outages that took time from attempts of an exam, the newest first. */
export async function outagesOf(db: Db, examId: ExamId): Promise<ExamOutage[]> {
	const rows = await db
		.selectFrom('outageCredit')
		.innerJoin('outage', 'outage.id', 'outageCredit.outageId')
		.select(['outage.id', 'outage.kind', 'outage.fromAt', 'outage.toAt'])
		.select((query) => [
			query.fn.countAll<number>().as('attempts'),
			query.fn.max('outageCredit.creditMs').as('creditMs')
		])
		.where('outageCredit.examId', '=', examId)
		.groupBy('outage.id')
		.orderBy('outage.id', 'desc')
		.limit(50)
		.execute();
	const short = await db
		.selectFrom('outageCredit')
		.innerJoin('attempt', 'attempt.id', 'outageCredit.attemptId')
		.innerJoin('enrolment', 'enrolment.id', 'attempt.enrolmentId')
		.select(['outageCredit.outageId', 'enrolment.name'])
		.where('outageCredit.examId', '=', examId)
		.whereRef('outageCredit.creditMs', '<', 'outageCredit.lostMs')
		.orderBy('enrolment.id')
		.execute();
	return rows.map((row) => ({
		...row,
		attempts: Number(row.attempts),
		short: short.filter(({ outageId }) => outageId === row.id).map(({ name }) => name)
	}));
}
