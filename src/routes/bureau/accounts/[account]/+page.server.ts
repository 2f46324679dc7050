import { error, fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { type AccountId, parseId } from '#lib/base/core/ids.ts';
import { roles, type Viewer } from '#lib/base/core/permit.ts';
import { accountSheet } from '#lib/people/access/account-list.server.ts';
import { formatCode } from '#lib/people/access/code.ts';
import { reissueCode } from '#lib/people/access/new-account.server.ts';
import { grantRole, revokeRole, setDisabled } from '#lib/people/access/role.server.ts';
import { listUnits } from '#lib/people/directory/directory.server.ts';
import { treeRows } from '#lib/people/directory/unit.ts';
import { typed } from '../../../(door)/browser.ts';
import type { Actions, PageServerLoad } from './$types';

/** The one who asks and the account asked for; a path that is no account's is not found. */
function asked({ locals, params }: RequestEvent): { viewer: Viewer; id: AccountId } {
	const id = parseId<'account'>(params.account);
	if (!locals.viewer || id === undefined) error(404, 'notFound');
	return { viewer: locals.viewer, id };
}

export const load: PageServerLoad = async (event) => {
	const { viewer, id } = asked(event);
	const account = await accountSheet(event.locals.db, viewer, id);
	if (!account) error(404, 'notFound');
	const units = treeRows(await listUnits(event.locals.db));
	return {
		account,
		units: units.map(({ unit, depth }) => ({ id: unit.id, name: unit.name, depth })),
		done: event.url.searchParams.has('done')
	};
};

export const actions: Actions = {
	grant: async (event) => {
		const { viewer, id } = asked(event);
		const form = await event.request.formData();
		const role = roles.find((known) => known === typed(form, 'role'));
		if (!role) return fail(400, { refusal: 'roleMissing' as const });
		const wanted = { role, unitId: parseId<'unit'>(typed(form, 'unit')) ?? null };
		const outcome = await grantRole(event.locals.db, viewer, id, wanted, event.locals.now());
		return outcome.ok ? settled(id) : fail(400, { refusal: outcome.reason });
	},
	revoke: async (event) => {
		const { viewer, id } = asked(event);
		const grantId = Number(typed(await event.request.formData(), 'grant'));
		const outcome = await revokeRole(event.locals.db, viewer, id, grantId, event.locals.now());
		return outcome.ok ? settled(id) : fail(400, { refusal: outcome.reason });
	},
	disable: async (event) => {
		const { viewer, id } = asked(event);
		const disabled = typed(await event.request.formData(), 'disabled') === 'yes';
		const outcome = await setDisabled(event.locals.db, viewer, id, disabled, event.locals.now());
		return outcome.ok ? settled(id) : fail(400, { refusal: outcome.reason });
	},
	reissue: async (event) => {
		const { viewer, id } = asked(event);
		const confirmed = typed(await event.request.formData(), 'confirmed') === 'yes';
		const { db, secret, now } = event.locals;
		const outcome = await reissueCode(db, secret, viewer, id, confirmed, now());
		if (!outcome.ok) return fail(400, { refusal: outcome.reason });
		return { issued: { code: formatCode(outcome.value.code), expiresAt: outcome.value.expiresAt } };
	}
};

const settled = (id: AccountId): never => redirect(303, `/bureau/accounts/${id}?done`);
