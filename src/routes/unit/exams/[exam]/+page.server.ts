import { error, fail, redirect } from '@sveltejs/kit';
import { parseId } from '#lib/base/core/ids.ts';
import { listEnrolments } from '#lib/exam/plan/list.server.ts';
import { applyFor, listRequests, withdrawRequest } from '#lib/exam/plan/request.server.ts';
import { visibleUnits } from '#lib/people/directory/directory.server.ts';
import { examOf, titleOf } from '../../../bureau/exams/exam-page.server.ts';
import { readStanding } from '../../../bureau/exams/standing-form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { db, viewer, now }, params, url }) => {
	const exam = await examOf(db, params.exam);
	if (exam.publishedAt === null || !viewer) error(404, 'notFound');
	const units = await visibleUnits(db, viewer, 'people.read');
	const { rows } = await listEnrolments(db, exam, { units });
	const requests = await listRequests(db, viewer, exam.id);
	const chosen = parseId<'enrolment'>(url.searchParams.get('apply'));
	const waiting = new Set(requests.filter(({ decision }) => decision === null).map((request) => request.enrolmentId));
	const done = url.searchParams.get('done');
	return {
		done: done === 'asked' || done === 'withdrawn' ? done : null,
		exam: { ...(await titleOf(db, exam, now())), opensAt: exam.opensAt, closesAt: exam.closesAt },
		rows: rows.map((row) => ({
			...row,
			waiting: waiting.has(row.id),
			own: row.personId === viewer.personId
		})),
		requests,
		applying: rows.find((row) => row.id === chosen && row.status === 'required')
	};
};

export const actions: Actions = {
	apply: async ({ request, locals: { db, viewer, now }, params }) => {
		if (!viewer) redirect(303, '/login');
		const exam = await examOf(db, params.exam);
		const form = await request.formData();
		const id = parseId<'enrolment'>(String(form.get('enrolment') ?? ''));
		const { status, ...words } = readStanding(form);
		if (id === undefined) return fail(400, { reason: 'notFound' as const, standing: { status, ...words } });
		const asked = { ...words, status: status === 'deferred' ? ('deferred' as const) : ('exempt' as const) };
		const outcome = await applyFor(db, viewer, id, asked, now());
		if (!outcome.ok) return fail(400, { reason: outcome.reason, standing: asked });
		redirect(303, `/unit/exams/${exam.id}?done=asked`);
	},
	withdraw: async ({ request, locals: { db, viewer, now }, params }) => {
		if (!viewer) redirect(303, '/login');
		const exam = await examOf(db, params.exam);
		const outcome = await withdrawRequest(db, viewer, Number((await request.formData()).get('request')), now());
		if (!outcome.ok) return fail(400, { reason: outcome.reason });
		redirect(303, `/unit/exams/${exam.id}?done=withdrawn`);
	}
};
