import type { Instant } from '#lib/base/core/clock.ts';
import type { AttemptId, ExamId } from '#lib/base/core/ids.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { getExam, personalWindow } from '#lib/exam/plan/exam.server.ts';
import { deadlineFor } from '#lib/exam/plan/scheme.ts';
import { extend } from './attempt-rules.ts';
import { reopenedBeyond } from './board-record.server.ts';
import { openLedger } from './ledger.server.ts';

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
		.where('attemptState.status', '=', 'open')
		.$if(only !== undefined, (query) => query.where('attempt.examId', '=', only ?? (0 as ExamId)))
		.$if(attempt !== undefined, (query) => query.where('attempt.id', '=', attempt ?? (0 as AttemptId)))
		.orderBy('attempt.examId')
		.execute();
	// What a reopening gave comes on top, or a later extension for everyone would pass the reopened by.
	const beyond = reopenedBeyond(store.raw);
	let grown = 0;
	let exam: Awaited<ReturnType<typeof getExam>> | undefined;
	for (const { id, examId, startedAt, deadlineAt, personId, unitId } of open) {
		if (exam?.id !== examId) exam = await getExam(store.db, examId);
		const window = await personalWindow(store.db, exam, { personId, unitId });
		const promised = deadlineFor(exam.scheme, window, startedAt) + (beyond.get(id) ?? 0);
		if (promised <= deadlineAt) continue;
		grown += await store.saves.push((raw) => {
			const ledger = openLedger(raw, id);
			const later = extend(ledger.state, promised);
			if (later === undefined) return 0;
			const circumstance = { receivedAt: now, clientAt: null, actor: 'clock' };
			ledger.append({ kind: 'extended', deadlineAt: later, reason: 'window_override' }, circumstance);
			ledger.seal(null);
			return 1;
		});
	}
	return grown;
}
