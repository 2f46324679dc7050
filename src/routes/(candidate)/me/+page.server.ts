import { fail, redirect } from '@sveltejs/kit';
import { changePassword } from '#lib/people/access/activation.server.ts';
import { endOtherSessions, endOwnSession, ownFacts, ownSessions } from '#lib/people/access/own.server.ts';
import { leastCharacters } from '#lib/people/access/password.ts';
import { browserOf, typed, welcome } from '../../(door)/browser.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { db, now, sessionId, viewer }, url }) => {
	if (!viewer?.accountId) redirect(303, '/login');
	const sessions = await ownSessions(db, viewer.accountId, sessionId, now());
	const done = url.searchParams.get('done');
	return {
		facts: await ownFacts(db, viewer.accountId),
		// The id is a hash of the token: naming it in a form opens nothing.
		sessions,
		done: done === 'password' || done === 'session' ? done : null,
		least: leastCharacters(viewer.grants.length > 0)
	};
};

export const actions: Actions = {
	password: async (event) => {
		const { db, gate, viewer } = event.locals;
		if (!viewer?.accountId) redirect(303, '/login');
		const form = await event.request.formData();
		const given = { present: typed(form, 'present'), password: typed(form, 'password'), again: typed(form, 'again') };
		const outcome = await changePassword(db, gate, viewer.accountId, given, browserOf(event));
		if (outcome.ok) {
			welcome(event, outcome.value);
			redirect(303, '/me?done=password');
		}
		const minutes = 'detail' in outcome ? Number(outcome.detail?.minutes ?? 0) : 0;
		const faults = 'faults' in outcome ? outcome.faults : [];
		const status = outcome.reason === 'busy' ? 503 : outcome.reason === 'wait' ? 429 : 400;
		return fail(status, { reason: outcome.reason, minutes, faults });
	},
	end: async ({ locals: { db, viewer, now }, request }) => {
		if (!viewer) redirect(303, '/login');
		await endOwnSession(db, viewer, typed(await request.formData(), 'session'), now());
		redirect(303, '/me?done=session');
	},
	others: async ({ locals: { db, viewer, sessionId, now } }) => {
		if (!viewer || sessionId === null) redirect(303, '/login');
		await endOtherSessions(db, viewer, sessionId, now());
		redirect(303, '/me?done=session');
	}
};
