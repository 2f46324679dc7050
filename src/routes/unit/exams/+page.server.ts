import { visibleUnits } from '#lib/people/directory/directory.server.ts';
import { listExams } from '#lib/exam/plan/exam.server.ts';
import { listEnrolments } from '#lib/exam/plan/list.server.ts';
import { statesOf } from '#lib/exam/plan/state.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { db, viewer, now } }) => {
	const units = viewer ? await visibleUnits(db, viewer, 'people.read') : new Set<never>();
	const exams = [];
	const published = (await listExams(db)).filter((exam) => exam.publishedAt !== null);
	const state = await statesOf(db, published, now());
	for (const exam of published) {
		const count = async (status: 'required' | 'deferred') =>
			(await listEnrolments(db, exam, { units, status, limit: 1 })).total;
		const { id, title, organiser, opensAt, closesAt } = exam;
		exams.push({
			id,
			title,
			organiser,
			opensAt,
			closesAt,
			state: state(exam),
			required: (await count('required')) + (await count('deferred'))
		});
	}
	return { exams };
};
