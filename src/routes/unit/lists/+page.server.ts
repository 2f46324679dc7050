import { error } from '@sveltejs/kit';
import { formatDay } from '#lib/base/core/clock.ts';
import { coverageReport } from '#lib/study/list/coverage.server.ts';
import { lawLinks } from '#lib/study/list/links.server.ts';
import { askedOf } from '../../bureau/lists/list-door.ts';
import type { PageServerLoad } from './$types';

/** The own units only: whoever serves several sees each, and nobody else's. */
export const load: PageServerLoad = async ({ url, locals: { db, viewer, now } }) => {
	if (!viewer) error(404, 'notFound');
	const own = { ...viewer, grants: viewer.grants.filter(({ unitId }) => unitId !== null) };
	const asked = askedOf(url, now());
	const report = (await coverageReport(db, own, asked.year, now(), asked.side)) ?? error(404, 'notFound');
	const lawIds = report.lists.flatMap(({ entries }) => entries.flatMap(({ lawId }) => lawId ?? []));
	return {
		...asked,
		asOf: formatDay(report.at),
		units: report.units,
		lists: report.lists,
		links: await lawLinks(db, own, lawIds, now())
	};
};
