import { fileAnswer } from '#lib/results/report/files.server.ts';
import { standing } from '#lib/study/list/list.ts';
import { listCells } from '#lib/study/list/list-change.ts';
import { listHeader } from '#lib/study/list/list-rows.ts';
import { listOfPath } from '../../list-door.ts';
import type { RequestHandler } from './$types';

/** The list as a file that can be imported again. */
export const GET: RequestHandler = async ({ params, url, locals: { db, viewer } }) => {
	const list = await listOfPath(db, viewer, params.list);
	const rows = listCells([{ ...list, entries: standing(list.entries) }]);
	const format = url.searchParams.get('format') === 'xlsx' ? 'xlsx' : 'csv';
	return fileAnswer(list.title, format, { header: [...listHeader], rows });
};
