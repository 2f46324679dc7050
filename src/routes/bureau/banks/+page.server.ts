import { fail, redirect } from '@sveltejs/kit';
import { createBank, listBanks } from '#lib/content/item/bank.server.ts';
import { typed } from './bank-door.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { db } }) => ({ banks: await listBanks(db) });

export const actions: Actions = {
	create: async ({ request, locals: { db, viewer, now } }) => {
		if (!viewer) redirect(303, '/login');
		const form = await request.formData();
		const purpose = typed(form, 'purpose') === 'practice' ? 'practice' : 'exam';
		const wanted = { code: typed(form, 'code').trim(), name: typed(form, 'name').trim(), purpose } as const;
		const made = await createBank(db, viewer, wanted, now());
		if (!made.ok) return fail(400, { reason: made.reason, ...wanted });
		redirect(303, `/bureau/banks/${made.value.id}`);
	}
};
