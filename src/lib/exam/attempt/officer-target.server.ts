import type Sqlite from 'better-sqlite3';
import type { Instant } from '#lib/base/core/clock.ts';
import type { AttemptId, EnrolmentId, ExamId, PersonId, UnitId } from '#lib/base/core/ids.ts';
import { refused } from '#lib/base/core/outcome.ts';
import type { Viewer } from '#lib/base/core/permit.ts';
import type { Db } from '#lib/base/db/schema.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { recordRaw } from '#lib/base/audit/audit.server.ts';
import type { Happening } from './attempt.ts';
import { type Ledger, openLedger } from './ledger.server.ts';

/** Which attempt an act is about, as the page that was looked at named it. */
export interface Asked {
	readonly examId: ExamId;
	readonly enrolmentId: EnrolmentId;
	/** Number of the attempt among the person's. */
	readonly no: number;
	readonly reason: string;
	/** The box "I have checked that this is the person" was ticked. */
	readonly confirmed: boolean;
}

export interface Target {
	readonly attemptId: AttemptId;
	readonly examId: ExamId;
	readonly enrolmentId: EnrolmentId;
	readonly personId: PersonId;
	readonly unitId: UnitId;
	readonly name: string;
	readonly no: number;
	readonly startedAt: Instant;
}

export type AskRefusal = 'notFound' | 'ownAttempt' | 'reasonMissing' | 'unconfirmed';

/** The attempt asked about. Nobody acts on an attempt of their own. The verb has looked at permission. */
export async function findTarget(db: Db, viewer: Viewer, asked: Omit<Asked, 'reason' | 'confirmed'>) {
	const target = await db
		.selectFrom('attempt')
		.innerJoin('enrolment', 'enrolment.id', 'attempt.enrolmentId')
		.select(['attempt.id as attemptId', 'attempt.examId', 'attempt.enrolmentId', 'attempt.no', 'attempt.startedAt'])
		.select(['enrolment.personId', 'enrolment.unitId', 'enrolment.name'])
		.where('attempt.examId', '=', asked.examId)
		.where('attempt.enrolmentId', '=', asked.enrolmentId)
		.where('attempt.no', '=', asked.no)
		.executeTakeFirst();
	if (!target) return refused<AskRefusal>('notFound');
	if (viewer.personId === target.personId) return refused<AskRefusal>('ownAttempt');
	return { ok: true as const, value: target satisfies Target };
}

/** What is asked of every act that takes something away or gives something: a reason, and a second thought. */
export function whyNotYet({ reason, confirmed }: Pick<Asked, 'reason' | 'confirmed'>) {
	if (reason.trim() === '') return refused<AskRefusal>('reasonMissing');
	return confirmed ? undefined : refused<AskRefusal>('unconfirmed');
}

interface Act<Value> {
	/** Verb of the audit, e.g. `attempt.voided`. */
	readonly name: string;
	readonly body: Readonly<Record<string, unknown>>;
	readonly value: Value;
}

/**
 * One act on one attempt: the event and its audit row in the same commit, or a refusal and nothing.
 * @param work decides by what stands inside the commit; what it appends is sealed afterwards
 */
export async function act<Value, Refusal extends { readonly ok: false }>(
	store: Store,
	viewer: Viewer,
	target: Target,
	now: Instant,
	work: (ledger: Ledger, raw: Sqlite.Database) => Act<Value> | Refusal
): Promise<{ readonly ok: true; readonly value: Value } | Refusal> {
	return store.saves.push((raw) => {
		const ledger = openLedger(raw, target.attemptId);
		const acted = work(ledger, raw);
		if ('ok' in acted) return acted;
		ledger.seal(null);
		const { examId, enrolmentId, no, attemptId } = target;
		const body = { examId, enrolmentId, no, ...acted.body };
		recordRaw(raw, viewer, { act: acted.name, subjectKind: 'attempt', subjectId: attemptId, body }, now);
		return { ok: true, value: acted.value };
	});
}

/** Appends an event in an officer's name. */
export const appendAs = (ledger: Ledger, viewer: Viewer, happening: Happening, now: Instant): void =>
	void ledger.append(happening, { receivedAt: now, clientAt: null, actor: viewer.name });
