import type { PersonId } from '#lib/base/core/ids.ts';
import { readRequest } from '#lib/exam/attempt/read-request.ts';
import { openTrial, saveTrial, syncTrial } from '#lib/exam/attempt/trial.server.ts';
import { bodyLimit } from '#lib/exam/attempt/wire.ts';
import type { RequestEvent, RequestHandler } from './$types';

/** The calls of the practice page: those of an attempt, without one. */
function answer(event: RequestEvent, call: string, body: object | undefined): Response {
	if (event.params.call !== call) return Response.json({ ok: false, reason: 'notFound' }, { status: 405 });
	// Without a trial the page asks again until it is opened anew.
	return body ? Response.json(body) : Response.json({ ok: false, reason: 'noTrial' }, { status: 409 });
}

const own = ({ locals }: RequestEvent): PersonId => locals.viewer?.personId ?? (0 as PersonId);

export const GET: RequestHandler = (event) => answer(event, 'sync', syncTrial(own(event), event.locals.now()));

export const POST: RequestHandler = (event) =>
	answer(event, 'open', event.params.call === 'open' ? openTrial(own(event), event.locals.now()) : undefined);

export const PUT: RequestHandler = async (event) => {
	const text = await event.request.text();
	if (text.length > bodyLimit) return Response.json({ ok: false, reason: 'tooLong' }, { status: 413 });
	let body: unknown;
	try {
		body = JSON.parse(text);
	} catch {
		body = undefined;
	}
	const read = readRequest(body);
	if (!read) return Response.json({ ok: false, reason: 'unreadable' }, { status: 422 });
	return answer(event, 'answers', saveTrial(own(event), read, event.locals.now()));
};
