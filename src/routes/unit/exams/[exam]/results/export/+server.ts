import { error } from '@sveltejs/kit';
import { report } from '#i18n/report.ts';
import { fileAnswer, peopleTable, recordExport } from '#lib/results/report/files.server.ts';
import { askedResults } from '../asked.ts';
import type { RequestHandler } from './$types';

/** The unit's own people or absentees as a file; who took it away is recorded. */
export const GET: RequestHandler = async (event) => {
	const { exam, unit, people } = await askedResults(event);
	const { locals, url } = event;
	if (!locals.viewer) error(404, 'notFound');
	const group = url.searchParams.get('kind') === 'absent' ? ('absent' as const) : ('sat' as const);
	const t = report(locals.locale);
	const title = group === 'absent' ? t.absentTable(exam.title) : t.peopleTable(exam.title);
	const rows = people.filter((person) => (group === 'absent' ? person.turnout === 'absent' : person.attempts > 0));
	const body = { group, unitId: unit.unitId, people: rows.length };
	await recordExport(locals.db, locals.viewer, exam.id, body, locals.now());
	const format = url.searchParams.get('format') === 'csv' ? ('csv' as const) : ('xlsx' as const);
	return fileAnswer(`${unit.name} ${title}`, format, peopleTable(rows, locals.locale));
};
