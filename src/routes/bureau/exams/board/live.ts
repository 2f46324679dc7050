import { error, json, type RequestEvent } from '@sveltejs/kit';
import { readBoardQuery, viewOf } from '#lib/exam/attempt/board-view.ts';
import { watchExam } from '#lib/exam/attempt/board-watch.server.ts';
import { lookAtExam } from '#lib/exam/attempt/board.server.ts';
import { enter } from '#lib/people/access/policy.ts';
import { standingSession } from '#lib/people/access/standing-session.server.ts';
import { boardExam, boardUnits, type Desk } from './desk.ts';

/**
 * The board as it changes: a stream of events for whoever asks for one, else one view as JSON, for pages whose browser or
 * network does without streams. The same question as the page's address.
 */
export async function liveBoard(event: RequestEvent, desk: Desk): Promise<Response> {
	const { locals, params, request, route, url } = event;
	const { db, store, viewer, sessionId, now } = locals;
	if (!viewer || sessionId === null || route.id === null) error(404, 'notFound');
	const exam = await boardExam(db, params.exam ?? '');
	const query = readBoardQuery(url.searchParams);
	if (request.headers.get('accept')?.includes('text/event-stream') !== true)
		return json(viewOf(await lookAtExam(store, exam.id, now()), query, await boardUnits(db, viewer, desk)));

	const routeId = route.id;
	const visible = async () => {
		const standing = await standingSession(db, sessionId, now());
		if (!standing || enter(routeId, standing, false) !== 'allowed') return undefined;
		return boardUnits(db, standing, desk);
	};
	let leave: (() => void) | undefined;
	let over = false;
	const finish = () => {
		over = true;
		leave?.();
	};
	const encoder = new TextEncoder();
	const body = new ReadableStream<Uint8Array>({
		async start(controller) {
			const send = (text: string): boolean => {
				if (over || (controller.desiredSize ?? 0) <= 0) return false;
				controller.enqueue(encoder.encode(text));
				return true;
			};
			const close = () => {
				if (!over) controller.close();
				finish();
			};
			leave = await watchExam(store, exam.id, { query, visible, session: sessionId, send, close }, now);
			if (over) leave();
		},
		cancel: finish
	});
	return new Response(body, {
		headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' }
	});
}
