import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { AttemptId } from '#lib/base/core/ids.ts';
import type { WholeResponse } from '#lib/base/kit/whole-response.ts';
import { findAttemptByCode, rememberedAttempt } from '#lib/exam/attempt/attempt.server.ts';
import { bodyLimit } from '#lib/exam/attempt/wire.ts';
import type { App } from '#lib/people/access/app.server.ts';
import { sessionCookie } from '#lib/people/access/cookie.ts';
import { inertHeaders } from '#lib/people/access/headers.ts';
import { comesFromUs } from '#lib/people/access/origin.ts';
import { enter } from '#lib/people/access/policy.ts';
import type { Presence } from '#lib/people/access/presence.server.ts';
import { sessionId } from '#lib/people/access/session.server.ts';
import { answerCall, type CallAnswer, type CallName, calls, isJson, refusal } from './calls.ts';

const prefix = '/api/v1/attempts/';
const codeLength = 26;
/**
 * Calls of one attempt answered at once. A page has two or three under way; a script that floods the door with saves of its
 * own attempt fills its own share and not the queue in which everybody's answers wait.
 */
export const mostUnderWay = 64;
const fixedHeaders = Object.entries(inertHeaders).flat();

/** Answers a request and says so, or leaves it to the application behind it. */
export type Entry = (request: IncomingMessage, response: WholeResponse) => boolean;

/**
 * The calls of the sitting page, answered on node:http before SvelteKit: of what a save costs through Kit, four fifths
 * are Kit. Who asks, from where, may they, is it theirs: the same questions in the same order as in hooks.server.ts.
 */
export function attemptEntry(app: App): Entry {
	const { store, gate, presences, config } = app;
	const secure = config.origin?.startsWith('https:') === true;
	const cookieName = `${sessionCookie(secure)}=`;
	/** By attempt: how many of its calls are being answered. */
	const underWay = new Map<AttemptId, number>();

	function presence(request: IncomingMessage): Presence | undefined | Promise<Presence | undefined> {
		const token = cookieOf(request.headers.cookie, cookieName);
		if (token === undefined) return undefined;
		return presences.get(sessionId(token), gate.now()) ?? gate.sessions.find(token);
	}

	async function answer(name: CallName, code: string, request: IncomingMessage): Promise<CallAnswer> {
		const receivedAt = gate.now();
		const settling = app.settle();
		const { headers, method = '' } = request;
		const own = config.origin ?? `http://${headers.host ?? ''}`;
		if (!comesFromUs(method, own, { get: (header) => (headers[header] as string | undefined) ?? null }))
			return refusal(403, 'origin');
		const body = calls[name].edits ? readBody(request) : undefined;
		if (settling) await settling;
		const found = presence(request);
		const here = found instanceof Promise ? await found : found;
		const verdict = enter(`/api/v1/attempts/[attempt]/${name}`, here?.viewer ?? null, false);
		if (verdict !== 'allowed') return verdict === 'login' ? refusal(401, 'signedOut') : refusal(404, 'notFound');
		const personId = here?.viewer.personId ?? null;
		const known = rememberedAttempt(store.db, code);
		const header = known ?? (await findAttemptByCode(store.db, code, personId));
		if (header?.personId !== personId || !header) return refusal(404, 'notFound');
		let text: string | undefined;
		if (body) {
			if (!isJson(headers['content-type'])) return refusal(415, 'notJson');
			text = await body;
			if (text === undefined) return refusal(413, 'tooLong');
		}
		const others = underWay.get(header.id) ?? 0;
		if (others >= mostUnderWay) return refusal(503, 'busy', 2);
		underWay.set(header.id, others + 1);
		try {
			const context = { store, receivedAt, now: gate.now, sessionId: here?.sessionId ?? null };
			return await answerCall(name, context, header, text);
		} finally {
			const left = (underWay.get(header.id) ?? 1) - 1;
			if (left > 0) underWay.set(header.id, left);
			else underWay.delete(header.id);
		}
	}

	return (request, response) => {
		const name = callOf(request);
		if (!name) return false;
		const code = (request.url ?? '').slice(prefix.length, prefix.length + codeLength);
		answer(name, code, request).then(
			(said) => send(response, said),
			(err: unknown) => {
				const id = randomUUID().slice(0, 8);
				app.log.error({ id, err, route: `${prefix}[attempt]/${name}` }, 'unexpected error');
				send(response, { status: 500, body: { ok: false, reason: 'unexpected', id } });
			}
		);
		return true;
	};
}

/** The call a request makes; undefined for any other address or method. */
function callOf({ url = '', method }: IncomingMessage): CallName | undefined {
	if (!url.startsWith(prefix) || url.charCodeAt(prefix.length + codeLength) !== 47) return undefined;
	const name = url.slice(prefix.length + codeLength + 1);
	return Object.hasOwn(calls, name) && calls[name as CallName].method === method ? (name as CallName) : undefined;
}

function cookieOf(header: string | undefined, start: string): string | undefined {
	for (let at = 0; header !== undefined && at < header.length;) {
		let end = header.indexOf(';', at);
		if (end < 0) end = header.length;
		while (header.charCodeAt(at) === 32) at++;
		if (header.startsWith(start, at)) return header.slice(at + start.length, end);
		at = end + 1;
	}
	return undefined;
}

/** The body as text; undefined when it is longer than it may be: the rest is read and thrown away. */
function readBody(request: IncomingMessage): Promise<string | undefined> {
	return new Promise((resolve) => {
		let chunks: Buffer[] | undefined = [];
		let length = 0;
		request.on('data', (chunk: Buffer) => {
			length += chunk.length;
			if (length > bodyLimit) chunks = undefined;
			else chunks?.push(chunk);
		});
		request.on('end', () => resolve(chunks && (chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)).toString()));
		// Cut off: there is nobody left to answer.
		request.on('error', () => resolve(undefined));
	});
}

function send(response: WholeResponse, { status, body, retryAfter }: CallAnswer): void {
	if (response.destroyed) return;
	// As text, not as bytes: Node then writes head and body in one piece.
	const text = JSON.stringify(body);
	const bytes = Buffer.byteLength(text);
	const own = ['content-type', 'application/json', 'content-length', String(bytes)];
	if (retryAfter !== undefined) own.push('retry-after', String(retryAfter));
	response.writeHead(status, [...fixedHeaders, ...own]);
	response.say(text, bytes);
}
