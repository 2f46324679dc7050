import { openAttempt } from '#lib/exam/attempt/save.server.ts';
import { attemptState, shownResponses } from '#lib/exam/attempt/attempt.server.ts';
import { attemptCall } from '../../door.ts';
import type { RequestHandler } from './$types';

/** Takes the attempt over to this device: a new epoch, and what stands; 410 when it is closed. */
export const POST: RequestHandler = (event) =>
	attemptCall(event, 'none', async (header) => {
		const { receivedAt, sessionId, store } = event.locals;
		const opened = await openAttempt(store, header, sessionId?.slice(0, 16) ?? '', receivedAt);
		if (!opened) return null;
		const { graceMs } = attemptState(store, header.id);
		return { epoch: opened.epoch, graceMs, responses: shownResponses(store, header), ...opened.standing };
	});
