import type { Instant } from '#lib/base/core/clock.ts';
import type { AttemptId, ExamId, PersonId, UnitId } from '#lib/base/core/ids.ts';
import type { Db } from '#lib/base/db/schema.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { toShown } from './answer-sheet.ts';
import { type AttemptHeader, findAttemptByCode } from './attempt.server.ts';
import { missedHandIn, pendingLate, pendingOf } from './late-rules.ts';
import { lateEditsOf } from './ledger.server.ts';
import { ledgersOf } from './ledgers.server.ts';
import { loadEvents } from './record.server.ts';

/** Whose attempt it is, as its exam knows the person. */
export interface AttemptOwner {
	readonly attemptId: AttemptId;
	readonly examId: ExamId;
	readonly code: string;
	readonly no: number;
	readonly personId: PersonId;
	readonly unitId: UnitId;
	readonly name: string;
	readonly unitName: string;
	readonly status: 'open' | 'submitted' | 'voided';
	readonly deadlineAt: Instant;
	readonly submittedAt: Instant | null;
}

const owners = (db: Db) =>
	db
		.selectFrom('attempt')
		.innerJoin('attemptState', 'attemptState.attemptId', 'attempt.id')
		.innerJoin('enrolment', 'enrolment.id', 'attempt.enrolmentId')
		.innerJoin('examUnit', (join) =>
			join.onRef('examUnit.examId', '=', 'attempt.examId').onRef('examUnit.unitId', '=', 'enrolment.unitId')
		)
		.select(['attempt.id as attemptId', 'attempt.examId', 'attempt.code', 'attempt.no'])
		.select(['enrolment.personId', 'enrolment.unitId', 'enrolment.name', 'examUnit.name as unitName'])
		.select(['attemptState.status', 'attemptState.deadlineAt', 'attemptState.submittedAt']);

export const findOwner = (db: Db, examId: ExamId, attemptId: AttemptId): Promise<AttemptOwner | undefined> =>
	owners(db).where('attempt.examId', '=', examId).where('attempt.id', '=', attemptId).executeTakeFirst();

export interface LateAttempt extends AttemptOwner {
	/** Late answers on record. */
	readonly late: number;
	readonly lastLateAt: Instant | null;
	/** Rescue sheets brought in. */
	readonly uploads: number;
	/** The proposal that waits for a second person; null when none does. */
	readonly waiting: number | null;
	/** Questions whose late answer was let count so far, which may be fewer than were proposed. */
	readonly adopted: number;
}

/** The attempts of an exam with late answers or rescue sheets: those that wait for somebody first, then by unit and name. */
export async function lateAttempts(db: Db, examId: ExamId): Promise<LateAttempt[]> {
	const rows = await owners(db)
		.leftJoin('attemptEvent', (join) =>
			join.onRef('attemptEvent.attemptId', '=', 'attempt.id').on('attemptEvent.kind', '=', 'late')
		)
		.select((query) => [
			query.fn.count<number>('attemptEvent.id').as('late'),
			query.fn.max('attemptEvent.receivedAt').as('lastLateAt'),
			query
				.selectFrom('rescueUpload')
				.select((inner) => inner.fn.countAll<number>().as('uploads'))
				.whereRef('rescueUpload.attemptId', '=', 'attempt.id')
				.as('uploads'),
			query
				.selectFrom('adoption')
				.select('adoption.id')
				.whereRef('adoption.attemptId', '=', 'attempt.id')
				.where('adoption.decision', 'is', null)
				.as('waiting'),
			query
				.selectFrom('attemptEvent as counted')
				.select((inner) => inner.fn.count<number>('counted.slot').distinct().as('adopted'))
				.whereRef('counted.attemptId', '=', 'attempt.id')
				.where('counted.kind', '=', 'adopted')
				.as('adopted')
		])
		.where('attempt.examId', '=', examId)
		.where((query) =>
			query.or([
				query('attemptEvent.id', 'is not', null),
				query.exists(
					query
						.selectFrom('rescueUpload')
						.select('rescueUpload.id')
						.whereRef('rescueUpload.attemptId', '=', 'attempt.id')
				)
			])
		)
		.groupBy('attempt.id')
		.orderBy('waiting', (order) => order.desc().nullsLast())
		.orderBy('examUnit.sortOrder')
		.orderBy('enrolment.id')
		.execute();
	return rows.map(({ late, uploads, adopted, ...row }) => ({
		...row,
		late: Number(late),
		uploads: Number(uploads),
		adopted: Number(adopted)
	}));
}

/** One late answer beside what stands, both as the candidate's own letters. */
export interface LateAnswer {
	/** Number of its event. */
	readonly n: number;
	/** Shown number of the question. */
	readonly number: number;
	readonly before: string;
	readonly after: string;
	readonly receivedAt: Instant;
}

/** The late answers of one attempt that would change something, by question as the candidate saw it. */
export async function lateAnswers(store: Store, owner: AttemptOwner): Promise<LateAnswer[]> {
	const header = await findAttemptByCode(store.db, owner.code, owner.personId);
	if (!header) return [];
	const pending = pendingLate(await loadEvents(store, owner.attemptId));
	return pending
		.flatMap(({ n, slot, answer, receivedAt, stands }) => {
			const question = header.sheet.ofSlot(slot);
			if (!question) return [];
			const letters = (ids: readonly string[]) => toShown(question, ids).join('');
			return [
				{ n, number: question.number, before: letters(stands?.answer ?? []), after: letters(answer), receivedAt }
			];
		})
		.sort((a, b) => a.number - b.number);
}

/**
 * The questions of a closed attempt whose late answers do not count, for the candidate: from the record, so that a reload
 * finds them and what was adopted meanwhile is not among them.
 */
export function uncountedLate(
	store: Store,
	header: AttemptHeader
): { readonly handedIn: readonly number[]; readonly deadline: readonly number[] } {
	const { state, registers } = ledgersOf(store.raw).get(header.id);
	const missed = { handedIn: [] as number[], deadline: [] as number[] };
	for (const { slot, receivedAt } of pendingOf(lateEditsOf(store.raw, header.id), (one) => registers.get(one))) {
		const number = header.sheet.ofSlot(slot)?.number;
		if (number !== undefined) missed[missedHandIn(state, receivedAt) ? 'handedIn' : 'deadline'].push(number);
	}
	const ascending = (numbers: number[]) => numbers.sort((a, b) => a - b);
	return { handedIn: ascending(missed.handedIn), deadline: ascending(missed.deadline) };
}

export interface Upload {
	readonly id: number;
	readonly code: string;
	readonly slip: 'matched' | 'none';
	readonly edits: number;
	readonly applied: number;
	readonly late: number;
	readonly stale: number;
	readonly rejected: number;
	readonly receivedAt: Instant;
	readonly actor: string;
}

export const uploadsOf = (db: Db, attemptId: AttemptId): Promise<Upload[]> =>
	db
		.selectFrom('rescueUpload')
		.select(['id', 'code', 'slip', 'edits', 'applied', 'late', 'stale', 'rejected', 'receivedAt', 'actor'])
		.where('attemptId', '=', attemptId)
		.orderBy('id')
		.execute();
