import type { Instant } from '#lib/base/core/clock.ts';
import type { AttemptId, EnrolmentId, ExamId, PaperId, PersonId } from '#lib/base/core/ids.ts';
import { prepared } from '#lib/base/db/prepared.ts';
import type { Db } from '#lib/base/db/schema.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { servedPaper } from '#lib/content/paper/served.server.ts';
import type { Layout } from '#lib/content/paper/paper.ts';
import { type AnswerSheet, answerSheet, toShown } from './answer-sheet.ts';
import type { Closer } from './attempt.ts';
import { answerOf } from './event-row.ts';
import { ledgersOf } from './ledgers.server.ts';
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
	readonly startedAt: Instant;
	/** The questions as this candidate sees them. */
	readonly sheet: AnswerSheet;
}

export interface AttemptState {
	readonly attemptId: AttemptId;
	readonly status: 'open' | 'submitted' | 'voided';
	readonly n: number;
	readonly head: string;
	readonly epoch: number;
	readonly answered: number;
	/** Questions of the paper. */
	readonly total: number;
	readonly deadlineAt: Instant;
	readonly graceMs: number;
	readonly lastSeenAt: Instant;
	readonly submittedAt: Instant | null;
	readonly submittedBy: Closer | null;
	readonly receipt: string | null;
}

/** Headers kept in memory, about 2 kB each: they are written once, and every save needs the layout. */
const mostKept = 150_000;
const memory = new WeakMap<object, Map<string, AttemptHeader>>();

/**
 * The attempt of that code if it is this person's and is known already: the hot path's answer without a query.
 * Undefined when it must be looked for.
 */
export const rememberedAttempt = (db: Db, code: string): AttemptHeader | undefined => memory.get(db)?.get(code);

const headerRow = prepared((db, { code, personId }: { code: string; personId: PersonId }) =>
	db
		.selectFrom('attempt')
		.innerJoin('enrolment', 'enrolment.id', 'attempt.enrolmentId')
		.select(['attempt.id', 'attempt.code', 'attempt.examId', 'attempt.enrolmentId', 'enrolment.personId'])
		.select(['attempt.no', 'attempt.paperId', 'attempt.layout', 'attempt.startedAt'])
		.where('attempt.code', '=', code)
		.where('enrolment.personId', '=', personId)
);

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
	const [row] = await headerRow(db, { code, personId });
	if (!row) return undefined;
	const { layout, ...rest } = row;
	const { slots } = await servedPaper(db, row.paperId);
	const header = { ...rest, sheet: answerSheet(slots, JSON.parse(layout) as Layout) };
	const oldest = headers.keys().next().value;
	if (headers.size >= mostKept && oldest !== undefined) headers.delete(oldest);
	headers.set(code, header);
	return header;
}

/** Where the attempt stands now, with what its rows do not reflect yet. @throws when there is no such attempt */
export const attemptState = (store: Store, attemptId: AttemptId): AttemptState =>
	ledgersOf(store.raw).get(attemptId).state;

/** What stands for each question now, in shown numbers and letters, in the order shown. */
export function shownResponses(store: Store, header: AttemptHeader): WireResponse[] {
	const { registers } = ledgersOf(store.raw).get(header.id);
	return registers
		.slots()
		.flatMap((slot) => {
			const question = header.sheet.ofSlot(slot);
			const register = registers.get(slot);
			if (!question || !register) return [];
			const { epoch, rev, answer, marked } = register;
			return [{ number: question.number, epoch, rev, answer: toShown(question, answer), marked }];
		})
		.sort((a, b) => a.number - b.number);
}

const responseRows = prepared((db, { attemptId }: { attemptId: AttemptId }) =>
	db.selectFrom('response').select(['slot', 'answer']).where('attemptId', '=', attemptId).orderBy('slot')
);

/** The answers that count, by canonical slot number, in canonical option ids. */
export async function loadResponses(db: Db, attemptId: AttemptId): Promise<ReadonlyMap<number, readonly string[]>> {
	const rows = await responseRows(db, { attemptId });
	return new Map(rows.map(({ slot, answer }) => [slot, answerOf(answer)]));
}

export interface AttemptSummary extends AttemptState {
	readonly code: string;
	readonly no: number;
	readonly startedAt: Instant;
	readonly examId: ExamId;
}

const attemptRows = prepared((db, { personId }: { personId: PersonId }) =>
	db
		.selectFrom('enrolment')
		.innerJoin('attempt', 'attempt.enrolmentId', 'enrolment.id')
		.select(['attempt.id', 'attempt.code', 'attempt.no', 'attempt.startedAt', 'attempt.examId'])
		.where('enrolment.personId', '=', personId)
		.orderBy('attempt.enrolmentId')
		.orderBy('attempt.no')
);

/** A person's attempts at all exams or one, by exam and oldest first, each as it stands now. */
export async function attemptsOf(store: Store, personId: PersonId, only?: ExamId): Promise<readonly AttemptSummary[]> {
	const rows = await attemptRows(store.db, { personId });
	return rows
		.filter(({ examId }) => only === undefined || examId === only)
		.map(({ id, ...row }) => ({ ...attemptState(store, id), ...row }));
}
