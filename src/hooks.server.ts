import { dev } from '$app/environment';
import { uptime } from 'node:os';
import { localeOf } from '#i18n/area.ts';
import {
	error,
	type Handle,
	type HandleServerError,
	redirect,
	type RequestEvent,
	type ServerInit
} from '@sveltejs/kit';
import { whyUnkept } from '#lib/base/db/group-commit.server.ts';
import { bootId } from '#lib/base/time/machine.server.ts';
import { startTimekeeper } from '#lib/base/time/timekeeper.server.ts';
import { creditOutages } from '#lib/exam/attempt/outage.server.ts';
import { endWatching } from '#lib/exam/attempt/board-watch.server.ts';
import { settleAll, startSweeper } from '#lib/exam/attempt/sweeper.server.ts';
import { type App, openApp, runningApp } from '#lib/people/access/app.server.ts';
import { carriesOn, refusalOf } from '#lib/people/access/carried.ts';
import { localeCookie, sessionCookie, typeCookie } from '#lib/people/access/cookie.ts';
import { harden } from '#lib/people/access/headers.ts';
import { comesFromUs } from '#lib/people/access/origin.ts';
import { bodyLimit, enter, withoutOpening } from '#lib/people/access/policy.ts';
import { attemptEntry } from './routes/api/v1/attempts/entry.ts';

/** Nothing is served, and nobody's attempt closed, before running attempts have back what an outage took. */
export const init: ServerInit = async () => {
	const app = await openApp({ migrate: dev });
	const { store, gate, log, clock, boot, whenClosing } = app;
	const machine = {
		wall: Date.now,
		monotonic: () => performance.now(),
		uptime: () => uptime() * 1000,
		bootId: bootId()
	};
	const credit = async (now: number) => void (await creditOutages(store, now));
	const warn = (about: object, message: string) => log.warn(about, message);
	const timekeeper = await startTimekeeper({ store, clock, boot, machine, credit, warn });
	app.settle = timekeeper.settle;
	whenClosing(timekeeper.stop);
	app.entry = attemptEntry(app);
	const failed = (err: unknown) => log.error({ err }, 'closing overdue attempts failed, trying again');
	const stopSweeping = startSweeper(store, gate.now, failed, timekeeper.settle);
	// Before the lines are cut: serve waits for them first.
	if (!dev) for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => endWatching(store));
	whenClosing(async () => {
		stopSweeping();
		await settleAll(store);
	});
};

const encoder = new TextEncoder();

/** Where each page is encoded, before it is copied to a buffer of its own. */
let room = Buffer.allocUnsafeSlow(1 << 19);

/** Where the two places of app.html that differ by person lie within. */
const headLength = 200;

/** Order: who asks, from where, may they, then the page; every answer leaves with the same headers. */
export const handle: Handle = async ({ event, resolve }) => {
	const app = runningApp();
	event.locals.receivedAt = app.gate.now();
	const settling = app.settle();
	if (settling) await settling;
	await introduce(event, app);
	readForms(event.request);
	const barred = await bar(event);
	if (barred) return harden(barred, { personal: true });
	const { locals } = event;
	const written: { page?: readonly [string, string] | undefined } = {};
	const answer = await resolve(event, {
		transformPageChunk({ html }) {
			// Only the head of the page is looked at: a sitting page is long.
			const head = html
				.slice(0, headLength)
				.replace('%xuefa.lang%', locals.locale === 'en' ? 'en' : 'zh-CN')
				.replace('%xuefa.type%', locals.largeType ? 'large' : 'normal');
			written.page = [head, html.slice(headLength)];
			return '';
		}
	});
	const response = written.page === undefined ? answer : withPage(event, answer, written.page);
	// Let go here: Kit holds the function above for longer than the answer, and would carry the page along.
	written.page = undefined;
	return harden(response, { personal: locals.viewer !== null || event.route.id?.startsWith('/(door)') === true });
};

/**
 * The answer with the page put in behind Kit's back: Kit would hash every character of it for an ETag, a tenth of what a
 * sitting page costs, and no page of ours is ever kept by a browser.
 * @throws when the page's data were to follow in pieces: no load function here returns a promise inside its data
 */
function withPage(event: RequestEvent, answer: Response, [head, rest]: readonly [string, string]): Response {
	if (!answer.headers.has('etag')) throw new Error('a page whose data stream');
	const headers = new Headers(answer.headers);
	headers.delete('etag');
	// Written into room for the worst case: encode() and Buffer.from take twice as long over Chinese text.
	const most = (head.length + rest.length) * 3;
	if (room.length < most) room = Buffer.allocUnsafeSlow(most);
	const { written } = encoder.encodeInto(head, room);
	const length = written + encoder.encodeInto(rest, room.subarray(written)).written;
	const bytes = Buffer.allocUnsafeSlow(length);
	room.copy(bytes, 0, 0, length);
	headers.set('content-length', String(bytes.length));
	const { unkept } = event.locals;
	if (unkept) headers.set('retry-after', String(unkept.retryAfter));
	const init = { status: unkept?.status ?? answer.status, headers };
	const outgoing = event.isSubRequest ? undefined : event.platform?.req.answer;
	if (!outgoing) return new Response(bytes, init);
	outgoing.carry(bytes);
	return new Response(null, init);
}

