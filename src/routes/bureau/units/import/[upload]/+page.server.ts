import { error, fail, redirect } from '@sveltejs/kit';
import { parseId } from '#lib/base/core/ids.ts';
import { countUnits, importUnits } from '#lib/people/roster/import-units.server.ts';
import { dropUpload } from '#lib/people/roster/rows.server.ts';
import { findUnitsUpload } from '#lib/people/roster/units-upload.server.ts';
import { describeFault, describeProblem } from '#i18n/problems.ts';
import type { Actions, PageServerLoad } from './$types';

async function own({ db, viewer }: App.Locals, text: string) {
	const id = parseId<'upload'>(text);
	const preview = viewer && id !== undefined ? await findUnitsUpload(db, viewer, id) : undefined;
	if (!viewer || id === undefined || !preview) error(404, 'notFound');
	return { id, viewer, preview };
}

export const load: PageServerLoad = async ({ locals, params }) => {
	const { preview } = await own(locals, params.upload);
	const { plan, fileName } = preview;
	const problems = Map.groupBy(plan.problems, ({ row }) => row);
	const planned = new Set(plan.rows.map(({ draft }) => draft.row));
	const words = (row: number) =>
		(problems.get(row) ?? []).map((problem) => ({
			...describeProblem(locals.locale, problem),
			weight: problem.weight
		}));
	return {
		fileName,
		counts: countUnits(plan),
		missing: plan.missing.map(({ name }) => name),
		rows: plan.rows.map(({ draft, outcome, code, changes }) => ({
			row: draft.row,
			name: draft.name,
			code,
			outcome,
			changes,
			problems: words(draft.row)
		})),
		skipped: [...problems.keys()].filter((row) => !planned.has(row)).map((row) => ({ row, problems: words(row) }))
	};
};

export const actions: Actions = {
	confirm: async ({ locals, params, request }) => {
		const { id, viewer, preview } = await own(locals, params.upload);
		const acceptClean = (await request.formData()).get('acceptClean') === 'yes';
		const outcome = await importUnits(locals.db, viewer, preview, { acceptClean }, locals.now());
		if (!outcome.ok) return fail(409, { refusal: describeFault(locals.locale, outcome.reason, outcome.detail) });
		await dropUpload(locals.db, id);
		redirect(303, `/bureau/units/batches/${outcome.value.batchId}?written`);
	},
	drop: async ({ locals, params }) => {
		const { id } = await own(locals, params.upload);
		await dropUpload(locals.db, id);
		redirect(303, '/bureau/units');
	}
};
