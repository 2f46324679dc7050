import { fail, redirect } from '@sveltejs/kit';
import { answerKinds, type AnswerKind } from '#lib/content/item/item.ts';
import { writeItem } from '#lib/content/item/edit.server.ts';
import { listEditions } from '#lib/content/law/law.server.ts';
import { bankOfPath, typed } from '../../../bank-door.ts';
import { emptyPart, fieldsOf, rowsOfFields } from '../../../item-form.ts';
import type { Actions, PageServerLoad } from './$types';

const mostParts = 6;

/** The kinds that the address asks for: one for an ordinary item, several `part` for a case. */
function kindsOf(search: URLSearchParams): { isCase: boolean; kinds: AnswerKind[] } {
	const known = (name: string | null) => answerKinds.find((kind) => kind === name);
	const parts = search.getAll('part').flatMap((name) => known(name) ?? []);
	const single = known(search.get('kind'));
	return single ? { isCase: false, kinds: [single] } : { isCase: true, kinds: parts.slice(0, mostParts) };
}

export const load: PageServerLoad = async ({ params, url, locals: { db } }) => {
	const { isCase, kinds } = kindsOf(url.searchParams);
	const fields = { code: '', material: isCase ? '' : null, parts: kinds.map(emptyPart) };
	return { bank: await bankOfPath(db, params.bank), editions: await listEditions(db), fields, mostParts };
};

export const actions: Actions = {
	default: async ({ params, url, request, locals: { db, viewer, now } }) => {
		if (!viewer) redirect(303, '/login');
		const bank = await bankOfPath(db, params.bank);
		const form = await request.formData();
		const { isCase, kinds } = kindsOf(url.searchParams);
		const fields = fieldsOf(form, typed(form, 'code').trim(), isCase, kinds);
		const saved = await writeItem(db, viewer, bank.id, rowsOfFields(fields, await listEditions(db)), now());
		if (!saved.ok) return fail(400, { reason: saved.reason, problems: [], fields });
		if (!saved.value.saved) return fail(400, { reason: null, problems: saved.value.planned.problems, fields });
		redirect(303, `/bureau/banks/${bank.id}/items/${saved.value.itemId}?saved`);
	}
};
