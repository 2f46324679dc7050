import { error, fail, redirect } from '@sveltejs/kit';
import { describePlanFault } from '#i18n/plan-faults.ts';
import { parseId } from '#lib/base/core/ids.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { listLaws } from '#lib/content/law/law.server.ts';
import { addMaterial, listMaterials, type MaterialDraft, removeMaterial } from '#lib/study/month/material.server.ts';
import { type MonthDraft, planLimits } from '#lib/study/month/plan.ts';
import { findPlan, removeMonth, saveMonths } from '#lib/study/month/plan.server.ts';
import { typed } from '../../../banks/bank-door.ts';
import type { Actions, PageServerLoad } from './$types';

/** The year and month of the path, with what is planned. */
async function placeOf(db: Db, params: { readonly year: string; readonly number: string }) {
	const plan = (await findPlan(db, Number(params.year))) ?? error(404, 'notFound');
	const number = /^([1-9]|1[0-2])$/.test(params.number) ? Number(params.number) : error(404, 'notFound');
	return { plan, number, planned: plan.months.find(({ month }) => month === number) };
}

export const load: PageServerLoad = async ({ params, url, locals: { db } }) => {
	const { plan, number, planned } = await placeOf(db, params);
	return {
		year: plan.year,
		number,
		planned: planned ?? null,
		laws: await listLaws(db),
		materials: planned ? await listMaterials(db, planned.id) : [],
		most: planLimits.laws,
		saved: url.searchParams.has('saved')
	};
};

function draftOf(form: FormData, month: number): MonthDraft {
	const laws = form.getAll('law').filter((value): value is string => typeof value === 'string' && value !== '');
	return {
		month,
		laws,
		theme: typed(form, 'theme').trim(),
		presenter: typed(form, 'presenter').trim(),
		mode: typed(form, 'mode') === 'self' ? 'self' : 'collective',
		note: typed(form, 'note').trim()
	};
}

async function materialOf(form: FormData): Promise<MaterialDraft> {
	const title = typed(form, 'title');
	const file = form.get('file');
	if (file instanceof File)
		return { kind: 'file', title, name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
	const kind = typed(form, 'kind');
	return kind === 'article'
		? { kind, title, law: typed(form, 'law'), article: typed(form, 'article') }
		: { kind: 'text', title, body: typed(form, 'body') };
}

export const actions: Actions = {
	save: async ({ params, request, locals: { db, viewer, now, locale } }) => {
		if (!viewer) redirect(303, '/login');
		const { plan, number } = await placeOf(db, params);
		const draft = draftOf(await request.formData(), number);
		const outcome = await saveMonths(db, viewer, plan.year, [draft], now());
		if (!outcome.ok) return fail(409, { problem: describePlanFault(locale, outcome.reason, outcome.detail), draft });
		redirect(303, `/bureau/study/${plan.year}/${number}?saved`);
	},
	remove: async ({ params, locals: { db, viewer, now, locale } }) => {
		if (!viewer) redirect(303, '/login');
		const { plan, planned } = await placeOf(db, params);
		const outcome = planned && (await removeMonth(db, viewer, planned.id, now()));
		if (outcome && !outcome.ok)
			return fail(409, { problem: describePlanFault(locale, outcome.reason, outcome.detail) });
		redirect(303, `/bureau/study/${plan.year}`);
	},
	addMaterial: async ({ params, request, locals: { db, viewer, now, locale } }) => {
		if (!viewer) redirect(303, '/login');
		const { plan, number, planned } = await placeOf(db, params);
		if (!planned) error(404, 'notFound');
		const outcome = await addMaterial(db, viewer, planned.id, await materialOf(await request.formData()), now());
		if (!outcome.ok) return fail(409, { problem: describePlanFault(locale, outcome.reason, outcome.detail) });
		redirect(303, `/bureau/study/${plan.year}/${number}?saved#materials`);
	},
	removeMaterial: async ({ params, request, locals: { db, viewer, now, locale } }) => {
		if (!viewer) redirect(303, '/login');
		const { plan, number, planned } = await placeOf(db, params);
		if (!planned) error(404, 'notFound');
		const materialId: number = parseId<'material'>(typed(await request.formData(), 'material')) ?? 0;
		const outcome = await removeMaterial(db, viewer, planned.id, materialId, now());
		if (!outcome.ok) return fail(409, { problem: describePlanFault(locale, outcome.reason, outcome.detail) });
		redirect(303, `/bureau/study/${plan.year}/${number}?saved#materials`);
	}
};
