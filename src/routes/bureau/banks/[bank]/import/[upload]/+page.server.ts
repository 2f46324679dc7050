import { error, fail, redirect } from '@sveltejs/kit';
import { parseId } from '#lib/base/core/ids.ts';
import { isClean } from '#lib/content/item/item-problem.ts';
import { chooseForUpload, importUpload, previewUpload } from '#lib/content/item/upload.server.ts';
import { lawKinds, parseDay } from '#lib/content/law/law.ts';
import { addEdition, listEditions } from '#lib/content/law/law.server.ts';
import { bankOfPath, typed } from '../../../bank-door.ts';
import { choicesOf } from '../../../choice-form.ts';
import type { Actions, PageServerLoad } from './$types';

const pageSize = 50;
const shows = ['all', 'troubled', 'added', 'changed', 'unchanged', 'asked', 'refused'] as const;

const uploadOf = (parameter: string): number => parseId<'upload'>(parameter) ?? error(404, 'notFound');

export const load: PageServerLoad = async ({ params, url, locals: { db, viewer } }) => {
	if (!viewer) redirect(303, '/login');
	const bank = await bankOfPath(db, params.bank);
	const preview = await previewUpload(db, viewer, uploadOf(params.upload));
	if (!preview.ok || preview.value.upload.bank.id !== bank.id) error(404, 'notFound');
	const { plan, upload, fingerprint } = preview.value;
	if (upload.batchId !== null) redirect(303, `/bureau/banks/${bank.id}/imports/${upload.batchId}`);
	const troubled = plan.items.filter((item) => item.problems.length > 0).length;
	const show = shows.find((name) => name === url.searchParams.get('show')) ?? (troubled > 0 ? 'troubled' : 'all');
	const shown = plan.items.filter((item) =>
		show === 'all' ? true : show === 'troubled' ? item.problems.length > 0 : item.outcome === show
	);
	const pages = Math.max(1, Math.ceil(shown.length / pageSize));
	const page = Math.min(pages, Math.max(1, Math.trunc(Number(url.searchParams.get('page') ?? 1)) || 1));
	const rules = new Set(plan.items.flatMap((item) => item.problems.map((problem) => problem.rule)));
	return {
		bank,
		upload: { fileName: upload.fileName, choices: upload.choices, sheetNames: upload.sheetNames },
		fingerprint,
		counts: plan.counts,
		troubled,
		fileProblems: plan.problems,
		blocked: !isClean(plan.problems),
		sheets: plan.sheets.map(({ sheet, header }) => ({ sheet, header })),
		kindCodes: plan.kindCodes,
		openCodes: plan.openCodes,
		openLaws: plan.openLaws,
		asksLaw: rules.has('missingLaw'),
		asksNumbers: rules.has('codeOtherItem'),
		editions: await listEditions(db),
		show,
		page,
		pages,
		items: shown.slice((page - 1) * pageSize, page * pageSize)
	};
};

export const actions: Actions = {
	choose: async ({ params, request, locals: { db, viewer } }) => {
		if (!viewer) redirect(303, '/login');
		const chosen = await chooseForUpload(db, viewer, uploadOf(params.upload), choicesOf(await request.formData()));
		if (!chosen.ok) return fail(400, { reason: chosen.reason });
		redirect(303, `/bureau/banks/${params.bank}/import/${params.upload}`);
	},
	law: async ({ params, request, locals: { db, viewer, now } }) => {
		if (!viewer) redirect(303, '/login');
		const form = await request.formData();
		const title = typed(form, 'title').trim();
		const draft = {
			title,
			shortTitle: '',
			kind: lawKinds.find((name) => name === typed(form, 'lawKind')) ?? 'statute',
			label: typed(form, 'label').trim(),
			adoptedOn: parseDay(typed(form, 'adoptedOn')) ?? null,
			inForceOn: parseDay(typed(form, 'inForceOn')) ?? null,
			repealedOn: null,
			checkedOn: null
		} as const;
		const added = await addEdition(db, viewer, draft, now());
		if (!added.ok) return fail(400, { reason: added.reason === 'forbidden' ? added.reason : ('badLaw' as const) });
		redirect(303, `/bureau/banks/${params.bank}/import/${params.upload}`);
	},
	confirm: async ({ params, request, locals: { db, viewer, now } }) => {
		if (!viewer) redirect(303, '/login');
		const form = await request.formData();
		const order = { validOnly: typed(form, 'rows') === 'valid', fingerprint: typed(form, 'fingerprint') };
		const imported = await importUpload(db, viewer, uploadOf(params.upload), order, now());
		if (!imported.ok) return fail(409, { reason: imported.reason });
		redirect(303, `/bureau/banks/${params.bank}/imports/${imported.value.batchId}?done=1`);
	}
};
