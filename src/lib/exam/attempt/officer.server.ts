import type Sqlite from 'better-sqlite3';
import type { Instant } from '#lib/base/core/clock.ts';
import type { AttemptId, EnrolmentId, ExamId, PersonId, UnitId } from '#lib/base/core/ids.ts';
import { type Outcome, refused } from '#lib/base/core/outcome.ts';
import { may, mayEverywhere, type Viewer } from '#lib/base/core/permit.ts';
import { whyUnkept } from '#lib/base/db/group-commit.server.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { getExam, givenOut } from '#lib/exam/plan/exam.server.ts';
import { type GrantRefusal, grantOverride } from '#lib/exam/plan/override.server.ts';
import { attemptState } from './attempt.server.ts';
import { countTimely, extendOpenAttempts, lookAgain } from './extend.server.ts';
import { leftAtSubmission, namesPerson, reopenedDeadline } from './officer-rules.ts';
import { act, appendAs, type Asked, type AskRefusal, findTarget, whyNotYet } from './officer-target.server.ts';
import { close } from './submit.server.ts';

type Refusal = AskRefusal | 'forbidden';
const mostMinutes = 480;

/** Whole minutes within a working day; undefined for anything else. */
const minutesMs = (minutes: number, least: number): number | undefined =>
	Number.isInteger(minutes) && minutes >= least && minutes <= mostMinutes ? minutes * 60_000 : undefined;

export type ExtendRefusal = Refusal | GrantRefusal | 'notOpen' | 'minutes';

/**
 * Gives one person more working time, now and in any later attempt at this exam. The new deadline.
 * @param asked `shown` is the number of the newest override on the page of the form (plan/override.server.ts)
 */
export async function extendPerson(
	store: Store,
	viewer: Viewer,
	asked: Asked & { readonly minutes: number; readonly shown?: number },
	now: Instant
): Promise<Outcome<Instant, ExtendRefusal>> {
	if (!mayEverywhere(viewer, 'exams.manage')) return refused('forbidden');
	const target = await findTarget(store.db, viewer, asked);
	if (!target.ok) return target;
	const early = whyNotYet(asked);
	if (early) return early;
	const extraMs = minutesMs(asked.minutes, 1);
	if (extraMs === undefined) return refused('minutes', { most: mostMinutes });
	const { attemptId, personId, examId } = target.value;
	if (attemptState(store, attemptId).status !== 'open') return refused('notOpen');
	const reason = asked.reason.trim();
	const grant = { unitId: null, personId, opensAt: null, closesAt: null, extraMs, reason };
	const granted = await grantOverride(store.db, viewer, examId, grant, now, asked.shown);
	if (!granted.ok) return granted;
	// The sweeper hands it on as well, a second later: a crash in between takes nothing from anybody.
	await extendOpenAttempts(store, now, examId, attemptId);
	const { status, deadlineAt } = attemptState(store, attemptId);
	// Closed meanwhile: what was granted stands in the plan, and is given once it is opened again.
	return status === 'open' ? { ok: true, value: deadlineAt } : refused('notOpen');
}

/** Ends the sessions of a person inside a group commit; how many there were (people/access/release.server.ts). */
export type EndSessions = (raw: Sqlite.Database, personId: PersonId) => number;

/**
 * Frees an attempt from its device: every session of the person ends, and an epoch that no page has takes the lease, so
 * that an old page which signs in again is read-only until it takes the attempt over. Answers stay, the clock runs on.
 */
export async function releaseDevice(
	store: Store,
	viewer: Viewer,
	asked: Asked,
	endSessions: EndSessions,
	now: Instant
): Promise<Outcome<{ readonly sessions: number }, Refusal | 'notOpen'>> {
	if (!mayEverywhere(viewer, 'exams.manage')) return refused('forbidden');
	const target = await findTarget(store.db, viewer, asked);
	if (!target.ok) return target;
	const early = whyNotYet(asked);
	if (early) return early;
	const reason = asked.reason.trim();
	return act(store, viewer, target.value, now, (ledger, raw) => {
		if (ledger.state.status !== 'open') return refused('notOpen');
		const epoch = ledger.state.epoch + 1;
		appendAs(ledger, viewer, { kind: 'released', epoch, reason }, now);
		const sessions = endSessions(raw, target.value.personId);
		return { name: 'attempt.released', body: { epoch, sessions, reason }, value: { sessions } };
	});
}

/**
 * Voids an attempt: it counts as if it had not been, and another may be begun while the window is open. Its record stays.
 * Published figures change by a new run only. Whoever voids types the person's name: it is not undone.
 */
export async function voidAttempt(
	store: Store,
	viewer: Viewer,
	asked: Asked & { readonly typedName: string },
	now: Instant
): Promise<Outcome<null, Refusal | 'voided' | 'nameDiffers'>> {
	if (!mayEverywhere(viewer, 'exams.manage')) return refused('forbidden');
	const target = await findTarget(store.db, viewer, asked);
	if (!target.ok) return target;
	const early = whyNotYet(asked);
	if (early) return early;
	if (!namesPerson(asked.typedName, target.value.name)) return refused('nameDiffers', { name: target.value.name });
	const reason = asked.reason.trim();
	return act(store, viewer, target.value, now, (ledger) => {
		const { status, receipt, answered } = ledger.state;
		if (status === 'voided') return refused('voided');
		appendAs(ledger, viewer, { kind: 'voided', reason }, now);
		return { name: 'attempt.voided', body: { reason, receipt, answered }, value: null };
	});
}

export type ReopenRefusal =
	Refusal | 'notSubmitted' | 'otherOpen' | 'closed' | 'resultsOut' | 'answersOut' | 'noTimeLeft' | 'minutes';

