import { visibleUnits } from '#lib/people/directory/directory.server.ts';
import { examState } from '#lib/exam/plan/scheme.ts';
import { listExams } from '#lib/exam/plan/exam.server.ts';
import { publishedExams } from '#lib/exam/scoring/publication.server.ts';
import { census } from '#lib/people/access/census.server.ts';
import { error } from '@sveltejs/kit';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { db, viewer, now } }) => {
	if (!viewer) error(404);
	const units = await visibleUnits(db, viewer, 'people.read');
	const people = await census(db, units, now());
	const published = await publishedExams(db);
	const exams = (await listExams(db)).filter((exam) => exam.publishedAt !== null);
	return {
		people,
		exams: exams.map(({ id, title, opensAt, closesAt, ...dates }) => ({
			id,
			title,
			opensAt,
			closesAt,
			state: examState({ opensAt, closesAt, ...dates }, now(), published.has(id))
		}))
	};
};
