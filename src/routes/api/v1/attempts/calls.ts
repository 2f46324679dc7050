import type { Instant } from '#lib/base/core/clock.ts';
import { whyUnkept } from '#lib/base/db/group-commit.server.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { type Absence, readAbsences } from '#lib/exam/attempt/absence.ts';
import { noteAbsences } from '#lib/exam/attempt/absence.server.ts';
import { type AttemptHeader, attemptState, shownResponses } from '#lib/exam/attempt/attempt.server.ts';
import { contactsOf } from '#lib/exam/attempt/contact.server.ts';
import { type ReadRequest, readRequest } from '#lib/exam/attempt/read-request.ts';
import { holdsPlace } from '#lib/exam/attempt/place.server.ts';
import { openAttempt, saveResponses, standing } from '#lib/exam/attempt/save.server.ts';
import { submitAttempt } from '#lib/exam/attempt/submit.server.ts';
import { getExam } from '#lib/exam/plan/exam.server.ts';
import { safeguardsOf } from '#lib/exam/plan/safeguards.ts';

/** What a call stands on, whichever of the two doors it came through. */
export interface CallContext {
	readonly store: Store;
	/** Taken at the door, before the body was read. */
	readonly receivedAt: Instant;
	readonly now: () => Instant;
	readonly sessionId: string | null;
}

/** A session as the record of attempts names it. */
const sessionOf = (sessionId: string | null): string => sessionId?.slice(0, 16) ?? '';

interface Call {
	readonly method: 'GET' | 'PUT' | 'POST';
	/** Whether a body is due: edits, or what `reads` makes of it. */
	readonly edits: boolean;
	/** Another body than edits; undefined: unreadable. */
	readonly reads?: (body: unknown) => unknown;
	/** The answer; null when the attempt is over (410). */
	run(context: CallContext, header: AttemptHeader, read: ReadRequest, other?: unknown): Promise<object | null>;
}

/** The calls about one attempt: /api/v1/attempts/CODE/NAME. */
export const calls = {
	/** Saves edits; the answer leaves after COMMIT and names each edit it acknowledges. */
	answers: {
		method: 'PUT',
		edits: true,
		run: ({ store, receivedAt }, header, read) => saveResponses(store, header, read, receivedAt)
	},
	/** What stands, without taking anything over: the browser's look at the clock, the lease and its own answers. */
	sync: {
		method: 'GET',
		edits: false,
		run: ({ store, now, receivedAt, sessionId }, header) => {
			contactsOf(store.raw, receivedAt).heard(header.id, sessionOf(sessionId), receivedAt);
			const state = attemptState(store, header.id);
			const responses = shownResponses(store, header);
			const { epoch, graceMs } = state;
			return Promise.resolve({ epoch, graceMs, responses, ...standing(state, now()) });
		}
	},
	/** Takes the attempt over to this device: a new epoch, and what stands; 410 when it is closed. */
	open: {
		method: 'POST',
		edits: false,
		async run({ store, receivedAt, sessionId }, header) {
			const session = sessionOf(sessionId);
			const { scheme } = await getExam(store.db, header.examId);
			// Kept on one device: a page elsewhere cannot take it over by a call either.
			if (safeguardsOf(scheme).singleDevice && !holdsPlace(store, header.id, session)) return null;
			const opened = await openAttempt(store, header, session, receivedAt);
			if (!opened) return null;
			const { graceMs } = attemptState(store, header.id);
			return { epoch: opened.epoch, graceMs, responses: shownResponses(store, header), ...opened.standing };
		}
	},
	/** Hands in, with the edits still waiting in the browser; again and again gives the same receipt. */
	submit: {
		method: 'POST',
		edits: true,
		async run({ store, receivedAt }, header, read) {
			const { receipt, acks } = await submitAttempt(store, header, read, receivedAt);
			return receipt && { durable: true, batch: read.batch, acks, ...receipt };
		}
	},
	/** Notes when the page was left: beside the answers, never before them, and of no consequence for them. */
	notes: {
		method: 'POST',
		edits: true,
		reads: readAbsences,
		run: ({ store, receivedAt }, header, _read, other) =>
			attemptState(store, header.id).status === 'open'
				? noteAbsences(store, header, other as readonly Absence[], receivedAt)
				: Promise.resolve(null)
	}
} as const satisfies Record<string, Call>;

export type CallName = keyof typeof calls;

/** One answer of the JSON interface, before it is put into HTTP. */
export interface CallAnswer {
	readonly status: number;
	readonly body: object;
	/** Seconds after which to come again. */
	readonly retryAfter?: number;
}

export const refusal = (status: number, reason: string, retryAfter?: number): CallAnswer => ({
	status,
	body: { ok: false, reason },
	...(retryAfter === undefined ? {} : { retryAfter })
});

/** Whether the content type is the one a body of edits must have. */
export const isJson = (contentType: string | null | undefined): boolean =>
	/^application\/json\b/i.test(contentType ?? '');

const nothing: ReadRequest = { epoch: 0, batch: '', ops: [] };

/**
 * Answers one call about the caller's own attempt: 422 for an unreadable body, 410 when the attempt is over, 503 and 507
 * with Retry-After when nothing could be kept: the browser then keeps its edits and comes again.
 * @param text the body; undefined where none is due
 */
export async function answerCall(
	name: CallName,
	context: CallContext,
	header: AttemptHeader,
	text: string | undefined
): Promise<CallAnswer> {
	const call: Call = calls[name];
	const body = call.edits ? parse(text ?? '') : undefined;
	const other = call.reads?.(body);
	const read = call.edits && !call.reads ? readRequest(body) : nothing;
	if (!read || (call.reads && other === undefined)) return refusal(422, 'unreadable');
	try {
		const value = await call.run(context, header, read, other);
		return value === null ? refusal(410, 'closed') : { status: 200, body: { ok: true, ...value } };
	} catch (reason) {
		const unkept = whyUnkept(reason);
		if (!unkept) throw reason;
		return refusal(unkept.status, unkept.reason, unkept.retryAfter);
	}
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
