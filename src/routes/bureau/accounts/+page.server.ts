import { fail, redirect } from '@sveltejs/kit';
import { parseId } from '#lib/base/core/ids.ts';
import { formatCode } from '#lib/people/access/code.ts';
import { accountForPerson, findAccounts } from '#lib/people/access/account-list.server.ts';
import { createAccount } from '#lib/people/access/new-account.server.ts';
import { loginKey } from '#lib/people/access/login-name.ts';
import { roles } from '#lib/base/core/permit.ts';
import { typed } from '../../(door)/browser.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { db, viewer }, url }) => {
	const words = (url.searchParams.get('find') ?? '').slice(0, 64);
	const found = viewer ? await findAccounts(db, viewer, words) : undefined;
	return { words, lines: found?.ok ? found.value : [] };
};

export const actions: Actions = {
	create: async ({ request, locals: { db, secret, viewer, now } }) => {
		if (!viewer) redirect(303, '/login');
		const form = await request.formData();
		const chosen = form.getAll('role');
		const grants = roles
			.filter((role) => role !== 'unitAdmin' && chosen.includes(role))
			.map((role) => ({ role, unitId: null }));
		const wanted = { name: typed(form, 'name').slice(0, 64), loginName: typed(form, 'loginName').slice(0, 64), grants };
		const outcome = await createAccount(db, secret, viewer, wanted, now());
		if (!outcome.ok) {
			const { name, loginName } = wanted;
			return fail(400, { refusal: { reason: outcome.reason, name, loginName, roles: grants.map(({ role }) => role) } });
		}
		const { code, expiresAt } = outcome.value;
		return { issued: { login: loginKey(wanted.loginName), code: formatCode(code), expiresAt } };
	},
	open: async ({ request, locals: { db, viewer, now } }) => {
		if (!viewer) redirect(303, '/login');
		const personId = parseId<'person'>(typed(await request.formData(), 'person'));
		const outcome = personId === undefined ? undefined : await accountForPerson(db, viewer, personId, now());
		if (outcome?.ok) redirect(303, `/bureau/accounts/${outcome.value}`);
		return fail(404, { refusal: { reason: 'account' as const, name: '', loginName: '', roles: [] } });
	}
};
