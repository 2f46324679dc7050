import { error } from '@sveltejs/kit';
import { parseId } from '#lib/base/core/ids.ts';
import { personSheet } from '#lib/results/report/person-sheet.server.ts';
import { asked, queryOf, versionOf } from '../../asked.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { viewer, examId } = asked(event);
	const { locals, params, url } = event;
	const enrolmentId = parseId<'enrolment'>(params.enrolment);
	if (enrolmentId === undefined) error(404, 'notFound');
	const attemptNo = parseId(url.searchParams.get('attempt')) ?? undefined;
	const request = { enrolmentId, attemptNo };
	const outcome = await personSheet(locals.db, viewer, examId, request, locals.now());
	if (!outcome.ok) error(404, 'notFound');
	return { examId, enrolmentId, attemptNo, versionQuery: queryOf(versionOf(url)), sheet: outcome.value };
};
