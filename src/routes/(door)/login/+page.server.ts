import { fail, redirect } from '@sveltejs/kit';
import { ownPath } from '#lib/people/access/cookie.ts';
import { findAccountByLogin } from '#lib/people/access/account.server.ts';
import { homeOf } from '#lib/people/access/home.server.ts';
import { signIn } from '#lib/people/access/login.server.ts';
import { ownerMark } from '#lib/people/access/owner.server.ts';
import { browserOf, typed, welcome } from '../browser.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	if (locals.viewer?.accountId) redirect(303, await homeOf(locals.db, locals.viewer.accountId));
	return { next: ownPath(url.searchParams.get('next')) ?? '' };
};

export const actions: Actions = {
	default: async (event) => {
		const form = await event.request.formData();
		const login = typed(form, 'login');
		const { db, gate } = event.locals;
		// A sitting whose session ran out asks for its own candidate: anybody else is told before a session is made, and
		// whether such a name exists is told to nobody.
		const owner = typed(form, 'owner');
		if (owner !== '') {
			const account = await findAccountByLogin(db, login);
			if (!account || ownerMark(gate.secret, account.personId) !== owner)
				return fail(403, { login: login.slice(0, 64), reason: 'other' as const, minutes: 0 });
		}
		const outcome = await signIn(db, gate, { login, password: typed(form, 'password') }, browserOf(event));
		if (outcome.ok) {
			welcome(event, outcome.value);
			redirect(303, ownPath(typed(form, 'next')) ?? (await homeOf(db, outcome.value.account.id)));
		}
		const status = { wrong: 400, wait: 429, busy: 503 }[outcome.reason];
		const minutes = Number(outcome.detail?.minutes ?? 0);
		if (outcome.reason === 'wait') event.setHeaders({ 'retry-after': String(minutes * 60) });
		if (outcome.reason === 'busy') event.setHeaders({ 'retry-after': '3' });
		return fail(status, { login: login.slice(0, 64), reason: outcome.reason, minutes });
	}
};
