import { report } from '#i18n/report.ts';
import { peopleFile, tableFile } from '#lib/results/report/files.server.ts';
import { error } from '@sveltejs/kit';
import { asked, viewFor } from '../asked.ts';
import type { RequestHandler } from './$types';

/** Files of a version: the unit table, everybody's result, or the absentees. Lists of people leave a line in the audit. */
export const GET: RequestHandler = async (event) => {
	const { viewer } = asked(event);
	const { locals, url } = event;
	const view = await viewFor(event);
	const format = url.searchParams.get('format') === 'xlsx' ? ('xlsx' as const) : ('csv' as const);
	const category = url.searchParams.get('category') ?? undefined;
	const kind = url.searchParams.get('kind') ?? 'units';
	const t = report(locals.locale);
	const { title } = view.exam;
	if (kind === 'units') return tableFile(t.resultTable(title), format, view, locals.locale, category);
	if (kind !== 'people' && kind !== 'absent') error(404, 'notFound');
	const name = kind === 'people' ? t.peopleTable(title) : t.absentTable(title);
	const asks = { group: kind === 'people' ? ('sat' as const) : ('absent' as const), category };
	return peopleFile(locals.db, viewer, view, asks, { name, format, locale: locals.locale }, locals.now());
};
