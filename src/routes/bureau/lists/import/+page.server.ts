import { fail, redirect } from '@sveltejs/kit';
import { describeListFault } from '#i18n/list-faults.ts';
import { describeListProblem } from '#i18n/list-problems.ts';
import { lists as words } from '#i18n/lists.ts';
import { describeFault } from '#i18n/problems.ts';
import type { Locale } from '#i18n/area.ts';
import type { Db } from '#lib/base/db/schema.ts';
import type { SheetSource } from '#lib/base/sheet/sheet.ts';
import { fingerprintOf, listText, type PlannedList } from '#lib/study/list/list-change.ts';
import { type ImportMode, importLists, previewLists, readListFile } from '#lib/study/list/list-file.server.ts';
import type { ListDraft } from '#lib/study/list/list-rows.ts';
import { typed } from '../../banks/bank-door.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = () => ({});

/** One list of the preview, as the page shows it. */
const shown = ({ draft, list, lines, missing }: PlannedList) => ({
	title: draft.title,
	tier: draft.tier,
	categories: draft.categories,
	posts: draft.posts,
	isNew: list === null,
	lines: lines.map(({ change, draft: { title, kind, lawId, articles, note } }) => {
		return { change, title, kind, lawId, articles, note };
	}),
	missing: missing.map(({ title, articles }) => ({ title, articles }))
});

/** Reads a file, whoever may import it, and lays it beside the lists that are there. */
async function read(
	db: Db,
	file: { readonly source: SheetSource; readonly fileName: string; readonly sheet?: string },
	now: number,
	locale: Locale
) {
	const found = await readListFile(db, file, now);
	if (!found.ok) {
		const { reason, detail } = found;
		const problem = reason === 'header' ? words(locale).header : describeFault(locale, reason, detail);
		return { ok: false as const, problem, sheets: reason === 'chooseSheet' ? String(detail?.names ?? '') : null };
	}
	const { drafts, problems } = found.value;
	const told = problems.map((problem) => ({ ...problem, ...describeListProblem(locale, problem) }));
	const isRefused = problems.some(({ weight }) => weight === 'refuse');
	return { ok: true as const, drafts, told, isRefused };
}

async function previewOf(db: Db, drafts: readonly ListDraft[]) {
	const plans = await previewLists(db, drafts);
	return { lists: plans.map(shown), text: listText(drafts), fingerprint: fingerprintOf(plans) };
}

export const actions: Actions = {
	read: async ({ request, locals: { db, now, locale } }) => {
		const form = await request.formData();
		const file = form.get('file');
		if (!(file instanceof File) || file.name === '') return fail(400, { problem: words(locale).noFile });
		const sheet = typed(form, 'sheet').trim();
		const source = { bytes: new Uint8Array(await file.arrayBuffer()) };
		const found = await read(db, { source, fileName: file.name, ...(sheet ? { sheet } : {}) }, now(), locale);
		if (!found.ok) return fail(409, { problem: found.problem, sheets: found.sheets });
		if (found.isRefused) return fail(409, { told: found.told, isRefused: true });
		return { told: found.told, preview: await previewOf(db, found.drafts) };
	},
	import: async ({ request, locals: { db, viewer, now, locale } }) => {
		if (!viewer) redirect(303, '/login');
		const form = await request.formData();
		const bytes = new TextEncoder().encode(typed(form, 'text'));
		const found = await read(db, { source: { bytes }, fileName: 'list.csv' }, now(), locale);
		if (!found.ok || found.isRefused) return fail(409, { problem: words(locale).stale });
		const preview = await previewOf(db, found.drafts);
		if (preview.fingerprint !== typed(form, 'fingerprint'))
			return fail(409, { problem: words(locale).stale, told: found.told, preview });
		const mode: ImportMode = typed(form, 'mode') === 'replace' ? 'replace' : 'add';
		const outcome = await importLists(db, viewer, found.drafts, mode, now());
		if (!outcome.ok) return fail(409, { problem: describeListFault(locale, outcome.reason, outcome.detail) });
		redirect(303, `/bureau/lists?imported=${outcome.value.length}`);
	}
};
