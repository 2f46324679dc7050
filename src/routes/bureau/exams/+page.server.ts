import { may } from '#lib/base/core/permit.ts';
import { sumCounts, unitCounts } from '#lib/exam/plan/enrolment.server.ts';
import { listExams } from '#lib/exam/plan/exam.server.ts';
import { statesOf } from '#lib/exam/plan/state.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { db, viewer, now } }) => {
	const exams = [];
	const listed = await listExams(db);
	const state = await statesOf(db, listed, now());
	for (const exam of listed)
		exams.push({
			id: exam.id,
			title: exam.title,
			organiser: exam.organiser,
			opensAt: exam.opensAt,
			closesAt: exam.closesAt,
			state: state(exam),
			required: sumCounts(await unitCounts(db, exam.id)).required
		});
	const order = ['open', 'draft', 'published', 'closed', 'resultsPublished'];
	exams.sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
	const blueprint = await db.selectFrom('blueprint').select('id').limit(1).executeTakeFirst();
	const person = await db.selectFrom('person').select('id').limit(1).executeTakeFirst();
	return {
		exams,
		manages: viewer !== null && may(viewer, 'exams.manage'),
		hasBlueprint: blueprint !== undefined,
		hasPeople: person !== undefined
	};
};
