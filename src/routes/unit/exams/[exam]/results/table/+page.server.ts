import { error } from '@sveltejs/kit';
import { figureLine } from '#lib/results/report/lines.ts';
import { askedResults } from '../asked.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { exam, unit, publication, figures, rules, people } = await askedResults(event);
	if (!publication) error(404, 'notFound');
	return {
		exam: { id: exam.id, title: exam.title },
		unit: { id: unit.unitId, name: unit.name },
		publication: { no: publication.no, at: publication.at, hash: publication.snapshotHash },
		line: figureLine(figures, rules),
		basis: rules.basis,
		people: people.filter((person) => person.points !== null)
	};
};
