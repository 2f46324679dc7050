import { error, fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { parseId } from '#lib/base/core/ids.ts';
import { webBytes } from '#lib/base/sheet/open.server.ts';
import { listUnits, sees, visibleUnits } from '#lib/people/directory/directory.server.ts';
import { treeRows } from '#lib/people/directory/unit.ts';
import { noChoices } from '#lib/people/roster/draft.ts';
import { previewRoster } from '#lib/people/roster/import-roster.server.ts';
import { findBatch, listBatches, listUploads } from '#lib/people/roster/own-upload.server.ts';
import { listTransfers } from '#lib/people/roster/transfer.server.ts';
import { undoBatch } from '#lib/people/roster/undo.server.ts';
import { describeFault } from '#i18n/problems.ts';
import { typed } from '../../(door)/browser.ts';

/** The desk of rosters, the same for the bureau (all units) and a unit administrator (own subtree). */
export async function rosterDesk({ locals: { db, viewer } }: Pick<RequestEvent, 'locals'>) {
	if (!viewer) redirect(303, '/login');
	const visible = await visibleUnits(db, viewer, 'roster.import');
	const units = treeRows((await listUnits(db)).filter(({ id }) => sees(visible, id)));
	return {
		units: units.map(({ unit, depth }) => ({ id: unit.id, name: unit.name, depth })),
		whole: visible === 'all',
		uploads: await listUploads(db, viewer),
		batches: await listBatches(db, viewer, 'roster'),
		/** Of the own units; the bureau has a page of its own for them. */
		transfers: visible === 'all' ? [] : await listTransfers(db, viewer)
	};
}

/** Takes a file to its preview. Nothing about people changes. */
export async function postRoster({ locals, request }: RequestEvent, base: string) {
	const { db, locale, now, secret, viewer } = locals;
	if (!viewer) redirect(303, '/login');
	const form = await request.formData();
	const file = form.get('file');
	if (!(file instanceof File) || file.size === 0)
		return fail(400, { refusal: describeFault(locale, 'empty'), names: '' });
	const unit = parseId<'unit'>(typed(form, 'unit')) ?? null;
	const visible = await visibleUnits(db, viewer, 'roster.import');
	const own = unit !== null && sees(visible, unit) ? unit : null;
	const source = { bytes: new Uint8Array(await file.arrayBuffer()) };
	const sheet = typed(form, 'sheet').trim();
	const order = {
		source,
		fileName: file.name.slice(0, 200),
		maxBytes: webBytes,
		unit: own,
		...(sheet === '' ? {} : { sheet })
	};
	const preview = await previewRoster(db, secret, viewer, order, { ...noChoices, unit: own }, now());
	if (!preview.ok) {
		const names = preview.reason === 'chooseSheet' ? String(preview.detail?.names ?? '') : '';
		return fail(400, { refusal: describeFault(locale, preview.reason, preview.detail), names });
	}
	redirect(303, `${base}/${preview.value.uploadId}`);
}

/** One batch: what it did, and whether it can be taken back. */
export async function batchPage(
	{ locals: { db, viewer }, params }: Pick<RequestEvent, 'locals' | 'params'>,
	kind: 'roster' | 'units'
) {
	const id = parseId<'importBatch'>(params.batch);
	const batch = viewer && id !== undefined ? await findBatch(db, viewer, kind, id) : undefined;
	if (!batch) error(404, 'notFound');
	return { batch };
}

export async function postUndo({ locals: { db, now, viewer }, params }: RequestEvent) {
	if (!viewer) redirect(303, '/login');
	const id = parseId<'importBatch'>(params.batch);
	const outcome = id === undefined ? undefined : await undoBatch(db, viewer, id, now());
	if (outcome?.ok) return { undone: outcome.value.changes };
	const names = String(outcome?.detail?.names ?? '');
	return fail(outcome?.reason === 'touched' ? 409 : 404, { refusal: { reason: outcome?.reason ?? 'gone', names } });
}
