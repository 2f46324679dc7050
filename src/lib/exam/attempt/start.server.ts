import type Sqlite from 'better-sqlite3';
import { hash } from 'node:crypto';
import type { Instant } from '#lib/base/core/clock.ts';
import { type AttemptId, type ExamId, asId, type EnrolmentId, type PersonId } from '#lib/base/core/ids.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { statement } from '#lib/base/db/statement.server.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { clockInDoubt } from '#lib/base/time/clock.server.ts';
import type { Paper } from '#lib/content/paper/paper.server.ts';
import { type Layout, layoutFor } from '#lib/content/paper/paper.ts';
import { servedPaper } from '#lib/content/paper/served.server.ts';
import {
	type Enrolment,
	type EnrolmentStatus,
	enrolmentOf,
	type Exam,
	findExam,
	isExcused,
	paperFor,
	personalWindow
} from '#lib/exam/plan/exam.server.ts';
import { safeguardsOf } from '#lib/exam/plan/safeguards.ts';
import { deadlineFor, entryFor, type Window } from '#lib/exam/plan/scheme.ts';
import { attemptsOf } from './attempt.server.ts';
import { newAttemptCode } from './code.server.ts';
import { createLedger } from './ledger.server.ts';

export type StartRefusal =
	| 'unknownExam'
	| 'notEnrolled'
	| 'exempt'
	| 'deferred'
	| 'early'
	| 'tooLate'
	| 'closed'
	| 'noAttemptsLeft'
	| 'shortTime'
	| 'roomCode'
	/** What the exam asks to be done before it is not done. */
	| 'notEligible'
	/** The machine's clock was wrong at the start of the server, and nobody has confirmed it yet. */
	| 'clockDoubt';

export interface Started {
	readonly code: string;
	readonly attemptId: AttemptId;
	/** Whether this call made the attempt; false: it was open already, and is gone on with. */
	readonly fresh: boolean;
}

export interface StartRequest {
	readonly examId: ExamId;
	readonly personId: PersonId;
	/** The candidate has read that less than the working time is left, and starts all the same. */
	readonly shortTimeAccepted: boolean;
	/** Whether the code of the room was typed; asked where the exam wants one. */
	readonly inRoom?: boolean;
	/** Whether the person has done what the exam's `eligibility` asks; whoever does not say so does not start. */
	readonly eligible?: boolean;
}

/**
 * Starts an attempt, or finds the one already open. However many starts arrive at once, one attempt comes of them:
 * the look and the insertion stand in one commit, and (enrolment, no) is unique.
 */
export async function startAttempt(
	store: Store,
	request: StartRequest,
	receivedAt: Instant
): Promise<Outcome<Started, StartRefusal>> {
	const { db } = store;
	const exam = await findExam(db, request.examId);
	const enrolment = exam && (await enrolmentOf(db, exam.id, request.personId));
	if (!exam || exam.publishedAt === null) return refused('unknownExam');
	if (!enrolment) return refused('notEnrolled');
	const attempts = await attemptsOf(store, request.personId, exam.id);
	const open = attempts.find((attempt) => attempt.status === 'open');
	if (open) return done({ code: open.code, attemptId: open.attemptId, fresh: false });
	if (clockInDoubt(store.raw)) return refused('clockDoubt');
	const window = await personalWindow(db, exam, enrolment);
	// A voided attempt is as if it had not been; its number stays taken.
	const used = attempts.filter((attempt) => attempt.status !== 'voided').length;
	const refusal = entryRefusal(exam, enrolment, window, used, request, receivedAt);
	if (refusal) return refused(refusal);
	const no = attempts.length + 1;
	const draft = { exam, enrolment, no, receivedAt, deadlineAt: deadlineFor(exam.scheme, window, receivedAt) };
	const paper = await paperFor(db, exam, enrolment, no, receivedAt);
	const plan = await layOut(db, exam, paper);
	return store.saves.push((raw) => {
		const other = begun(raw, enrolment.id, no);
		if (other) return done(other);
		// Who sits cannot be excused; whoever was excused in this very moment does not sit. Nor does anybody once it is closed.
		const { status, closedAt } = standing(raw, enrolment.id);
		if (closedAt !== null) return refused('closed');
		return isExcused(status) ? refused(status) : done(begin(raw, { ...draft, ...plan, paper }));
	});
}

