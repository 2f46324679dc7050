import { fail, redirect } from '@sveltejs/kit';
import { parseId } from '#lib/base/core/ids.ts';
import { may } from '#lib/base/core/permit.ts';
import { findPersons, unitCounts } from '#lib/exam/plan/enrolment.server.ts';
import { changesOf, listEnrolments } from '#lib/exam/plan/list.server.ts';
import { addPerson, changeStanding, findEnrolment, removePerson } from '#lib/exam/plan/standing.server.ts';
import { examOf, headOf } from '../../exam-page.server.ts';
import { readStanding, statuses } from '../../standing-form.ts';
import type { Actions, PageServerLoad } from './$types';

const pageSize = 100;

export const load: PageServerLoad = async ({ locals: { db, viewer, now }, params, url }) => {
	const exam = await examOf(db, params.exam);
	const pageNo = Math.max(1, Number(url.searchParams.get('page')) || 1);
	const filter = {
		unitId: parseId<'unit'>(url.searchParams.get('unit')),
		status: statuses.find((status) => status === url.searchParams.get('status')),
		text: url.searchParams.get('find')?.slice(0, 60) ?? ''
	};
	const { rows, total } = await listEnrolments(db, exam, {
		...filter,
		limit: pageSize,
		offset: (pageNo - 1) * pageSize
	});
	const chosen = parseId<'enrolment'>(url.searchParams.get('change'));
	const change = chosen && (await findEnrolment(db, chosen));
	return {
		...(await headOf(db, exam, now())),
		filter: { unit: filter.unitId ?? null, status: filter.status ?? '', text: filter.text },
		rows,
		total,
		pageNo,
		pages: Math.max(1, Math.ceil(total / pageSize)),
		units: (await unitCounts(db, exam.id)).map(({ unitId, name }) => ({ unitId, name })),
		change: change?.examId === exam.id ? { ...change, changes: await changesOf(db, change.id) } : undefined,
		manages: viewer !== null && may(viewer, 'exams.manage')
	};
};

export const actions: Actions = {
	change: async ({ request, locals: { db, viewer, now }, params }) => {
		if (!viewer) redirect(303, '/login');
		const exam = await examOf(db, params.exam);
		const form = await request.formData();
		const id = parseId<'enrolment'>(String(form.get('enrolment') ?? ''));
		const standing = readStanding(form);
		if (id === undefined) return fail(404, { reason: 'notFound' as const });
		const changed = form.has('remove')
			? await removePerson(db, viewer, id, now())
			: await changeStanding(db, viewer, id, standing, now());
		if (!changed.ok) return fail(400, { reason: changed.reason, standing });
		redirect(303, `/bureau/exams/${exam.id}/enrolment?done`);
	},
	add: async ({ request, locals: { db, viewer, now }, params }) => {
		if (!viewer) redirect(303, '/login');
		const exam = await examOf(db, params.exam);
		const form = await request.formData();
		const found = await findPersons(db, String(form.get('person') ?? '').trim());
		const standing = readStanding(form);
		const [person] = found;
		if (!person) return fail(400, { reason: 'nobodyFound' as const, standing });
		if (found.length > 1) {
			const names = found.map(({ name, staffNo }) => `${name} ${staffNo ?? ''}`).join(', ');
			return fail(400, { reason: 'several' as const, names, standing });
		}
		const added = await addPerson(db, viewer, exam.id, person.id, standing, now());
		if (!added.ok) return fail(400, { reason: added.reason, standing });
		redirect(303, `/bureau/exams/${exam.id}/enrolment?find=${encodeURIComponent(person.staffNo ?? person.name)}&done`);
	}
};
