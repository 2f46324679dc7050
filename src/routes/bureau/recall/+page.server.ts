import { error } from '@sveltejs/kit';
import { parseId } from '#lib/base/core/ids.ts';
import { recallReport } from '#lib/study/practice/recall.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ url, locals: { db, viewer, now } }) => {
	if (!viewer) error(404, 'notFound');
	const lawId: number | undefined = parseId<'law'>(url.searchParams.get('law'));
	const report = (await recallReport(db, viewer, now(), lawId ?? null)) ?? error(404, 'notFound');
	return { report, lawId: lawId ?? null };
};
