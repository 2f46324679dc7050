import { parseId } from '#lib/base/core/ids.ts';
import { csvBytes } from '#lib/base/sheet/write.ts';
import { listEnrolments } from '#lib/exam/plan/list.server.ts';
import { enrolment } from '#i18n/enrolment.ts';
import { examOf } from '../../../exam-page.server.ts';
import { statuses } from '../../../standing-form.ts';
import type { RequestHandler } from './$types';

/** The filtered list as CSV, without mobile or identity numbers. */
export const GET: RequestHandler = async ({ locals: { db, locale }, params, url }) => {
	const exam = await examOf(db, params.exam);
	const t = enrolment(locale);
	const { rows } = await listEnrolments(db, exam, {
		unitId: parseId<'unit'>(url.searchParams.get('unit')),
		status: statuses.find((status) => status === url.searchParams.get('status')),
		text: url.searchParams.get('find') ?? ''
	});
	const header = [t.unit, t.name, t.staffNo, t.section, t.post, t.standing, t.reason, t.documentNo];
	const lines = rows.map((row) => [
		row.unitName,
		row.name,
		row.staffNo ?? '',
		row.section,
		row.post,
		t[row.status],
		row.reason,
		row.documentNo
	]);
	return new Response(new Uint8Array(csvBytes(header, lines)), {
		headers: {
			'content-type': 'text/csv; charset=utf-8',
			'content-disposition': `attachment; filename="exam-${exam.id}-list.csv"`
		}
	});
};
