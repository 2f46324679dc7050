import { error, fail, redirect } from '@sveltejs/kit';
import { parseId } from '#lib/base/core/ids.ts';
import { findBatch, undoImport } from '#lib/content/item/undo.server.ts';
import { bankOfPath } from '../../../bank-door.ts';
import type { Actions, PageServerLoad } from './$types';

const batchOf = (parameter: string) => parseId<'importBatch'>(parameter) ?? error(404, 'notFound');

export const load: PageServerLoad = async ({ params, url, locals: { db } }) => {
	const bank = await bankOfPath(db, params.bank);
	const batch = await findBatch(db, batchOf(params.batch));
	if (!batch || batch.bankId !== bank.id) error(404, 'notFound');
	return { bank, batch, fresh: url.searchParams.get('done') === '1' };
};

export const actions: Actions = {
	undo: async ({ params, locals: { db, viewer, now } }) => {
		if (!viewer) redirect(303, '/login');
		const undone = await undoImport(db, viewer, batchOf(params.batch), now());
		if (undone.ok) redirect(303, `/bureau/banks/${params.bank}/imports/${params.batch}`);
		const { codes = '', count = 0 } = undone.detail ?? {};
		return fail(409, { reason: undone.reason, codes: String(codes), count: Number(count) });
	}
};
