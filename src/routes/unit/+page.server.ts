import { visibleUnits } from '#lib/people/directory/directory.server.ts';
import { listExams } from '#lib/exam/plan/exam.server.ts';
import { statesOf } from '#lib/exam/plan/state.server.ts';
import { census } from '#lib/people/access/census.server.ts';
import { error } from '@sveltejs/kit';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { db, viewer, now } }) => {
	if (!viewer) error(404);
	const units = await visibleUnits(db, viewer, 'people.read');
	const people = await census(db, units, now());
	const exams = (await listExams(db)).filter((exam) => exam.publishedAt !== null);
	const state = await statesOf(db, exams, now());
	return {
		people,
		exams: exams.map((exam) => {
			const { id, title, opensAt, closesAt } = exam;
			return { id, title, opensAt, closesAt, state: state(exam) };
		})
	};
};
