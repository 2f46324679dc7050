import { error, type RequestEvent } from '@sveltejs/kit';
import { parseId } from '#lib/base/core/ids.ts';
import { type UnitResults, unitResults } from '#lib/results/report/unit-results.server.ts';

/** The results of the unit in `?unit=`, or of the viewer's uppermost one; what lies outside the own subtree is not found. */
export async function askedResults({ locals, params, url }: RequestEvent): Promise<UnitResults> {
	const examId = parseId<'exam'>(params.exam);
	const asked = url.searchParams.get('unit');
	const unitId = parseId<'unit'>(asked);
	if (!locals.viewer || examId === undefined || (asked !== null && unitId === undefined)) error(404, 'notFound');
	const outcome = await unitResults(locals.db, locals.viewer, examId, unitId);
	if (!outcome.ok) error(404, 'notFound');
	return outcome.value;
}
