import { figureLine } from '#lib/results/report/lines.ts';
import { titleOf } from '../../../../bureau/exams/exam-page.server.ts';
import { askedResults } from './asked.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { exam, units, unit, publication, figures, rules, place, people } = await askedResults(event);
	return {
		exam: await titleOf(event.locals.db, exam, event.locals.now()),
		units: units.map(({ unitId, name }) => ({ id: unitId, name })),
		unit: { id: unit.unitId, name: unit.name, reportsItself: unit.reportingUnitId === unit.unitId },
		publication: publication && { no: publication.no, at: publication.at },
		line: figureLine(figures, rules),
		rules,
		place: place && {
			category: place.category,
			ranked: place.ranked,
			excellent: place.excellent,
			unranked: place.unranked,
			categoryAverage: place.categoryAverage ?? null,
			quarter: place.quarter
		},
		people
	};
};
