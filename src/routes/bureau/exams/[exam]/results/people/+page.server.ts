import { parseId } from '#lib/base/core/ids.ts';
import { groupOf, peopleBehind } from '#lib/results/report/people.ts';
import { personRows } from '#lib/results/report/people.server.ts';
import { queryOf, versionOf, viewFor } from '../asked.ts';
import type { PageServerLoad } from './$types';

/** Rows of one page. */
const pageSize = 200;

export const load: PageServerLoad = async (event) => {
	const { locals, url } = event;
	const { exam, input, publication, run } = await viewFor(event);
	const group = groupOf(url.searchParams.get('show'));
	const unitId = parseId<'unit'>(url.searchParams.get('unit'));
	const unit = input.units.find((one) => one.unitId === unitId);
	const category = url.searchParams.get('category') ?? undefined;
	const found = peopleBehind(input, { group, reportingUnitId: unit?.unitId, category });
	const pages = Math.max(1, Math.ceil(found.length / pageSize));
	const no = Math.min(pages, parseId(url.searchParams.get('page')) ?? 1);
	const some = found.slice((no - 1) * pageSize, no * pageSize);
	const version = versionOf(url);
	return {
		exam: { id: exam.id, title: exam.title },
		publicationNo: publication?.no ?? null,
		runId: run?.id ?? null,
		group,
		unit: unit ? { id: unit.unitId, name: unit.name } : null,
		category: category ?? null,
		total: found.length,
		page: no,
		pages,
		versionQuery: queryOf(version),
		query: queryOf(version, { unit: unit?.unitId, category, show: group }),
		people: await personRows(locals.db, exam.id, some, input.units, input.rules.bands)
	};
};
