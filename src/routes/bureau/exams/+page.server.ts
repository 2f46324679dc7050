import { may } from '#lib/base/core/permit.ts';
import { sumCounts, unitCounts } from '#lib/exam/plan/enrolment.server.ts';
import { listExams } from '#lib/exam/plan/exam.server.ts';
import { resultsPublished } from '#lib/exam/plan/exam.server.ts';
import { examState } from '#lib/exam/plan/scheme.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { db, viewer, now } }) => {
	const at = now();
	const exams = [];
	for (const exam of await listExams(db))
		exams.push({
			id: exam.id,
			title: exam.title,
			organiser: exam.organiser,
			opensAt: exam.opensAt,
			closesAt: exam.closesAt,
			state: examState(exam, at, await resultsPublished(db, exam.id)),
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
