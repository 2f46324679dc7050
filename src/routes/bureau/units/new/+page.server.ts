import { fail, redirect } from '@sveltejs/kit';
import { listUnits } from '#lib/people/directory/directory.server.ts';
import { saveUnit } from '#lib/people/directory/unit-edit.server.ts';
import { treeRows } from '#lib/people/directory/unit.ts';
import { readUnitForm, unitFaultWords } from '../unit-form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { db } }) => {
	const units = await listUnits(db);
	return {
		units: treeRows(units).map(({ unit, depth }) => ({ id: unit.id, name: unit.name, depth })),
		nextOrder: Math.max(0, ...units.map(({ sortOrder }) => sortOrder)) + 10
	};
};

export const actions: Actions = {
	default: async ({ request, locals: { db, locale, now, viewer } }) => {
		if (!viewer) redirect(303, '/login');
		const unit = readUnitForm(await request.formData());
		const outcome = await saveUnit(db, viewer, null, unit, now());
		if (!outcome.ok) return fail(400, { refusal: unitFaultWords(locale, outcome.reason, outcome.detail), unit });
		redirect(303, `/bureau/units/${outcome.value}`);
	}
};
