import type { Instant } from '#lib/base/core/clock.ts';
import type { AttemptId, EnrolmentId, ExamId, UnitId } from '#lib/base/core/ids.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import type { AttemptEvent, Closer } from './attempt.ts';
import { attemptState } from './attempt.server.ts';
import type { Seat } from './board.ts';
import { lookAtExam } from './board.server.ts';
import { leftAtSubmission } from './officer-rules.ts';
import type { ExamOutage } from './outage.server.ts';
import { loadEvents } from './record.server.ts';

type Outage = Pick<ExamOutage, 'kind' | 'fromAt' | 'toAt'>;

/** `times`: what an officer had changed in the plan, on records of before they named the officer. */
export type Cause = { readonly kind: 'times' } | Outage;

/** One line of what happened to an attempt; answers are not part of it. */
export interface RecordLine {
	readonly n: number;
	readonly at: Instant;
	readonly kind: Exclude<AttemptEvent['kind'], 'responded' | 'marked'>;
	readonly actor: string;
	/** Letter of the device, in the order they appeared. */
	readonly device?: string;
	readonly words?: string;
	/** Why the server extended in its own name; then there are no words. */
	readonly cause?: Cause;
	readonly until?: Instant;
	readonly limitMs?: number;
	readonly by?: Closer;
	readonly answered?: number;
	readonly total?: number;
}

export interface AttemptOnBoard {
	readonly no: number;
	readonly startedAt: Instant;
	readonly status: 'open' | 'submitted' | 'voided';
	readonly deadlineAt: Instant;
	/** What reopening gives back at least. */
	readonly leftMs: number;
	readonly lines: readonly RecordLine[];
}

export interface PersonOnBoard {
	readonly seat: Seat;
	/** The newest first. */
	readonly attempts: readonly AttemptOnBoard[];
}

/** One person of the board with the record of every attempt; undefined outside the list, or outside what may be seen. */
export async function personOnBoard(
	store: Store,
	examId: ExamId,
	enrolmentId: EnrolmentId,
	visible: 'all' | ReadonlySet<UnitId>,
	now: Instant
): Promise<PersonOnBoard | undefined> {
	const snapshot = await lookAtExam(store, examId, now);
	const index = snapshot.people.findIndex((person) => person.enrolmentId === enrolmentId);
	const person = snapshot.people[index];
	if (!person || (visible !== 'all' && !visible.has(person.unitId))) return undefined;
	const rows = await store.db
		.selectFrom('attempt')
		.select(['id', 'no', 'startedAt'])
		.where('enrolmentId', '=', enrolmentId)
		.orderBy('no', 'desc')
		.execute();
	const attempts: AttemptOnBoard[] = [];
	for (const { id, no, startedAt } of rows) {
		const state = attemptState(store, id);
		const events = await loadEvents(store, id);
		const lines = recordLines(events, await outagesBehind(store, id), await closedWhy(store, id));
		const { status, deadlineAt } = state;
		attempts.push({ no, startedAt, status, deadlineAt, leftMs: leftAtSubmission(state), lines });
	}
	return { seat: snapshot.seat(index), attempts };
}

/** The outages whose time an attempt was given back, by what its record calls them. */
async function outagesBehind(store: Store, attemptId: AttemptId): Promise<ReadonlyMap<string, Outage>> {
	const rows = await store.db
		.selectFrom('outageCredit')
		.innerJoin('outage', 'outage.id', 'outageCredit.outageId')
		.select(['outage.id', 'outage.kind', 'outage.fromAt', 'outage.toAt'])
		.where('outageCredit.attemptId', '=', attemptId)
		.execute();
	return new Map(rows.map(({ id, ...outage }) => [`outage ${id}`, outage]));
}

/** Why an officer handed in for the person, by the moment: the record has no room for it, the audit has it. */
async function closedWhy(store: Store, attemptId: AttemptId): Promise<ReadonlyMap<Instant, string>> {
	const rows = await store.db
		.selectFrom('auditEntry')
		.select(['at', 'body'])
		.where('subjectKind', '=', 'attempt')
		.where('subjectId', '=', String(attemptId))
		.where('act', '=', 'attempt.closed')
		.execute();
	return new Map(rows.map(({ at, body }) => [at, (JSON.parse(body) as { reason: string }).reason]));
}

/** What happened, without the answers; sessions become letters, so that nothing of a session leaves the server. */
export function recordLines(
	events: readonly AttemptEvent[],
	outages: ReadonlyMap<string, Outage>,
	closedBecause: ReadonlyMap<Instant, string>
): RecordLine[] {
	const devices = new Map<string, string>();
	const letter = (session: string): string => {
		const known = devices.get(session) ?? String.fromCharCode(65 + (devices.size % 26));
		devices.set(session, known);
		return known;
	};
	return events.flatMap((event): RecordLine[] => {
		if (event.kind === 'responded' || event.kind === 'marked') return [];
		const { n, receivedAt: at, actor, kind } = event;
		const line = { n, at, kind, actor };
		switch (event.kind) {
			case 'started':
				return [{ ...line, limitMs: event.limitMs }];
			case 'opened':
				return [{ ...line, device: letter(event.session) }];
			case 'extended': {
				const cause = event.actor === 'clock' ? (outages.get(event.reason) ?? { kind: 'times' as const }) : undefined;
				return [{ ...line, until: event.deadlineAt, ...(cause ? { cause } : { words: event.reason }) }];
			}
			case 'reopened':
				return [{ ...line, until: event.deadlineAt, words: event.reason }];
			case 'submitted': {
				const words = event.by === 'officer' ? closedBecause.get(at) : undefined;
				const { by, answered, total } = event;
				return [{ ...line, by, answered, total, ...(words === undefined ? {} : { words }) }];
			}
			case 'voided':
			case 'released':
				return [{ ...line, words: event.reason }];
			case 'identityConfirmed':
				return [{ ...line, words: event.note }];
			case 'late':
			case 'adopted':
				return [line];
		}
	});
}
