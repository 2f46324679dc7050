import { redirect } from '@sveltejs/kit';
import { endOwnSession } from '#lib/people/access/own.server.ts';
import { ownerMark } from '#lib/people/access/owner.server.ts';
import { forget } from '../browser.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals: { secret, viewer } }) => ({
	/** Under it this machine keeps what the person has not delivered. */
	owner: viewer?.personId ? ownerMark(secret, viewer.personId) : null
});

export const actions: Actions = {
	default: async (event) => {
		const { db, sessionId, viewer, now } = event.locals;
		if (sessionId !== null && viewer !== null) await endOwnSession(db, viewer, sessionId, now());
		forget(event);
		// Browsers obey this over https only; elsewhere the page that follows clears what scripts have stored.
		event.setHeaders({ 'clear-site-data': '"cache", "storage"' });
		redirect(303, '/logout');
	}
};
