import { error } from '@sveltejs/kit';
import {
	type AttemptHeader,
	type AttemptState,
	attemptState,
	findAttemptByCode
} from '#lib/exam/attempt/attempt.server.ts';
import { overdue } from '#lib/exam/attempt/attempt-rules.ts';
import { closeOverdue } from '#lib/exam/attempt/submit.server.ts';
import { refusalOf } from '#lib/people/access/carried.ts';

/** The caller's own attempt; 404 for a foreign code as for none. */
export async function ownAttempt(locals: App.Locals, code: string): Promise<AttemptHeader> {
	const header = await findAttemptByCode(locals.db, code, locals.viewer?.personId ?? null);
	if (!header) error(404, 'notFound');
	return header;
}

/**
 * The same for what was posted to `url`. On a shared machine somebody else may have signed in meanwhile: the page of the
 * refusal, and of any later failure, gives the form back.
 */
export async function ownPosted(locals: App.Locals, code: string, url: URL, form: FormData): Promise<AttemptHeader> {
	locals.posted = form;
	const header = await findAttemptByCode(locals.db, code, locals.viewer?.personId ?? null);
	if (!header) error(404, refusalOf('otherPerson', url, form));
	return header;
}

/** The caller's own attempt and where it stands; one whose time is over is closed by this look. */
export async function ownStanding(
	locals: App.Locals,
	code: string
): Promise<{ readonly header: AttemptHeader; readonly state: AttemptState }> {
	const header = await ownAttempt(locals, code);
	const state = attemptState(locals.store, header.id);
	if (!overdue(state, locals.now())) return { header, state };
	await closeOverdue(locals.store, locals.now(), header.id);
	return { header, state: attemptState(locals.store, header.id) };
}
