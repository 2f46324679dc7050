import { error, fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { parseId, type PersonId } from '#lib/base/core/ids.ts';
import { mayEverywhere, type Viewer } from '#lib/base/core/permit.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { csvBytes } from '#lib/base/sheet/write.ts';
import { listUnits, sees, visibleUnits } from '#lib/people/directory/directory.server.ts';
import { treeRows } from '#lib/people/directory/unit.ts';
import { confirmRoster } from '#lib/people/roster/confirm.server.ts';
import { decisionsFor } from '#lib/people/roster/decisions.ts';
import { type RosterChoices, type RowOutcome, rowOutcomes } from '#lib/people/roster/draft.ts';
import { judgeRoster } from '#lib/people/roster/judge.server.ts';
import { findUpload, type RosterUpload } from '#lib/people/roster/own-upload.server.ts';
import { dropUpload, listMissing, listRows } from '#lib/people/roster/rows.server.ts';
import { shownCell } from '#lib/people/roster/sealed.ts';
import { accepted } from '#lib/people/roster/staged.ts';
import type { Locale } from '#i18n/area.ts';
import { describeFault, describeProblem } from '#i18n/problems.ts';
import { readChoices, readDecisions } from './choice-form.ts';

const pageRows = 100;
const missingShown = 500;

async function own(
	locals: App.Locals,
	params: Partial<Record<string, string>>
): Promise<{ viewer: Viewer; upload: RosterUpload }> {
	const id = parseId<'upload'>(params.upload);
	const upload = locals.viewer && id !== undefined ? await findUpload(locals.db, locals.viewer, id) : undefined;
	if (!locals.viewer || !upload) error(404, 'notFound');
	return { viewer: locals.viewer, upload };
}

/** The tab asked for, or the first that needs a look. */
function tabOf(
	text: string | null,
	counts: RosterUpload['reading']['counts'],
	missing: number
): RowOutcome | 'missing' {
	const named = [...rowOutcomes, 'missing' as const].find((tab) => tab === text);
	if (named) return named;
	const first = (['asked', 'refused', 'added', 'changed', 'moved', 'proposed'] as const).find((tab) => counts[tab] > 0);
	return first ?? (missing > 0 ? 'missing' : 'unchanged');
}

async function shownRows(db: Db, upload: RosterUpload, outcome: RowOutcome, after: number, locale: Locale) {
	const rows = await listRows(db, upload.id, { outcome, after, limit: pageRows + 1 });
	const shown = rows.slice(0, pageRows).map(({ row, staged, problems }) => ({
		row,
		name: staged.draft?.name ?? '',
		unit: staged.draft?.unitText ?? '',
		section: staged.draft?.section ?? '',
		post: staged.draft?.post ?? '',
		staffNo: staged.draft?.staffNo ?? '',
		mobile: staged.draft?.mobile ?? '',
		raw: staged.draft
			? ''
			: staged.cells
					.map(shownCell)
					.filter((cell) => cell.trim() !== '')
					.join(' · ')
					.slice(0, 200),
		changes: staged.changes ?? [],
		problems: problems.map((problem) => ({
			...describeProblem(locale, problem),
			column: problem.column,
			weight: problem.weight
		})),
		decision: upload.choices.rows[row] ?? null,
		decisions: outcome === 'asked' || upload.choices.rows[row] !== undefined ? decisionsFor(problems) : []
	}));
	return { shown, next: rows.length > pageRows ? (shown.at(-1)?.row ?? null) : null };
}

/** The preview of one upload: how it was read, what is to be settled, and the rows of one tab. */
export async function uploadDesk({ locals, params, url }: Pick<RequestEvent, 'locals' | 'params' | 'url'>) {
	const { db, locale } = locals;
	const { viewer, upload } = await own(locals, params);
	const { reading, choices } = upload;
	const visible = await visibleUnits(db, viewer, 'roster.import');
	const units = treeRows((await listUnits(db)).filter(({ id }) => sees(visible, id)));
	const tab = tabOf(url.searchParams.get('tab'), reading.counts, reading.missing.length);
	const after = Number(url.searchParams.get('after') ?? 0) || 0;
	const rows = tab === 'missing' ? { shown: [], next: null } : await shownRows(db, upload, tab, after, locale);
	const missing = tab === 'missing' ? await listMissing(db, reading.missing.slice(0, missingShown)) : [];
	const sample = reading.fault === 'noRows' ? [] : await listRowsHead(db, upload.id);
	return {
		upload: { id: upload.id, fileName: upload.fileName, rowsRead: upload.rowsRead },
		reading: { ...reading, missing: reading.missing.length },
		accepted: accepted(reading.counts),
		choices,
		fault: reading.fault === null ? '' : describeFault(locale, reading.fault),
		units: units.map(({ unit, depth }) => ({ id: unit.id, name: unit.name, depth })),
		mayCreate: mayEverywhere(viewer, 'units.manage'),
		tab,
		after,
		rows: rows.shown,
		next: rows.next,
		missing,
		sample
	};
}

/** The first rows as the file has them, for saying which column is what. */
async function listRowsHead(db: Db, uploadId: number) {
	const rows = await db
		.selectFrom('importRow')
		.select(['row', 'draft'])
		.where('uploadId', '=', uploadId)
		.orderBy('row')
		.limit(8)
		.execute();
	return rows.map(({ row, draft }) => ({
		row,
		cells: (JSON.parse(draft) as { cells: string[] }).cells.map((cell) => shownCell(cell).slice(0, 40))
	}));
}

async function judgeAgain(
	locals: App.Locals,
	viewer: Viewer,
	upload: RosterUpload,
	choices: RosterChoices
): Promise<void> {
	await judgeRoster(locals.db, viewer, upload.id, choices);
}

/** The actions of a preview; each ends at the preview again, or at the batch. */
export const uploadActions = (base: string) => ({
	choose: async ({ locals, params, request }: RequestEvent) => {
		const { viewer, upload } = await own(locals, params);
		const visible = await visibleUnits(locals.db, viewer, 'roster.import');
		const choices = readChoices(await request.formData(), upload, visible);
		await judgeAgain(locals, viewer, upload, choices);
		redirect(303, `${base}/${upload.id}`);
	},
	decide: async ({ locals, params, request }: RequestEvent) => {
		const { viewer, upload } = await own(locals, params);
		const rows = { ...upload.choices.rows, ...readDecisions(await request.formData()) };
		await judgeAgain(locals, viewer, upload, { ...upload.choices, rows });
		redirect(303, `${base}/${upload.id}`);
	},
	leave: async ({ locals, params, request }: RequestEvent) => {
		const { upload } = await own(locals, params);
		const marked = (await request.formData()).getAll('person').map((value) => parseId<'person'>(String(value)));
		const leave = marked.filter((id): id is PersonId => id !== undefined && upload.reading.missing.includes(id));
		const choices = JSON.stringify({ ...upload.choices, leave });
		await locals.db.updateTable('importUpload').set({ choices }).where('id', '=', upload.id).execute();
		redirect(303, `${base}/${upload.id}?tab=missing`);
	},
	confirm: async ({ locals, params, request }: RequestEvent) => {
		const { viewer, upload } = await own(locals, params);
		const acceptClean = (await request.formData()).get('acceptClean') === 'yes';
		const outcome = await confirmRoster(locals.db, viewer, upload.id, { acceptClean }, locals.now());
		if (outcome.ok) redirect(303, `${base}/batches/${outcome.value.batchId}?written`);
		if (outcome.reason === 'stale') await judgeAgain(locals, viewer, upload, upload.choices);
		return fail(409, { refusal: describeFault(locals.locale, outcome.reason, outcome.detail) });
	},
	drop: async ({ locals, params }: RequestEvent) => {
		const { upload } = await own(locals, params);
		await dropUpload(locals.db, upload.id);
		redirect(303, base);
	}
});

/** Every problem of the upload as a table to pass on to whoever made the file. */
export async function problemsFile(
	{ locals, params }: Pick<RequestEvent, 'locals' | 'params'>,
	header: readonly string[]
) {
	const { upload } = await own(locals, params);
	const lines: (string | number)[][] = [];
	for (let after = 0; ;) {
		const rows = await listRows(locals.db, upload.id, { after, limit: 1000, withProblems: true });
		for (const { row, staged, problems } of rows)
			for (const problem of problems) {
				const { what, remedy } = describeProblem(locals.locale, problem);
				lines.push([row, staged.draft?.name ?? '', problem.column, what, remedy]);
			}
		after = rows.at(-1)?.row ?? after;
		if (rows.length < 1000) break;
	}
	return new Response(csvBytes(header, lines) as BodyInit, {
		headers: {
			'content-type': 'text/csv; charset=utf-8',
			'content-disposition': `attachment; filename="problems-${upload.id}.csv"`
		}
	});
}
