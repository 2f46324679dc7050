import { attemptState, shownResponses } from '#lib/exam/attempt/attempt.server.ts';
import { standing } from '#lib/exam/attempt/save.server.ts';
import { attemptCall } from '../../door.ts';
import type { RequestHandler } from './$types';

/** What stands, without taking anything over: the browser's look at the clock, the lease and its own answers. */
export const GET: RequestHandler = (event) =>
	attemptCall(event, 'none', async (header) => {
		const { now, store } = event.locals;
		const state = attemptState(store, header.id);
		const responses = shownResponses(store, header);
		return { epoch: state.epoch, graceMs: state.graceMs, responses, ...standing(state, now()) };
	});