function entryRefusal(
	exam: Exam,
	enrolment: Enrolment,
	window: Window,
	used: number,
	{ shortTimeAccepted, inRoom, eligible }: StartRequest,
	now: Instant
): StartRefusal | undefined {
	if (isExcused(enrolment.status)) return enrolment.status;
	const { scheme } = exam;
	if (scheme.attemptsAllowed !== null && used >= scheme.attemptsAllowed) return 'noAttemptsLeft';
	const entry = entryFor(exam, scheme, window, now);
	if (entry === 'notPublished') return 'unknownExam';
	if (entry !== 'open') return entry;
	if (scheme.eligibility && eligible !== true) return 'notEligible';
	if (safeguardsOf(scheme).roomCode && inRoom !== true) return 'roomCode';
	const short = deadlineFor(scheme, window, now) - now < scheme.durationMs;
	return short && !shortTimeAccepted ? 'shortTime' : undefined;
}

async function layOut(db: Db, exam: Exam, paper: Paper): Promise<{ code: string; layout: Layout }> {
	const { slots, contents } = await servedPaper(db, paper.id);
	const code = newAttemptCode();
	const { shuffleItems, shuffleOptions } = exam.scheme;
	return { code, layout: layoutFor(slots, contents, { seed: code, shuffleItems, shuffleOptions }) };
}

/** The attempt that another start has made meanwhile, or an officer opened again. */
function begun(raw: Sqlite.Database, enrolmentId: EnrolmentId, no: number): Started | undefined {
	const row = statement<[number, number], { id: number; code: string }>(
		raw,
		`select id, code from attempt join attempt_state on attempt_state.attempt_id = attempt.id
			where enrolment_id = ? and (no = ? or status = 'open') order by status = 'open' desc`
	).get(enrolmentId, no);
	return row && { code: row.code, attemptId: asId(row.id), fresh: false };
}

function standing(raw: Sqlite.Database, enrolmentId: EnrolmentId) {
	const text = `select status, closed_at as closedAt from enrolment join exam on exam.id = enrolment.exam_id
		where enrolment.id = ?`;
	const row = statement<[number], { status: EnrolmentStatus; closedAt: Instant | null }>(raw, text).get(enrolmentId);
	if (!row) throw new Error('the enrolment is gone');
	return row;
}

interface Draft {
	readonly exam: Exam;
	readonly enrolment: Enrolment;
	readonly no: number;
	readonly receivedAt: Instant;
	readonly deadlineAt: Instant;
	readonly paper: Paper;
	readonly code: string;
	readonly layout: Layout;
}

/** Writes header, first event and projection. Synchronous, inside one transaction. */
function begin(raw: Sqlite.Database, draft: Draft): Started {
	const { exam, enrolment, no, receivedAt, deadlineAt, paper, code } = draft;
	const layout = JSON.stringify(draft.layout);
	const row = statement<unknown[], { id: number }>(
		raw,
		`insert into attempt (code, enrolment_id, exam_id, no, paper_id, layout, started_at)
			values (?, ?, ?, ?, ?, ?, ?) returning id`
	).get(code, enrolment.id, exam.id, no, paper.id, layout, receivedAt);
	if (!row) throw new Error('the attempt was not written');
	const attemptId = asId<'attempt'>(row.id);
	const { durationMs, graceMs } = exam.scheme;
	const total = draft.layout.length;
	const ledger = createLedger(raw, {
		id: attemptId,
		examId: exam.id,
		total,
		deadlineAt,
		graceMs,
		startedAt: receivedAt
	});
	const layoutHash = hash('sha256', layout);
	const started = {
		kind: 'started' as const,
		layoutHash,
		limitMs: durationMs,
		deadlineAt,
		graceMs,
		total
	};
	ledger.append(started, { receivedAt, clientAt: null, actor: 'candidate' });
	ledger.seal(receivedAt);
	return { code, attemptId, fresh: true };
}
