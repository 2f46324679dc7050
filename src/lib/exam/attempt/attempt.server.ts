import type { Instant } from '#lib/base/core/clock.ts';
import type { AttemptId, EnrolmentId, ExamId, PaperId, PersonId } from '#lib/base/core/ids.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { loadPaper } from '#lib/content/paper/paper.server.ts';
import type { Layout } from '#lib/content/paper/paper.ts';
import { type AnswerSheet, answerSheet, toShown } from './answer-sheet.ts';
import { type Attempt, type AttemptEvent, type Closer, fold } from './attempt.ts';
import { answerOf, fromRow } from './event-row.ts';
import { eventHash, genesis } from './ledger.server.ts';
import type { WireResponse } from './wire.ts';

/** What is written once when an attempt starts, with whose it is. */
export interface AttemptHeader {
	readonly id: AttemptId;
	/** Opaque name in addresses: 26 characters, 128 bits of chance. */
	readonly code: string;
	readonly examId: ExamId;
	readonly enrolmentId: EnrolmentId;
	readonly personId: PersonId;
	readonly no: number;
	readonly paperId: PaperId;
	readonly layout: Layout;
	readonly startedAt: Instant;
	readonly sheet: AnswerSheet;
}

export interface AttemptState {
	readonly attemptId: AttemptId;
	readonly status: 'open' | 'submitted' | 'voided';
	readonly n: number;
	readonly head: string;
	readonly epoch: number;
	readonly answered: number;
	readonly deadlineAt: Instant;
	readonly graceMs: number;
	readonly lastSeenAt: Instant;
	readonly submittedAt: Instant | null;
	readonly submittedBy: Closer | null;
	readonly receipt: string | null;
}

/** Headers kept in memory: they are written once, and every save needs the layout. */
const kept = 3000;
const memory = new WeakMap<object, Map<string, AttemptHeader>>();

/**
 * The attempt of that code if it is this person's; undefined for a foreign one as for none, so that codes tell nothing.
 */
export async function findAttemptByCode(
	db: Db,
	code: string,
	personId: PersonId | null
): Promise<AttemptHeader | undefined> {
	if (personId === null || !/^[0-9A-Z]{26}$/.test(code)) return undefined;
	const headers = memory.get(db) ?? new Map<string, AttemptHeader>();
	memory.set(db, headers);
	const known = headers.get(code);
	if (known) return known.personId === personId ? known : undefined;
	const row = await db
		.selectFrom('attempt')
		.innerJoin('enrolment', 'enrolment.id', 'attempt.enrolmentId')
		.select(['attempt.id', 'attempt.code', 'attempt.examId', 'attempt.enrolmentId', 'enrolment.personId'])
		.select(['attempt.no', 'attempt.paperId', 'attempt.layout', 'attempt.startedAt'])
		.where('attempt.code', '=', code)
		.where('enrolment.personId', '=', personId)
		.executeTakeFirst();
	if (!row) return undefined;
	const layout = JSON.parse(row.layout) as Layout;
	const { slots } = await loadPaper(db, row.paperId);
	const header = { ...row, layout, sheet: answerSheet(slots, layout) };
	const oldest = headers.keys().next().value;
	if (headers.size >= kept && oldest !== undefined) headers.delete(oldest);
	headers.set(code, header);
	return header;
}

/** @throws when there is no such attempt */
export async function attemptState(db: Db, attemptId: AttemptId): Promise<AttemptState> {
	const columns = ['attemptId', 'status', 'n', 'head', 'epoch', 'answered', 'deadlineAt', 'graceMs'] as const;
	return db
		.selectFrom('attemptState')
		.select([...columns, 'lastSeenAt', 'submittedAt', 'submittedBy', 'receipt'])
		.where('attemptId', '=', attemptId)
		.executeTakeFirstOrThrow();
}

