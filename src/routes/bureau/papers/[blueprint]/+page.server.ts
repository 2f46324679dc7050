import { error, fail, redirect } from '@sveltejs/kit';
import { parseId } from '#lib/base/core/ids.ts';
import { listBanks } from '#lib/content/item/bank.server.ts';
import { editBlueprint, findBlueprint, removeBlueprint } from '#lib/content/paper/blueprint.server.ts';
import { blueprintProblems, slotCount, totalPoints } from '#lib/content/paper/blueprint.ts';
import { feasibilityOf } from '#lib/content/paper/feasibility.ts';
import { poolOf } from '#lib/content/paper/paper.server.ts';
import { readBlueprintForm, withRow } from '../blueprint-form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { db }, params, url }) => {
	const id = parseId<'blueprint'>(params.blueprint);
	const stored = id && (await findBlueprint(db, id));
	if (!stored) error(404, 'notFound');
	const { title, blueprint, frozenAt } = stored;
	const problems = blueprintProblems(blueprint);
	const { shortages, available } = feasibilityOf(blueprint, await poolOf(db, blueprint));
	const laws = await db.selectFrom('law').select(['id', 'shortTitle']).orderBy('shortTitle').execute();
	const banks = await listBanks(db);
	return {
		id: stored.id,
		title,
		blueprint,
		frozen: frozenAt !== null,
		problems,
		shortages,
		available,
		questions: slotCount(blueprint),
		total: totalPoints(blueprint),
		laws,
		banks: banks.map((bank) => ({ id: bank.id, name: bank.name, purpose: bank.purpose })),
		saved: url.searchParams.has('saved')
	};
};

export const actions: Actions = {
	/** Every button sends the whole table: `do` says whether a row is added or taken away before it is saved. */
	save: async ({ request, params, locals: { db, viewer, now } }) => {
		const id = parseId<'blueprint'>(params.blueprint);
		if (!viewer || id === undefined) redirect(303, '/login');
		const form = await request.formData();
		const read = readBlueprintForm(form);
		const [act, at] = String(form.get('do') ?? '').split(':');
		const rows = read.blueprint.rows.filter((_, index) => act !== 'remove' || index !== Number(at));
		const blueprint = act === 'add' ? withRow(read.blueprint) : { ...read.blueprint, rows };
		const saved = await editBlueprint(db, viewer, id, { title: read.title, blueprint }, now());
		if (!saved.ok) return fail(400, { reason: saved.reason });
		redirect(303, `/bureau/papers/${id}?saved=${act === 'add' || act === 'remove' ? 'rows#rows' : 'all'}`);
	},
	remove: async ({ params, locals: { db, viewer, now } }) => {
		const id = parseId<'blueprint'>(params.blueprint);
		if (!viewer || id === undefined) redirect(303, '/login');
		const removed = await removeBlueprint(db, viewer, id, now());
		if (!removed.ok) return fail(400, { reason: removed.reason, exam: String(removed.detail?.exam ?? '') });
		redirect(303, '/bureau/papers');
	}
};
