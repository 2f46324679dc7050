import { visibleUnits } from '#lib/people/directory/directory.server.ts';
import { listExams } from '#lib/exam/plan/exam.server.ts';
import { listEnrolments } from '#lib/exam/plan/list.server.ts';
import { resultsPublished } from '#lib/exam/plan/exam.server.ts';
import { examState } from '#lib/exam/plan/scheme.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { db, viewer, now } }) => {
	const units = viewer ? await visibleUnits(db, viewer, 'people.read') : new Set<never>();
	const exams = [];
	for (const exam of await listExams(db)) {
		if (exam.publishedAt === null) continue;
		const count = async (status: 'required' | 'deferred') =>
			(await listEnrolments(db, exam, { units, status, limit: 1 })).total;
		const state = examState(exam, now(), await resultsPublished(db, exam.id));
		const { id, title, organiser, opensAt, closesAt } = exam;
		exams.push({
			id,
			title,
			organiser,
			opensAt,
			closesAt,
			state,
			required: (await count('required')) + (await count('deferred'))
		});
	}
	return { exams };
};
