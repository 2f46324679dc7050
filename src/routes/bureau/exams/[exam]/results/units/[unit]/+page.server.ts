import { error } from '@sveltejs/kit';
import { parseId } from '#lib/base/core/ids.ts';
import { unitLine } from '#lib/results/report/lines.ts';
import { peopleBehind } from '#lib/results/report/people.ts';
import { personRows } from '#lib/results/report/people.server.ts';
import { queryOf, versionOf, viewFor } from '../../asked.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { exam, input, ranking, publication } = await viewFor(event);
	const unitId = parseId<'unit'>(event.params.unit);
	const row = ranking.units.find(({ unit }) => unit.unitId === unitId);
	if (!row) error(404, 'notFound');
	const { locals } = event;
	const people = peopleBehind(input, { group: 'roster', reportingUnitId: row.unit.unitId });
	return {
		exam: { id: exam.id, title: exam.title },
		publicationNo: publication?.no ?? null,
		versionQuery: queryOf(versionOf(event.url)),
		rules: input.rules,
		line: unitLine(row, input.rules, locals.locale),
		below: input.units
			.filter((unit) => unit.reportingUnitId === row.unit.unitId && unit.unitId !== row.unit.unitId)
			.map(({ name }) => name),
		people: await personRows(locals.db, exam.id, people, input.units, input.rules.bands)
	};
};
