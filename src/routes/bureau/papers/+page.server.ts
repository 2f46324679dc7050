import { fail, redirect } from '@sveltejs/kit';
import { listBanks } from '#lib/content/item/bank.server.ts';
import { createBlueprint, listBlueprints } from '#lib/content/paper/blueprint.server.ts';
import { blueprintProblems, slotCount, totalPoints } from '#lib/content/paper/blueprint.ts';
import { feasibilityOf } from '#lib/content/paper/feasibility.ts';
import { poolOf } from '#lib/content/paper/paper.server.ts';
import { findPreset, presets } from '#lib/exam/plan/presets.ts';
import { readBlueprintForm, rowsOf, withRow } from './blueprint-form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { db } }) => {
	const stored = await listBlueprints(db);
	const banks = await listBanks(db);
	const blueprints = [];
	for (const { id, title, blueprint } of stored) {
		const unfinished = blueprintProblems(blueprint).length > 0;
		const feasible = !unfinished && feasibilityOf(blueprint, await poolOf(db, blueprint)).feasible;
		const state = unfinished ? ('unfinished' as const) : feasible ? ('feasible' as const) : ('short' as const);
		blueprints.push({ id, title, questions: slotCount(blueprint), total: totalPoints(blueprint), state });
	}
	return {
		blueprints,
		banks: banks.map(({ id, name, purpose }) => ({ id, name, purpose })),
		presets: presets.filter((preset) => preset.rows !== null).map((preset) => preset.id)
	};
};

export const actions: Actions = {
	default: async ({ request, locals: { db, viewer, now } }) => {
		if (!viewer) redirect(303, '/login');
		const form = await request.formData();
		const { title, blueprint } = readBlueprintForm(form);
		const preset = findPreset(String(form.get('preset') ?? ''))?.rows;
		const rows = preset ? rowsOf(preset) : withRow({ banks: [], rows: [] }).rows;
		const created = await createBlueprint(db, viewer, { title, blueprint: { ...blueprint, rows } }, now());
		if (!created.ok) return fail(400, { reason: created.reason, title });
		redirect(303, `/bureau/papers/${created.value}`);
	}
};
