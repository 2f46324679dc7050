import { fail, redirect } from '@sveltejs/kit';
import { parseId } from '#lib/base/core/ids.ts';
import { findBlueprint, listBlueprints } from '#lib/content/paper/blueprint.server.ts';
import { slotCount, totalPoints } from '#lib/content/paper/blueprint.ts';
import { choosePaper } from '#lib/exam/plan/draft.server.ts';
import { paperProblems } from '#lib/exam/plan/publish.server.ts';
import { examOf, headOf } from '../../exam-page.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { db, now }, params }) => {
	const exam = await examOf(db, params.exam);
	if (exam.publishedAt !== null) redirect(303, `/bureau/exams/${exam.id}`);
	const blueprints = await listBlueprints(db);
	const chosen = exam.blueprintId === null ? undefined : await findBlueprint(db, exam.blueprintId);
	return {
		...(await headOf(db, exam, now())),
		chosen: chosen?.id ?? null,
		problems: chosen ? await paperProblems(db, exam.scheme, chosen.blueprint) : [],
		blueprints: blueprints.map(({ id, title, blueprint }) => ({
			id,
			title,
			questions: slotCount(blueprint),
			total: totalPoints(blueprint)
		}))
	};
};

export const actions: Actions = {
	default: async ({ request, locals: { db, viewer, now }, params }) => {
		if (!viewer) redirect(303, '/login');
		const exam = await examOf(db, params.exam);
		const blueprintId = parseId<'blueprint'>(String((await request.formData()).get('blueprint') ?? ''));
		if (blueprintId === undefined) return fail(400, { reason: 'notFound' as const });
		const saved = await choosePaper(db, viewer, exam.id, blueprintId, now());
		if (!saved.ok) return fail(400, { reason: saved.reason });
		redirect(303, `/bureau/exams/${exam.id}/people`);
	}
};
