import type { PersonId, SessionId, UnitId } from '#lib/base/core/ids.ts';
import { may, type Viewer } from '#lib/base/core/permit.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { sees } from '#lib/people/directory/directory.server.ts';
import { type CountedRow, type Figures, figuresOf } from './counts.ts';
import { lawsOf } from './person.server.ts';
import { countedRows } from './rows.server.ts';
import { reachOf, sessionOf, viewOf } from './scope.server.ts';
import { type Session, yearSpan } from './session.ts';

/** One session of a year, with the figures of the people whom the viewer sees. */
export interface SessionLine {
	readonly session: Session;
	/** The organising unit's name; null for the district. */
	readonly organiser: string | null;
	readonly lawTitles: readonly string[];
	readonly planMonth: { readonly year: number; readonly month: number } | null;
	readonly figures: Figures;
	readonly organises: boolean;
}

export interface SessionYear {
	readonly year: number;
	/** Oldest first. */
	readonly lines: readonly SessionLine[];
	/** The rows under every figure, for `levelFigures`; `unitId` is the unit in whose figures the person counts. */
	readonly rows: readonly (CountedRow & { readonly ownUnitId: UnitId })[];
}

/** Sessions of a year that the viewer sees, with the figures of the viewer's own people, and the rows under them. */
export async function sessionYear(db: Db, viewer: Viewer, year: number): Promise<SessionYear> {
	if (!may(viewer, 'sessions.read')) return { year, lines: [], rows: [] };
	const reach = await reachOf(db, viewer);
	const { from, to } = yearSpan(year);
	const found = await db
		.selectFrom('studySession as session')
		.leftJoin('unit', 'unit.id', 'session.unitId')
		.leftJoin('planMonth', 'planMonth.id', 'session.planMonthId')
		.selectAll('session')
		.select(['unit.name as organiser', 'planMonth.year as planYear', 'planMonth.month as planMonth'])
		.where('session.startsAt', '>=', from)
		.where('session.startsAt', '<', to)
		.orderBy('session.startsAt')
		.orderBy('session.id')
		.execute();
	// A unit is told of its own units one by one; only the whole district is rolled up to those that report.
	const all = (await countedRows(db, found, reach.seen)).map((row) =>
		reach.seen === 'all' ? row : { ...row, unitId: row.ownUnitId }
	);
	const bySession = Map.groupBy(all, ({ sessionId }) => sessionId);
	const seen = found.filter(
		({ id, unitId }) => reach.seen === 'all' || (unitId !== null && sees(reach.seen, unitId)) || bySession.has(id)
	);
	const laws = await lawsOf(
		db,
		seen.map(({ id }) => id)
	);
	const lines = seen.map(({ organiser, planYear, planMonth, ...row }): SessionLine => {
		const treated = laws.get(row.id) ?? [];
		const session = sessionOf(
			row,
			treated.map(({ lawId }) => lawId)
		);
		return {
			...{ session, organiser, lawTitles: treated.map(({ title }) => title) },
			planMonth: planYear === null || planMonth === null ? null : { year: planYear, month: planMonth },
			figures: figuresOf(bySession.get(row.id) ?? []),
			organises: viewOf(session, reach).organises
		};
	});
	return { year, lines, rows: all };
}

/** Years in which there are sessions, newest first. */
export async function sessionYears(db: Db): Promise<number[]> {
	const { first, last } = await db
		.selectFrom('studySession')
		.select((count) => [count.fn.min('startsAt').as('first'), count.fn.max('startsAt').as('last')])
		.executeTakeFirstOrThrow();
	if (first === null || last === null) return [];
	const yearAt = (at: number) => new Date(at + 8 * 3_600_000).getUTCFullYear();
	const years: number[] = [];
	for (let year = yearAt(Number(last)); year >= yearAt(Number(first)); year--) years.push(year);
	return years;
}

/** Names for rows that a figure opens to. */
export interface NamedRow {
	readonly sessionId: SessionId;
	readonly personId: PersonId;
	readonly name: string;
	readonly unitName: string;
	readonly section: string;
	readonly post: string;
}

export async function namesOfRows(db: Db, sessions: readonly SessionId[]): Promise<ReadonlyMap<string, NamedRow>> {
	const names = new Map<string, NamedRow>();
	for (let start = 0; start < sessions.length; start += 500) {
		const rows = await db
			.selectFrom('sessionPerson as row')
			.innerJoin('sessionUnit as unit', (join) =>
				join.onRef('unit.sessionId', '=', 'row.sessionId').onRef('unit.unitId', '=', 'row.unitId')
			)
			.select(['row.sessionId', 'row.personId', 'row.name', 'row.section', 'row.post', 'unit.name as unitName'])
			.where('row.sessionId', 'in', sessions.slice(start, start + 500))
			.execute();
		for (const row of rows) names.set(`${row.sessionId}/${row.personId}`, row);
	}
	return names;
}