/** What stands for each question, in shown numbers and letters, in the order shown. */
export async function shownResponses(db: Db, header: AttemptHeader): Promise<WireResponse[]> {
	const rows = await db
		.selectFrom('response')
		.select(['slot', 'epoch', 'rev', 'answer', 'marked'])
		.where('attemptId', '=', header.id)
		.execute();
	return rows
		.flatMap(({ slot, epoch, rev, answer, marked }) => {
			const question = header.sheet.bySlot.get(slot);
			if (!question) return [];
			const shown = toShown(question, answerOf(answer));
			return [{ number: question.number, epoch, rev, answer: shown, marked: marked === 1 }];
		})
		.sort((a, b) => a.number - b.number);
}

/** The answers that count, by canonical slot number, in canonical option ids. */
export async function loadResponses(db: Db, attemptId: AttemptId): Promise<ReadonlyMap<number, readonly string[]>> {
	const rows = await db
		.selectFrom('response')
		.select(['slot', 'answer'])
		.where('attemptId', '=', attemptId)
		.orderBy('slot')
		.execute();
	return new Map(rows.map(({ slot, answer }) => [slot, answerOf(answer)]));
}

export interface AttemptSummary extends AttemptState {
	readonly code: string;
	readonly no: number;
	readonly startedAt: Instant;
	readonly examId: ExamId;
}

/** A person's attempts at the given exams, oldest first. */
export async function attemptsOf(db: Db, enrolmentIds: readonly EnrolmentId[]): Promise<readonly AttemptSummary[]> {
	if (enrolmentIds.length === 0) return [];
	return db
		.selectFrom('attempt')
		.innerJoin('attemptState', 'attemptState.attemptId', 'attempt.id')
		.select(['attempt.code', 'attempt.no', 'attempt.startedAt', 'attempt.examId'])
		.select(['attemptId', 'status', 'n', 'head', 'epoch', 'answered', 'deadlineAt', 'graceMs'])
		.select(['lastSeenAt', 'submittedAt', 'submittedBy', 'receipt'])
		.where('attempt.enrolmentId', 'in', [...enrolmentIds])
		.orderBy('attempt.enrolmentId')
		.orderBy('attempt.no')
		.execute();
}

/** The whole record of one attempt in order. */
export async function loadEvents(db: Db, attemptId: AttemptId): Promise<readonly AttemptEvent[]> {
	const rows = await db
		.selectFrom('attemptEvent')
		.selectAll()
		.where('attemptId', '=', attemptId)
		.orderBy('n')
		.execute();
	return rows.map(fromRow);
}

export type RecordFault = 'chain' | 'gap' | 'state' | 'responses';

/** Re-reads one attempt from its events and names what does not agree: the chain, the state row or the responses. */
export async function verifyAttempt(
	db: Db,
	attemptId: AttemptId
): Promise<{ readonly attempt: Attempt | null; readonly faults: readonly RecordFault[] }> {
	const rows = await db
		.selectFrom('attemptEvent')
		.selectAll()
		.where('attemptId', '=', attemptId)
		.orderBy('n')
		.execute();
	const faults: RecordFault[] = [];
	let head = genesis;
	for (const { hash, ...row } of rows) {
		head = eventHash(head, row);
		if (head !== hash && !faults.includes('chain')) faults.push('chain');
		head = hash;
	}
	if (rows.some((row, index) => row.n !== index + 1)) return { attempt: null, faults: [...faults, 'gap'] };
	const attempt = fold(rows.map(fromRow));
	const state = await attemptState(db, attemptId);
	const agrees =
		state.n === attempt.n &&
		state.head === head &&
		state.status === attempt.status &&
		state.epoch === attempt.epoch &&
		state.deadlineAt === attempt.deadlineAt &&
		state.submittedAt === attempt.submittedAt &&
		state.submittedBy === attempt.submittedBy &&
		state.answered === [...attempt.registers.values()].filter(({ answer }) => answer.length > 0).length;
	if (!agrees) faults.push('state');
	const responses = await db.selectFrom('response').selectAll().where('attemptId', '=', attemptId).execute();
	const same = responses.every((row) => {
		const register = attempt.registers.get(row.slot);
		return (
			register?.epoch === row.epoch &&
			register.rev === row.rev &&
			register.marked === (row.marked === 1) &&
			register.answer.join() === answerOf(row.answer).join()
		);
	});
	if (!same || responses.length !== attempt.registers.size) faults.push('responses');
	return { attempt, faults };
}
