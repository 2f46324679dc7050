import type { Instant } from '#lib/base/core/clock.ts';
import type { AttemptId, ExamId } from '#lib/base/core/ids.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { getExam, personalWindow } from '#lib/exam/plan/exam.server.ts';
import { deadlineFor } from '#lib/exam/plan/scheme.ts';
import { extend, timelyAfterAll } from './attempt-rules.ts';
import { reopenedBeyond } from './board-record.server.ts';
import { type Ledger, openLedger } from './ledger.server.ts';

/** A text that changes when any window or override does: the sweeper's cheap question whether to look closer. */
export async function windowsMark(store: Store): Promise<string> {
	const row = await store.db
		.selectNoFrom((query) => [
			query
				.selectFrom('windowOverride')
				.select((inner) => inner.fn.max('windowOverride.id').as('last'))
				.as('last'),
			query
				.selectFrom('exam')
				.select((inner) => inner.fn.sum('exam.closesAt').as('ends'))
				.as('ends')
		])
		.executeTakeFirst();
	return JSON.stringify(row);
}

/**
 * Moves the deadline of an open attempt, and counts what came late by the old one and in time by the new one: people go
 * on answering while an extension is on its way. Inside a group commit; the caller seals.
 */
export function growDeadline(ledger: Ledger, deadlineAt: Instant, reason: string, now: Instant): void {
	ledger.append({ kind: 'extended', deadlineAt, reason }, { receivedAt: now, clientAt: null, actor: 'clock' });
	for (const edit of timelyAfterAll(ledger.state, ledger.register, ledger.lateEdits())) {
		const { slot, epoch, rev, answer, marked, receivedAt, clientAt, actor } = edit;
		ledger.append({ kind: 'responded', slot, epoch, rev, answer, marked }, { receivedAt, clientAt, actor });
	}
}

/**
 * Gives every open attempt the deadline its window promises by now: an extension granted while people are writing
 * reaches them by itself. Deadlines only grow. Returns how many grew.
 * @param only one exam; all when left out
 * @param attempt only this one of its attempts
 */
export async function extendOpenAttempts(
	store: Store,
	now: Instant,
	only?: ExamId,
	attempt?: AttemptId
): Promise<number> {
	const open = await store.db
		.selectFrom('attemptState')
		.innerJoin('attempt', 'attempt.id', 'attemptState.attemptId')
		.innerJoin('enrolment', 'enrolment.id', 'attempt.enrolmentId')
		.select(['attempt.id', 'attempt.examId', 'attempt.startedAt', 'deadlineAt'])
		.select(['enrolment.personId', 'enrolment.unitId'])
		.select((query) =>
			query
				.selectFrom('outageCredit')
				.select((inner) => inner.fn.sum<number | null>('outageCredit.creditMs').as('credited'))
				.whereRef('outageCredit.attemptId', '=', 'attempt.id')
				.as('credited')
		)
		.where('attemptState.status', '=', 'open')
		.$if(only !== undefined, (query) => query.where('attempt.examId', '=', only ?? (0 as ExamId)))
		.$if(attempt !== undefined, (query) => query.where('attempt.id', '=', attempt ?? (0 as AttemptId)))
		.orderBy('attempt.examId')
		.execute();
	// What a reopening gave comes on top, or a later extension for everyone would pass the reopened by.
	const beyond = reopenedBeyond(store.raw);
	let grown = 0;
	let exam: Awaited<ReturnType<typeof getExam>> | undefined;
	for (const { id, examId, startedAt, deadlineAt, personId, unitId, credited } of open) {
		if (exam?.id !== examId) exam = await getExam(store.db, examId);
		const window = await personalWindow(store.db, exam, { personId, unitId });
		// All was promised: what an officer grants comes on top of what outages and a reopening gave back.
		const promised = deadlineFor(exam.scheme, window, startedAt) + Number(credited ?? 0) + (beyond.get(id) ?? 0);
		if (promised <= deadlineAt) continue;
		grown += await store.saves.push((raw) => {
			const ledger = openLedger(raw, id);
			const later = extend(ledger.state, promised);
			if (later === undefined) return 0;
			growDeadline(ledger, later, 'window_override', now);
			ledger.seal(null);
			return 1;
		});
	}
	return grown;
}
