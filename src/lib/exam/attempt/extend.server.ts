import type { Instant } from '#lib/base/core/clock.ts';
import type { AttemptId, ExamId } from '#lib/base/core/ids.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { type Exam, getExam, personalWindows } from '#lib/exam/plan/exam.server.ts';
import { type Grant, grantsSince } from '#lib/exam/plan/grants.server.ts';
import { deadlineFor } from '#lib/exam/plan/scheme.ts';
import { extend, timelyAfterAll } from './attempt-rules.ts';
import { reopenedBeyond } from './board-record.server.ts';
import { type Ledger, openLedger } from './ledger.server.ts';

const looksAsked = new WeakMap<Store['raw'], number>();

/** Has the sweeper look at all open attempts once more: something that was promised could not be given just now. */
export const lookAgain = ({ raw }: Store): void => void looksAsked.set(raw, (looksAsked.get(raw) ?? 0) + 1);

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
	return JSON.stringify([row, looksAsked.get(store.raw)]);
}

/**
 * Moves the deadline of an open attempt, and counts what came late by the old one and in time by the new one: people go
 * on answering while an extension is on its way. Inside a group commit; the caller seals.
 * @param actor the officer whose reason it is; `clock` where the reason is the server's own word (board-person.server.ts)
 */
export function growDeadline(
	ledger: Ledger,
	deadlineAt: Instant,
	reason: string,
	now: Instant,
	actor: string = 'clock'
): void {
	ledger.append({ kind: 'extended', deadlineAt, reason }, { receivedAt: now, clientAt: null, actor });
	countTimely(ledger);
}

/** Lets count what came late and lies within the deadline that stands now; how many answers. The caller seals. */
export function countTimely(ledger: Ledger): number {
	const timely = timelyAfterAll(ledger.state, ledger.register, ledger.lateEdits());
	for (const edit of timely) {
		const { slot, epoch, rev, answer, marked, receivedAt, clientAt, actor } = edit;
		ledger.append({ kind: 'responded', slot, epoch, rev, answer, marked }, { receivedAt, clientAt, actor });
	}
	return timely.length;
}

/** Open attempts looked at in one go, some ten milliseconds: a city has a hundred thousand, and answers wait meanwhile. */
const lookedAtOnce = 2000;

type PersonalWindows = Awaited<ReturnType<typeof personalWindows>>;
type Grants = Awaited<ReturnType<typeof grantsSince>>;

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
	// What a reopening gave comes on top, or a later extension for everyone would pass the reopened by.
	const beyond = reopenedBeyond(store.raw);
	const exams = new Map<ExamId, { readonly exam: Exam; readonly windowOf: PersonalWindows; grants?: Grants }>();
	let grown = 0;
	for (let last = 0 as AttemptId; ;) {
		const open = await openAfter(store, last, only, attempt);
		const growing: Promise<number>[] = [];
		for (const one of open) {
			let exam = exams.get(one.examId);
			if (!exam) {
				const found = await getExam(store.db, one.examId);
				exams.set(found.id, (exam = { exam: found, windowOf: await personalWindows(store.db, found) }));
			}
			// All was promised: what an officer grants comes on top of what outages and a reopening gave back.
			const given = Number(one.credited ?? 0) + (beyond.get(one.id) ?? 0);
			const promised = deadlineFor(exam.exam.scheme, exam.windowOf(one), one.startedAt) + given;
			if (promised <= one.deadlineAt) continue;
			exam.grants ??= await grantsSince(store.db, exam.exam);
			const grants = await exam.grants(one, one.deadlineAt - given);
			const steps = grants.map((grant) => ({ ...grant, deadlineAt: Math.min(grant.deadlineAt + given, promised) }));
			// The last one only where nobody's word explains the whole.
			const rest = { deadlineAt: promised, actor: 'clock', reason: 'window_override' };
			growing.push(grow(store, one.id, [...steps, rest], now));
		}
		for (const count of await Promise.all(growing)) grown += count;
		if (open.length < lookedAtOnce) return grown;
		last = open.at(-1)?.id ?? last;
		await new Promise(setImmediate);
	}
}

/** The next open attempts in the order of their ids. */
const openAfter = (store: Store, last: AttemptId, only: ExamId | undefined, attempt: AttemptId | undefined) =>
	store.db
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
		.where('attemptState.attemptId', '>', last)
		.$if(only !== undefined, (query) => query.where('attempt.examId', '=', only ?? (0 as ExamId)))
		.$if(attempt !== undefined, (query) => query.where('attempt.id', '=', attempt ?? (0 as AttemptId)))
		.orderBy('attemptState.attemptId')
		.limit(lookedAtOnce)
		.execute();

const grow = (store: Store, attemptId: AttemptId, promised: readonly Grant[], now: Instant): Promise<number> =>
	store.saves.push((raw) => {
		const ledger = openLedger(raw, attemptId);
		let grown = 0;
		for (const { deadlineAt, actor, reason } of promised) {
			const later = extend(ledger.state, deadlineAt);
			if (later === undefined) continue;
			growDeadline(ledger, later, reason, now, actor);
			grown = 1;
		}
		if (grown > 0) ledger.seal(null);
		return grown;
	});
