import { error } from '@sveltejs/kit';
import { formatDay } from '#lib/base/core/clock.ts';
import { csvBytes } from '#lib/base/sheet/write.ts';
import { xlsxBytes } from '#lib/base/sheet/write.server.ts';
import { shippedHeader } from '#lib/content/item/formats/columns.ts';
import { takeExport } from '#lib/content/item/read.server.ts';
import { bankOfPath, download, typed } from '../../bank-door.ts';
import type { RequestHandler } from './$types';

/** A POST, because taking the keys is an act on record. */
export const POST: RequestHandler = async ({ params, request, locals: { db, viewer, now } }) => {
	if (!viewer) error(401, 'signedOut');
	const { id } = await bankOfPath(db, params.bank);
	const format = typed(await request.formData(), 'format') === 'xlsx' ? 'xlsx' : 'csv';
	const taken = await takeExport(db, viewer, id, format, now());
	if (!taken.ok) error(404, 'notFound');
	const { bank, rows } = taken.value;
	const bytes = format === 'csv' ? csvBytes(shippedHeader, rows) : await xlsxBytes(bank.name, shippedHeader, rows);
	return download(bytes, `${bank.name}-${formatDay(now())}`, format);
};
