import { fail, redirect } from '@sveltejs/kit';
import { may } from '#lib/base/core/permit.ts';
import { outagesOf } from '#lib/exam/attempt/outage.server.ts';
import { findBlueprint } from '#lib/content/paper/blueprint.server.ts';
import { slotCount, totalPoints } from '#lib/content/paper/blueprint.ts';
import { removeDraft } from '#lib/exam/plan/draft.server.ts';
import { sumCounts, unitCounts } from '#lib/exam/plan/enrolment.server.ts';
import { checkExam, closeExam, publishExam } from '#lib/exam/plan/publish.server.ts';
import { lastClose } from '#lib/exam/plan/state.server.ts';
import { rehearsalStanding } from '#lib/exam/rehearsal/standing.server.ts';
import { examOf, headOf } from '../exam-page.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { config, db, secret, viewer, now }, params }) => {
	const exam = await examOf(db, params.exam);
	const at = now();
	const head = await headOf(db, exam, at);
	const over = head.exam.state === 'closed' || head.exam.state === 'resultsPublished';
	const stored = exam.blueprintId === null ? undefined : await findBlueprint(db, exam.blueprintId);
	const units = await unitCounts(db, exam.id);
	const papers = await db
		.selectFrom('examPaper')
		.innerJoin('paper', 'paper.id', 'examPaper.paperId')
		.select(['variant', 'hash'])
		.where('examId', '=', exam.id)
		.orderBy('variant')
		.execute();
	const { organiser, subjectOwner, opensAt, closesAt, publishedAt, closedAt, scheme } = exam;
	return {
		...head,
		lastClosesAt: await lastClose(db, exam),
		facts: { organiser, subjectOwner, opensAt, closesAt, publishedAt, closedAt, scheme },
		paper: stored && {
			title: stored.title,
			questions: slotCount(stored.blueprint),
			total: totalPoints(stored.blueprint)
		},
		papers,
		units,
		totals: sumCounts(units),
		outages: await outagesOf(db, exam.id),
		problems: exam.publishedAt === null ? await checkExam(db, exam, at) : [],
		rehearsal: over ? null : (await rehearsalStanding(db, secret, exam, config.programFolder)).state,
		manages: viewer !== null && may(viewer, 'exams.manage'),
		now: at
	};
};

export const actions: Actions = {
	publish: async ({ locals: { db, viewer, now }, params }) => {
		if (!viewer) redirect(303, '/login');
		const exam = await examOf(db, params.exam);
		const outcome = await publishExam(db, viewer, exam.id, now());
		if (!outcome.ok && outcome.reason === 'problems') return fail(400, { reason: null });
		if (!outcome.ok) return fail(400, { reason: outcome.reason });
		redirect(303, `/bureau/exams/${exam.id}`);
	},
	remove: async ({ locals: { db, viewer, now }, params }) => {
		if (!viewer) redirect(303, '/login');
		const exam = await examOf(db, params.exam);
		const outcome = await removeDraft(db, viewer, exam.id, now());
		if (!outcome.ok) return fail(400, { reason: outcome.reason });
		redirect(303, '/bureau/exams');
	},
	close: async ({ request, locals: { db, viewer, now }, params }) => {
		if (!viewer) redirect(303, '/login');
		const exam = await examOf(db, params.exam);
		const form = await request.formData();
		const how = { early: form.has('early'), reason: String(form.get('reason') ?? '').slice(0, 200) };
		const outcome = await closeExam(db, viewer, exam.id, how, now());
		if (!outcome.ok) return fail(400, { reason: outcome.reason });
		redirect(303, `/bureau/exams/${exam.id}`);
	}
};
