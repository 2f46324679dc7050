import { json, type RequestHandler } from '@sveltejs/kit';
import { findAttemptByCode } from '#lib/exam/attempt/attempt.server.ts';
import { bodyLimit } from '#lib/exam/attempt/wire.ts';
import { answerCall, type CallAnswer, type CallName, calls, isJson, refusal } from './calls.ts';

const reply = ({ status, body, retryAfter }: CallAnswer) =>
	json(body, { status, headers: retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) } });

/** The body as text, at most `bodyLimit` bytes whatever the header promises; undefined when it is longer. */
async function readBody(request: Request): Promise<string | undefined> {
	if (Number(request.headers.get('content-length') ?? 0) > bodyLimit) return undefined;
	const bytes = await request.arrayBuffer();
	return bytes.byteLength > bodyLimit ? undefined : new TextDecoder().decode(bytes);
}

/**
 * One call as a Kit endpoint, for the development server: `xuefa serve` answers the same calls before Kit (entry.ts).
 * Finds the attempt as the caller's own (404 otherwise, foreign and absent alike), then reads a body where one is due
 * (413 too long, 415 no JSON).
 */
export const endpoint =
	(name: CallName): RequestHandler<{ attempt: string }> =>
	async ({ locals, params, request }) => {
		const header = await findAttemptByCode(locals.db, params.attempt ?? '', locals.viewer?.personId ?? null);
		if (!header) return reply(refusal(404, 'notFound'));
		let text: string | undefined;
		if (calls[name].edits) {
			if (!isJson(request.headers.get('content-type'))) return reply(refusal(415, 'notJson'));
			text = await readBody(request);
			if (text === undefined) return reply(refusal(413, 'tooLong'));
		}
		return reply(await answerCall(name, locals, header, text));
	};
