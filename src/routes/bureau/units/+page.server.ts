import { fail, redirect } from '@sveltejs/kit';
import { mayEverywhere } from '#lib/base/core/permit.ts';
import { webBytes } from '#lib/base/sheet/open.server.ts';
import { headcounts, listUnits } from '#lib/people/directory/directory.server.ts';
import { treeRows } from '#lib/people/directory/unit.ts';
import { listBatches } from '#lib/people/roster/own-upload.server.ts';
import { keepUnits } from '#lib/people/roster/units-upload.server.ts';
import { describeFault } from '#i18n/problems.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { db, viewer } }) => {
	if (!viewer) redirect(303, '/login');
	const counts = await headcounts(db);
	const all = await listUnits(db, { abolished: true });
	const names = new Map(all.map(({ id, name }) => [id, name]));
	return {
		mayManage: mayEverywhere(viewer, 'units.manage'),
		standing: all.filter(({ abolishedAt }) => abolishedAt === null).length,
		people: [...counts.values()].reduce((sum, count) => sum + count, 0),
		rows: treeRows(all).map(({ unit, depth }) => ({
			...unit,
			depth,
			people: counts.get(unit.id) ?? 0,
			successor: unit.successorId === null ? '' : (names.get(unit.successorId) ?? '')
		})),
		batches: mayEverywhere(viewer, 'units.manage') ? await listBatches(db, viewer, 'units') : []
	};
};

export const actions: Actions = {
	upload: async ({ request, locals: { db, locale, now, viewer } }) => {
		if (!viewer) redirect(303, '/login');
		const file = (await request.formData()).get('file');
		if (!(file instanceof File) || file.size === 0) return fail(400, { refusal: describeFault(locale, 'empty') });
		const source = { bytes: new Uint8Array(await file.arrayBuffer()) };
		const kept = await keepUnits(db, viewer, { source, fileName: file.name.slice(0, 200), maxBytes: webBytes }, now());
		if (!kept.ok) return fail(400, { refusal: describeFault(locale, kept.reason, kept.detail) });
		redirect(303, `/bureau/units/import/${kept.value}`);
	}
};
