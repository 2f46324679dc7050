import { error, fail, redirect } from '@sveltejs/kit';
import { attendance } from '#i18n/sessions-attendance.ts';
import { sessionsDesk as deskWords } from '#i18n/sessions-desk.ts';
import { describeSheetProblem } from '#i18n/session-problems.ts';
import { describeSheetRefusal } from '#i18n/sheet-refusals.ts';
import type { Locale } from '#i18n/area.ts';
import { parseId } from '#lib/base/core/ids.ts';
import { webBytes } from '#lib/base/sheet/open.server.ts';
import { listUnits, sees } from '#lib/people/directory/directory.server.ts';
import { treeRows } from '#lib/people/directory/unit.ts';
import { importSheet, listBatches, undoBatch } from '#lib/study/session/batch.server.ts';
import { dropKept, findKept, keepSheet, previewSheet, type UploadRefusal } from '#lib/study/session/upload.server.ts';
import { type Asked, baseOf, headOf, type Sent, typed, viewerOf, viewIn } from './door.ts';

/** Why a file was not taken, in words. */
function fileWords(
	locale: Locale,
	reason: UploadRefusal,
	detail: Readonly<Record<string, string | number>> = {}
): string {
	const words = attendance(locale);
	if (reason === 'header' || reason === 'noRows') return words[reason];
	if (reason === 'cancelled') return deskWords(locale).cancelledRefusal;
	if (reason === 'forbidden' || reason === 'notFound') return deskWords(locale)[reason];
	return describeSheetRefusal(locale, reason, detail);
}

export async function fileDesk(event: Asked) {
	const view = await viewIn(event);
	const { db } = event.locals;
	const viewer = viewerOf(event);
	const units = (await listUnits(db)).filter(({ id }) => sees(view.reach.marked, id));
	const number = (name: string) => {
		const value = Number(event.url.searchParams.get(name) ?? NaN);
		return Number.isFinite(value) ? value : null;
	};
	return {
		...(await headOf(event, view)),
		units: treeRows(units).map(({ unit, depth }) => ({ id: unit.id, name: unit.name, depth })),
		batches: await listBatches(db, viewer, view),
		...{ imported: number('imported'), undone: number('undone') }
	};
}

export async function upload(event: Sent) {
	const { session } = await viewIn(event);
	const { db, now, locale } = event.locals;
	const form = await event.request.formData();
	const file = form.get('file');
	if (!(file instanceof File) || file.name === '') return fail(400, { problem: attendance(locale).noFile, sheets: '' });
	const sheet = typed(form, 'sheet').trim();
	const kept = await keepSheet(
		db,
		viewerOf(event),
		session.id,
		{
			source: { bytes: new Uint8Array(await file.arrayBuffer()) },
			...{ fileName: file.name.slice(0, 200), maxBytes: webBytes, ...(sheet === '' ? {} : { sheet }) }
		},
		{ unitId: parseId<'unit'>(typed(form, 'unit')) ?? null, fillUnits: form.has('fillUnits') },
		now()
	);
	if (kept.ok) redirect(303, `${baseOf(event)}/${session.id}/file/${kept.value}`);
	const sheets = kept.reason === 'chooseSheet' || kept.reason === 'noSheet' ? String(kept.detail?.names ?? '') : '';
	return fail(400, { problem: fileWords(locale, kept.reason, kept.detail), sheets });
}

export async function undo(event: Sent) {
	const { session } = await viewIn(event);
	const { db, now, locale } = event.locals;
	const batchId = Number(typed(await event.request.formData(), 'batch'));
	const undone = await undoBatch(db, viewerOf(event), session.id, Number.isSafeInteger(batchId) ? batchId : 0, now());
	if (undone.ok) redirect(303, `${baseOf(event)}/${session.id}/file?undone=${undone.value.entries}`);
	if (undone.reason === 'notFound' || undone.reason === 'forbidden') error(404, 'notFound');
	const words = attendance(locale);
	const { people = 0, names = '' } = undone.detail ?? {};
	const problem =
		undone.reason === 'touched'
			? words.touched(Number(people), String(names))
			: undone.reason === 'undone'
				? words.undoneAlready
				: deskWords(locale).cancelledRefusal;
	return fail(409, { problem, sheets: '' });
}

async function keptIn(event: Asked) {
	const { session } = await viewIn(event);
	const id = parseId<'upload'>(event.params.upload);
	const kept = id === undefined ? undefined : await findKept(event.locals.db, viewerOf(event), session.id, id);
	return kept ?? error(404, 'notFound');
}

const mostShown = 500;

export async function previewDesk(event: Asked) {
	const kept = await keptIn(event);
	const { db, now, locale } = event.locals;
	const { file, read, plan, fingerprint } = await previewSheet(db, kept.view, kept.file, kept.choices, now());
	const written = plan.rows.filter(({ outcome }) => outcome === 'marked' || outcome === 'added');
	return {
		...(await headOf(event, kept.view)),
		...{ fileName: file.fileName, fingerprint, counts: plan.counts, entries: plan.entries },
		...{ headerRows: read.header?.rows ?? [], hasStatus: read.hasStatus },
		problems: plan.problems.slice(0, mostShown).map((problem) => ({
			...{ row: problem.row, column: problem.column, weight: problem.weight },
			...describeSheetProblem(locale, problem)
		})),
		rows: written.slice(0, mostShown).map(({ draft, outcome, person }) => ({
			...{ row: draft.row, name: person?.name ?? draft.name, unitName: person?.unitName ?? '', outcome },
			...{ status: draft.status ?? ('unmarked' as const), leaveKind: draft.leaveKind }
		}))
	};
}

export async function confirm(event: Sent) {
	const kept = await keptIn(event);
	const { db, now, locale } = event.locals;
	const form = await event.request.formData();
	const order = { acceptClean: form.has('acceptClean'), fingerprint: typed(form, 'fingerprint'), uploadId: kept.id };
	const { session } = kept.view;
	const imported = await importSheet(db, viewerOf(event), session.id, kept.file, kept.choices, order, now());
	if (imported.ok) {
		const { marked, added } = imported.value.counts;
		redirect(303, `${baseOf(event)}/${session.id}/file?imported=${marked + added}`);
	}
	if (imported.reason === 'notFound' || imported.reason === 'forbidden') error(404, 'notFound');
	const words = attendance(locale);
	const problem = imported.reason === 'cancelled' ? deskWords(locale).cancelledRefusal : words[imported.reason];
	return fail(409, { problem });
}

export async function drop(event: Sent) {
	const kept = await keptIn(event);
	await dropKept(event.locals.db, viewerOf(event), kept.id);
	redirect(303, `${baseOf(event)}/${kept.view.session.id}/file`);
}
