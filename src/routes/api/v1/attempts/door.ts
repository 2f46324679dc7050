import { json, type RequestEvent } from '@sveltejs/kit';
import { Busy } from '#lib/base/db/group-commit.server.ts';
import { type AttemptHeader, findAttemptByCode } from '#lib/exam/attempt/attempt.server.ts';
import { type ReadRequest, readRequest } from '#lib/exam/attempt/read-request.ts';
import { bodyLimit } from '#lib/exam/attempt/wire.ts';

type Event = RequestEvent<{ attempt: string }>;

const refuse = (status: number, reason: string, headers: Record<string, string> = {}) =>
	json({ ok: false, reason }, { status, headers });

/** The body as text, at most `bodyLimit` bytes whatever the header promises; undefined when it is longer. */
async function readBody(request: Request): Promise<string | undefined> {
	if (Number(request.headers.get('content-length') ?? 0) > bodyLimit) return undefined;
	const bytes = await request.arrayBuffer();
	return bytes.byteLength > bodyLimit ? undefined : new TextDecoder().decode(bytes);
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/**
 * One call about one attempt: finds it as the caller's own (404 otherwise, foreign and absent alike), reads a body where
 * one is due (413 too long, 415 no JSON, 422 unreadable), and answers 503 with Retry-After when too many saves wait.
 */
export async function attemptCall<Value>(
	event: Event,
	body: 'none' | 'edits',
	call: (header: AttemptHeader, request: ReadRequest) => Promise<Value | null>
): Promise<Response> {
	const { locals, params, request } = event;
	const header = await findAttemptByCode(locals.db, params.attempt, locals.viewer?.personId ?? null);
	if (!header) return refuse(404, 'notFound');
	let read: ReadRequest | undefined = { epoch: 0, batch: '', ops: [] };
	if (body === 'edits') {
		if (!/^application\/json\b/.test(request.headers.get('content-type') ?? '')) return refuse(415, 'notJson');
		const text = await readBody(request);
		if (text === undefined) return refuse(413, 'tooLong');
		read = readRequest(parse(text));
		if (!read) return refuse(422, 'unreadable');
	}
	try {
		const value = await call(header, read);
		return value === null ? refuse(410, 'closed') : json({ ok: true, ...value });
	} catch (reason) {
		if (reason instanceof Busy) return refuse(503, 'busy', { 'retry-after': '2' });
		throw reason;
	}
}
