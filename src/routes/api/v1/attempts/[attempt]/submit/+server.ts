import { submitAttempt } from '#lib/exam/attempt/submit.server.ts';
import { attemptCall } from '../../door.ts';
import type { RequestHandler } from './$types';

/** Hands in, with the edits still waiting in the browser; again and again gives the same receipt. */
export const POST: RequestHandler = (event) =>
	attemptCall(event, 'edits', async (header, request) => {
		const { receipt, acks } = await submitAttempt(event.locals.store, header, request, event.locals.receivedAt);
		return receipt && { durable: true as const, batch: request.batch, acks, ...receipt };
	});
