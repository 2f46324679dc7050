import { error, fail, redirect } from '@sveltejs/kit';
import type { ItemId } from '#lib/base/core/ids.ts';
import { parseId } from '#lib/base/core/ids.ts';
import type { Viewer } from '#lib/base/core/permit.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { optionIds } from '#lib/content/item/item.ts';
import { reviseItem } from '#lib/content/item/edit.server.ts';
import { readItem, type ShownVersion } from '#lib/content/item/read.server.ts';
import { listEditions } from '#lib/content/law/law.server.ts';
import { fieldsOf, rowsOfFields, type ItemFields } from '../../../../item-form.ts';
import type { Actions, PageServerLoad } from './$types';

const itemOf = (parameter: string): ItemId => parseId<'item'>(parameter) ?? error(404, 'notFound');

async function currentOf(db: Db, viewer: Viewer, params: { bank: string; item: string }) {
	const found = await readItem(db, viewer, itemOf(params.item));
	const current = found.ok ? found.value.versions[0] : undefined;
	if (!found.ok || !current || String(found.value.bank.id) !== params.bank) error(404, 'notFound');
	return { bank: found.value.bank, current };
}

function storedFields({ code, content, keys, labels }: ShownVersion): ItemFields {
	return {
		code,
		material: content.material,
		parts: content.parts.map((part, index) => {
			const label = labels[index];
			return {
				kind: part.kind,
				code: label?.code ?? '',
				stem: part.stem,
				options: optionIds.map((_, place) => part.options[place]?.text ?? ''),
				correct: keys?.[index]?.correct ?? [],
				explanation: keys?.[index]?.explanation ?? '',
				difficulty: label?.difficulty ?? 3,
				editionId: label?.lawEditionId ?? null,
				article: label?.article ?? '',
				tags: (label?.tags ?? []).join('、'),
				lock: label?.lockOptionOrder ?? false
			};
		})
	};
}

export const load: PageServerLoad = async ({ params, locals: { db, viewer } }) => {
	if (!viewer) redirect(303, '/login');
	const { bank, current } = await currentOf(db, viewer, params);
	return { bank, itemId: current.itemId, fields: storedFields(current), editions: await listEditions(db) };
};

export const actions: Actions = {
	default: async ({ params, request, locals: { db, viewer, now } }) => {
		if (!viewer) redirect(303, '/login');
		const { current } = await currentOf(db, viewer, params);
		const kinds = current.content.parts.map((part) => part.kind);
		const fields = fieldsOf(await request.formData(), current.code, current.content.material !== null, kinds);
		const rows = rowsOfFields(fields, await listEditions(db));
		const saved = await reviseItem(db, viewer, current.itemId, rows, now());
		if (!saved.ok) return fail(400, { reason: saved.reason, problems: [], fields });
		if (!saved.value.saved) return fail(400, { reason: null, problems: saved.value.planned.problems, fields });
		redirect(303, `/bureau/banks/${params.bank}/items/${params.item}?saved`);
	}
};
