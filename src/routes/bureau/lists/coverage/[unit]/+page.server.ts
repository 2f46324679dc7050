import { error } from '@sveltejs/kit';
import { formatDay } from '#lib/base/core/clock.ts';
import { parseId } from '#lib/base/core/ids.ts';
import { mayEverywhere } from '#lib/base/core/permit.ts';
import { unitCoverage } from '#lib/study/list/coverage.server.ts';
import { lawLinks } from '#lib/study/list/links.server.ts';
import { askedOf } from '../../list-door.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, url, locals: { db, viewer, now } }) => {
	const unitId = parseId<'unit'>(params.unit);
	if (!viewer || unitId === undefined) error(404, 'notFound');
	const asked = askedOf(url, now());
	const report = (await unitCoverage(db, viewer, unitId, asked.year, now(), asked.side)) ?? error(404, 'notFound');
	const lawIds = report.lists.flatMap(({ entries }) => entries.flatMap(({ lawId }) => lawId ?? []));
	return {
		...asked,
		asOf: formatDay(report.at),
		unit: report.unit,
		lists: report.lists,
		links: await lawLinks(db, viewer, lawIds, now()),
		seesSessions: mayEverywhere(viewer, 'sessions.read')
	};
};
