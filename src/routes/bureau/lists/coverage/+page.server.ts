import { error } from '@sveltejs/kit';
import { formatDay } from '#lib/base/core/clock.ts';
import { coverageReport } from '#lib/study/list/coverage.server.ts';
import { askedOf } from '../list-door.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ url, locals: { db, viewer, now } }) => {
	const { year, years, side } = askedOf(url, now());
	const report = (viewer && (await coverageReport(db, viewer, year, now(), side))) ?? error(404, 'notFound');
	return {
		...{ year, years, side },
		asOf: formatDay(report.at),
		hasLists: report.lists.length > 0,
		units: report.units.map(({ lists: _lists, ...unit }) => unit)
	};
};
