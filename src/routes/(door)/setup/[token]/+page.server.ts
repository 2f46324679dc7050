import { fail, redirect } from '@sveltejs/kit';
import { roles } from '#lib/base/core/permit.ts';
import { isSetupToken, setUp } from '#lib/people/access/setup.server.ts';
import { browserOf, typed, welcome } from '../../browser.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, locals: { db, secret, now } }) => ({
	open: await isSetupToken(db, secret, params.token, now())
});

export const actions: Actions = {
	default: async (event) => {
		const form = await event.request.formData();
		const chosen = form.getAll('role');
		const wanted = {
			name: typed(form, 'name').slice(0, 64),
			loginName: typed(form, 'loginName').slice(0, 64),
			roles: roles.filter((role) => role !== 'unitAdmin' && chosen.includes(role)),
			password: typed(form, 'password'),
			again: typed(form, 'again')
		};
		const outcome = await setUp(event.locals.db, event.locals.gate, event.params.token, wanted, browserOf(event));
		if (outcome.ok) {
			welcome(event, outcome.value);
			redirect(303, '/bureau');
		}
		const { name, loginName } = wanted;
		const faults = 'faults' in outcome ? outcome.faults : [];
		return fail(400, { name, loginName, roles: wanted.roles, reason: outcome.reason, faults });
	}
};