/**
 * Opens a submitted attempt again with a deadline that grants at least the time that was left when it was handed in, and
 * whatever was granted to everyone in the meantime. What came too late for the old deadline counts now, so that the page
 * shows at once what stands. The receipt is void with it; handing in again gives another. Refused once the exam is closed,
 * results are published, or answers may have been shown. The new deadline.
 */
export async function reopenAttempt(
	store: Store,
	viewer: Viewer,
	asked: Asked & { readonly minutes: number },
	now: Instant
): Promise<Outcome<Instant, ReopenRefusal>> {
	if (!mayEverywhere(viewer, 'exams.manage')) return refused('forbidden');
	const target = await findTarget(store.db, viewer, asked);
	if (!target.ok) return target;
	const early = whyNotYet(asked);
	if (early) return early;
	const moreMs = minutesMs(asked.minutes, 0);
	if (moreMs === undefined) return refused('minutes', { most: mostMinutes });
	const { db } = store;
	const exam = await getExam(db, asked.examId);
	if (exam.closedAt !== null) return refused('closed');
	const out = await givenOut(db, exam, now);
	if (out) return refused(out);
	const { enrolmentId, attemptId } = target.value;
	const reason = asked.reason.trim();
	const opened = await act(store, viewer, target.value, now, (ledger, raw) => {
		const { state } = ledger;
		if (state.status !== 'submitted') return refused('notSubmitted');
		// The exam may have been closed, or its results published, while this waited for its turn.
		const over = overMeanwhile(raw, exam.id);
		if (over) return refused(over);
		if (isWriting(raw, enrolmentId, attemptId)) return refused('otherOpen');
		const deadlineAt = reopenedDeadline(state, moreMs, now);
		if (deadlineAt === undefined) return refused('noTimeLeft');
		const before = { receipt: state.receipt, submittedBy: state.submittedBy, leftMs: leftAtSubmission(state) };
		const overMs = deadlineAt - state.deadlineAt;
		appendAs(ledger, viewer, { kind: 'reopened', deadlineAt, overMs, reason }, now);
		const counted = countTimely(ledger);
		return { name: 'attempt.reopened', body: { ...before, deadlineAt, reason, counted }, value: deadlineAt };
	});
	if (!opened.ok) return opened;
	try {
		await extendOpenAttempts(store, now, exam.id, attemptId);
	} catch (reason) {
		// It is open, and that must be said; what is still to be given comes with the sweeper.
		if (!whyUnkept(reason)) throw reason;
		lookAgain(store);
	}
	return { ok: true, value: attemptState(store, attemptId).deadlineAt };
}

function overMeanwhile(raw: Sqlite.Database, examId: ExamId): 'closed' | 'resultsOut' | undefined {
	if (raw.prepare('select closed_at from exam where id = ?').pluck().get(examId) !== null) return 'closed';
	return raw.prepare('select 1 from publication where exam_id = ? limit 1').get(examId) ? 'resultsOut' : undefined;
}

/** Whether the person writes another attempt of this exam: two at once would be two papers in one hand. */
const isWriting = (raw: Sqlite.Database, enrolmentId: EnrolmentId, except: AttemptId): boolean =>
	raw
		.prepare(
			`select 1 from attempt join attempt_state on attempt_state.attempt_id = attempt.id
				where attempt.enrolment_id = ? and attempt.id <> ? and attempt_state.status = 'open'`
		)
		.get(enrolmentId, except) !== undefined;

/** Hands an open attempt in for the person: what is on the server counts. The receipt. */
export async function closeByOfficer(
	store: Store,
	viewer: Viewer,
	asked: Asked,
	now: Instant
): Promise<Outcome<string, Refusal | 'notOpen'>> {
	if (!mayEverywhere(viewer, 'exams.manage')) return refused('forbidden');
	const target = await findTarget(store.db, viewer, asked);
	if (!target.ok) return target;
	const early = whyNotYet(asked);
	if (early) return early;
	const reason = asked.reason.trim();
	return act(store, viewer, target.value, now, (ledger) => {
		if (!close(ledger, 'officer', now, viewer.name)) return refused('notOpen');
		const { receipt, answered, total } = ledger.state;
		return { name: 'attempt.closed', body: { reason, receipt, answered, total }, value: receipt ?? '' };
	});
}

/**
 * Notes that somebody on duty has seen the person and that it is the one, and by what: `note`. Again and again: the last
 * one is shown.
 * @param visible units within which the viewer may confirm
 */
export async function confirmIdentity(
	store: Store,
	viewer: Viewer,
	asked: Omit<Asked, 'reason' | 'confirmed'> & { readonly note: string },
	visible: 'all' | ReadonlySet<UnitId>,
	now: Instant
): Promise<Outcome<null, Exclude<Refusal, 'reasonMissing' | 'unconfirmed'> | 'noteMissing' | 'voided'>> {
	if (!may(viewer, 'identity.confirm')) return refused('forbidden');
	const target = await findTarget(store.db, viewer, asked);
	if (!target.ok) return target.reason === 'ownAttempt' ? refused('ownAttempt') : refused('notFound');
	if (visible !== 'all' && !visible.has(target.value.unitId)) return refused('notFound');
	const note = asked.note.trim().slice(0, 200);
	if (note === '') return refused('noteMissing');
	return act(store, viewer, target.value, now, (ledger) => {
		if (ledger.state.status === 'voided') return refused('voided');
		appendAs(ledger, viewer, { kind: 'identityConfirmed', note }, now);
		return { name: 'attempt.identityConfirmed', body: { note }, value: null };
	});
}
