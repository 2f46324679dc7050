import { fail, redirect } from '@sveltejs/kit';
import { activate } from '#lib/people/access/activation.server.ts';
import { homeOf } from '#lib/people/access/home.server.ts';
import { leastCharacters } from '#lib/people/access/password.ts';
import { browserOf, typed, welcome } from '../browser.ts';
import type { Actions } from './$types';

export const actions: Actions = {
	default: async (event) => {
		const form = await event.request.formData();
		const [login, code] = [typed(form, 'login').slice(0, 64), typed(form, 'code').slice(0, 40)];
		const given = { login, code, password: typed(form, 'password'), again: typed(form, 'again') };
		const outcome = await activate(event.locals.db, event.locals.gate, given, browserOf(event));
		if (outcome.ok) {
			welcome(event, outcome.value);
			redirect(303, await homeOf(event.locals.db, outcome.value.account.id));
		}
		if (outcome.reason === 'busy') event.setHeaders({ 'retry-after': '3' });
		const password = 'faults' in outcome ? outcome : undefined;
		return fail(outcome.reason === 'busy' ? 503 : 400, {
			login,
			code,
			reason: outcome.reason,
			faults: password?.faults ?? [],
			least: leastCharacters(password?.hasRole ?? false)
		});
	}
};
