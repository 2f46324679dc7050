import type { UnitId } from '#lib/base/core/ids.ts';
import { may } from '#lib/base/core/permit.ts';
import { levelFigures } from '#lib/study/session/counts.ts';
import { monthOf, sessionKinds, sessionLevels, yearOf } from '#lib/study/session/session.ts';
import { sessionYear, sessionYears } from '#lib/study/session/year.server.ts';
import { type Asked, baseOf, viewerOf } from './door.ts';

/** The year asked for in the address; this year where none is. */
export const yearIn = ({ url, locals: { now } }: Asked): number => {
	const text = url.searchParams.get('year') ?? '';
	return /^2\d{3}$/.test(text) ? Number(text) : yearOf(now());
};

/** The sessions of a year with their figures: by level, and within it by month, kind and unit. */
export async function sessionsDesk(event: Asked) {
	const { db, now } = event.locals;
	const viewer = viewerOf(event);
	const year = yearIn(event);
	const { lines, rows } = await sessionYear(db, viewer, year);
	const counted = lines.map(({ session }) => session);
	const names = await unitNames(event, rows);
	const groups = sessionLevels.map((level) => {
		const own = counted.filter((session) => session.level === level && session.state === 'held');
		const months = [...new Set(own.map(({ startsAt }) => monthOf(startsAt)))].sort((a, b) => a - b);
		const units = [...names].map(([unitId, name]) => ({
			unitId,
			name,
			...levelFigures(counted, rows, { level, unitId })
		}));
		return {
			level,
			figures: levelFigures(counted, rows, { level }),
			months: months.map((month) => ({ month, ...levelFigures(counted, rows, { level, month }) })),
			kinds: sessionKinds
				.map((kind) => ({ kind, ...levelFigures(counted, rows, { level, kind }) }))
				.filter(({ sessionCount }) => sessionCount > 0),
			units: units.filter(({ sessionCount }) => sessionCount > 0)
		};
	});
	const years = [...new Set([year, yearOf(now()), yearOf(now()) + 1, ...(await sessionYears(db))])];
	return {
		base: baseOf(event),
		year,
		years: years.sort((a, b) => b - a),
		lines: [...lines].reverse(),
		groups,
		mayMake: may(viewer, 'sessions.manage')
	};
}

/** Names of the units that rows count in, by official order. */
async function unitNames({ locals: { db } }: Asked, rows: readonly { readonly unitId: UnitId }[]) {
	const wanted = [...new Set(rows.map(({ unitId }) => unitId))];
	if (wanted.length === 0) return new Map<UnitId, string>();
	const units = await db.selectFrom('unit').select(['id', 'name']).orderBy('sortOrder').orderBy('id').execute();
	const known = new Set(wanted);
	return new Map(units.filter(({ id }) => known.has(id)).map(({ id, name }) => [id, name]));
}
