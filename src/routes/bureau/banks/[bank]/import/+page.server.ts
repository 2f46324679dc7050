import { fail, redirect } from '@sveltejs/kit';
import { webBytes } from '#lib/base/sheet/open.server.ts';
import { readItemFile } from '#lib/content/item/file.server.ts';
import { keepUpload } from '#lib/content/item/upload.server.ts';
import { describeSheetRefusal } from '#i18n/sheet-refusals.ts';
import { itemImport } from '#i18n/item-import.ts';
import { bankOfPath } from '../../bank-door.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, locals: { db } }) => ({ bank: await bankOfPath(db, params.bank) });

export const actions: Actions = {
	default: async ({ params, request, locals: { db, viewer, now, locale } }) => {
		if (!viewer) redirect(303, '/login');
		const bank = await bankOfPath(db, params.bank);
		const t = itemImport(locale);
		const file = (await request.formData()).get('file');
		if (!(file instanceof File) || file.name === '') return fail(400, { problem: t.noFile });
		const read = await readItemFile({ bytes: new Uint8Array(await file.arrayBuffer()) }, file.name, {
			maxBytes: webBytes
		});
		if (!read.ok) return fail(400, { problem: describeSheetRefusal(locale, read.reason, read.detail) });
		const kept = await keepUpload(db, viewer, bank.id, read.value, now());
		if (!kept.ok) return fail(400, { problem: t[kept.reason] });
		redirect(303, `/bureau/banks/${bank.id}/import/${kept.value}`);
	}
};
