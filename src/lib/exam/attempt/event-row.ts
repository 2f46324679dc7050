import { asId, type AttemptId } from '#lib/base/core/ids.ts';
import type { AttemptEvent, Happening } from './attempt.ts';

/** A row of attempt_event without its hash; `answer` and `body` are JSON text. */
export interface EventRow {
	readonly attemptId: AttemptId;
	readonly n: number;
	readonly kind: AttemptEvent['kind'];
	readonly slot: number | null;
	readonly epoch: number | null;
	readonly rev: number | null;
	readonly answer: string | null;
	readonly receivedAt: number;
	readonly clientAt: number | null;
	readonly actor: string;
	readonly body: string | null;
}

/** What the hash of an event covers besides the previous hash: every column, in this order, as one JSON array. */
export const canonicalRow = (row: EventRow): string =>
	JSON.stringify([
		row.attemptId,
		row.n,
		row.kind,
		row.slot,
		row.epoch,
		row.rev,
		row.answer,
		row.receivedAt,
		row.clientAt,
		row.actor,
		row.body
	]);

/** A cleared answer is null in columns and [] in the language of the house. */
export const answerText = (answer: readonly string[]): string | null =>
	answer.length === 0 ? null : JSON.stringify(answer);

/** The body of an edit: only the flag, and only where it is set. */
export const markText = (marked: boolean): string | null => (marked ? '{"marked":true}' : null);

export const answerOf = (text: string | null): readonly string[] =>
	text === null ? [] : (JSON.parse(text) as string[]);

export function toRow(attemptId: AttemptId, event: AttemptEvent): EventRow {
	const { n, kind, receivedAt, clientAt, actor } = event;
	const common = { attemptId, n, kind, slot: null, epoch: null, rev: null, answer: null, receivedAt, clientAt, actor };
	switch (event.kind) {
		case 'responded':
		case 'marked':
		case 'late': {
			const { slot, epoch, rev, answer, marked } = event;
			return { ...common, slot, epoch, rev, answer: answerText(answer), body: markText(marked) };
		}
		case 'adopted': {
			const { slot, epoch, rev, answer, marked, late, adoption } = event;
			const body = JSON.stringify({ ...(marked ? { marked: true } : {}), late, adoption });
			return { ...common, slot, epoch, rev, answer: answerText(answer), body };
		}
		case 'opened':
			return { ...common, epoch: event.epoch, body: JSON.stringify({ session: event.session }) };
		case 'started': {
			const { layoutHash, limitMs, deadlineAt, graceMs, total } = event;
			return { ...common, body: JSON.stringify({ layoutHash, limitMs, deadlineAt, graceMs, total }) };
		}
		case 'submitted': {
			const { by, submittedAt, answered, total } = event;
			return { ...common, body: JSON.stringify({ by, submittedAt, answered, total }) };
		}
		case 'extended':
			return { ...common, body: JSON.stringify({ deadlineAt: event.deadlineAt, reason: event.reason }) };
		case 'reopened': {
			const { deadlineAt, overMs, reason } = event;
			return { ...common, body: JSON.stringify({ deadlineAt, overMs, reason }) };
		}
		case 'released':
			return { ...common, epoch: event.epoch, body: JSON.stringify({ reason: event.reason }) };
		case 'identityConfirmed':
			return { ...common, body: JSON.stringify({ note: event.note }) };
		case 'voided':
			return { ...common, body: JSON.stringify({ reason: event.reason }) };
	}
}

/** Reads a row back. @throws when it is not a row that `toRow` wrote */
export function fromRow(row: EventRow): AttemptEvent {
	const { n, receivedAt, clientAt, actor } = row;
	const body = row.body === null ? {} : (JSON.parse(row.body) as Record<string, unknown>);
	const edit = { ...body, slot: row.slot, epoch: row.epoch, rev: row.rev };
	const isEdit = row.kind === 'responded' || row.kind === 'marked' || row.kind === 'late' || row.kind === 'adopted';
	const happening = isEdit
		? { ...edit, answer: answerOf(row.answer), marked: body.marked === true }
		: row.kind === 'opened' || row.kind === 'released'
			? { ...body, epoch: row.epoch }
			: body;
	return { ...happening, kind: row.kind, n, receivedAt, clientAt, actor } as Happening & AttemptEvent;
}

/** A row as better-sqlite3 gives it, for the paths that do not go through Kysely. */
export interface RawEventRow {
	readonly attempt_id: number;
	readonly n: number;
	readonly kind: AttemptEvent['kind'];
	readonly slot: number | null;
	readonly epoch: number | null;
	readonly rev: number | null;
	readonly answer: string | null;
	readonly received_at: number;
	readonly client_at: number | null;
	readonly actor: string;
	readonly body: string | null;
	readonly hash: string;
}

export function fromRaw(raw: RawEventRow): EventRow & { readonly hash: string } {
	const { attempt_id, received_at, client_at, ...same } = raw;
	return { ...same, attemptId: asId(attempt_id), receivedAt: received_at, clientAt: client_at };
}