/**
 * Every form is read by request.formData(), which throws what looks like a fault of ours where the body is none. Said here
 * once, for all actions: whoever sends it need not even be signed in, and the log is no place for it.
 */
function readForms(request: Request): void {
	const read = request.formData.bind(request);
	request.formData = async () => {
		// Read twice is a fault of ours.
		if (request.bodyUsed) return read();
		const type = request.headers.get('content-type') ?? '';
		if (!/^(application\/x-www-form-urlencoded|multipart\/form-data)\s*(;|$)/i.test(type)) error(415, 'unreadable');
		try {
			return await read();
		} catch (thrown) {
			// Anything else, such as a body over the limit or a line that broke, comes from the stream and keeps its name.
			if (thrown instanceof TypeError) error(400, 'unreadable');
			throw thrown;
		}
	};
}

async function introduce(event: RequestEvent, app: App): Promise<void> {
	const { cookies, locals, url } = event;
	const token = cookies.get(sessionCookie(url.protocol === 'https:'));
	const presence = token === undefined ? undefined : await app.gate.sessions.find(token);
	const [chosenLocale, chosenType] = [cookies.get(localeCookie), cookies.get(typeCookie)];
	Object.assign(locals, {
		db: app.store.db,
		store: app.store,
		config: app.config,
		secret: app.gate.secret,
		gate: app.gate,
		now: app.gate.now,
		viewer: presence?.viewer ?? null,
		sessionId: presence?.sessionId ?? null,
		// What was chosen on this machine comes first, then what the account remembers.
		locale: chosenLocale === undefined ? (presence?.locale ?? 'zh') : localeOf(chosenLocale),
		largeType: chosenType === undefined ? (presence?.largeType ?? false) : chosenType === 'large'
	});
}

/** The answer to whoever may not enter; undefined for those who may, and for paths without a route (Kit's 404). */
async function bar(event: RequestEvent): Promise<Response | undefined> {
	const { request, route, url } = event;
	if (!comesFromUs(request.method, url.origin, request.headers)) return refuse(event, 403);
	if (route.id === null) return undefined;
	const verdict = enter(route.id, event.locals.viewer, isLoopback(event));
	if (verdict === 'allowed') {
		const status = withoutOpening(route.id, request.method, request.headers);
		if (status) return new Response(null, { status, headers: { 'content-type': 'text/html' } });
		const tooLarge = Number(request.headers.get('content-length')) > bodyLimit(route.id);
		return tooLarge ? refuse(event, 413) : undefined;
	}
	const reads = request.method === 'GET' || request.method === 'HEAD';
	const location = `/login?next=${encodeURIComponent(url.pathname + url.search)}`;
	if (verdict === 'login' && reads && event.isDataRequest) redirect(303, location);
	if (verdict === 'login' && reads && wantsPage(event))
		return new Response(null, { status: 303, headers: { location } });
	return refuse(event, verdict === 'login' ? 401 : 404);
}

/** As a page for people, as JSON for programs. A page one may not see looks like one that does not exist. */
async function refuse(event: RequestEvent, status: 401 | 403 | 404 | 413): Promise<Response> {
	const reason = { 401: 'signedOut', 403: 'origin', 404: 'notFound', 413: 'tooLarge' }[status];
	if (event.isDataRequest) error(status, reason);
	if (!wantsPage(event)) return Response.json({ ok: false, reason }, { status });
	const { locals, request, route, url } = event;
	const mayBeElse = status === 401 || (status === 404 && locals.viewer?.personId === null);
	if (!mayBeElse || !carriesOn(route.id, request.method, request.headers))
		return event.fetch(`/refused?status=${status}`);
	const body = new URLSearchParams(await request.text());
	const again = `/refused?again=${encodeURIComponent(url.pathname + url.search)}`;
	return event.fetch(again, { method: 'POST', body, headers: { accept: 'text/html' } });
}

/** Calls of programs are answered in JSON, whatever they accept. */
const wantsPage = ({ request, url }: RequestEvent): boolean =>
	!url.pathname.startsWith('/api/') && (request.headers.get('accept')?.includes('text/html') ?? false);

function isLoopback(event: RequestEvent): boolean {
	const address = event.getClientAddress();
	return address === '::1' || /^(::ffff:)?127\./.test(address);
}

/**
 * The unexpected: the log gets everything under an id, the person gets the id. A database that keeps nothing just now is
 * none: the person is told why and gets back what was sent. What the disk itself says is logged all the same: a page that
 * cannot be read ends no server, and would be known to nobody.
 */
export const handleError: HandleServerError = ({ error: thrown, event, status, message }) => {
	if (status < 500) return { message };
	const unkept = whyUnkept(thrown);
	if (unkept) {
		if (unkept.reason === 'storageFailed')
			runningApp().log.error(
				{ err: thrown, route: event.route.id, method: event.request.method },
				'the disk failed a page'
			);
		const { posted } = event.locals;
		event.locals.unkept = unkept;
		return posted ? refusalOf(unkept.reason, event.url, posted) : { message: unkept.reason };
	}
	const id = crypto.randomUUID().slice(0, 8);
	runningApp().log.error({ id, err: thrown, route: event.route.id, method: event.request.method }, 'unexpected error');
	return { message: 'unexpected', id };
};
