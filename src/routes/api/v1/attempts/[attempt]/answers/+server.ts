import { saveResponses } from '#lib/exam/attempt/save.server.ts';
import { attemptCall } from '../../door.ts';
import type { RequestHandler } from './$types';

/** Saves edits; the answer leaves after COMMIT and names each edit it acknowledges. */
export const PUT: RequestHandler = (event) =>
	attemptCall(event, 'edits', (header, request) =>
		saveResponses(event.locals.store, header, request, event.locals.receivedAt)
	);
