import { roster } from '#i18n/roster.ts';
import { problemsFile } from '../../upload-desk.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = (event) => {
	const t = roster(event.locals.locale);
	return problemsFile(event, [t.rowNo, t.name, t.column, t.what, t.remedy]);
};
