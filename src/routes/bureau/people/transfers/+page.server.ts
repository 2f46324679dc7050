import { fail, redirect } from '@sveltejs/kit';
import { decideTransfer, listTransfers } from '#lib/people/roster/transfer.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { db, viewer }, url }) => {
	if (!viewer) redirect(303, '/login');
	const done = url.searchParams.get('done');
	return {
		transfers: await listTransfers(db, viewer),
		done: done === 'made' || done === 'declined' ? done : null
	};
};

export const actions: Actions = {
	default: async ({ request, locals: { db, viewer, now } }) => {
		if (!viewer) redirect(303, '/login');
		const form = await request.formData();
		const made = form.get('decision') === 'made';
		const note = String(form.get('note') ?? '').slice(0, 200);
		const which = { batchId: Number(form.get('batch')), n: Number(form.get('n')) };
		const decided = await decideTransfer(db, viewer, which, { made, note }, now());
		if (!decided.ok) return fail(400, { reason: decided.reason });
		redirect(303, `/bureau/people/transfers?done=${made ? 'made' : 'declined'}`);
	}
};
