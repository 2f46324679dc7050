import type { Instant } from '#lib/base/core/clock.ts';
import type { PersonId, UnitId } from '#lib/base/core/ids.ts';
import { may, type Viewer } from '#lib/base/core/permit.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { districtRoot, snapshotOf } from '#lib/exam/plan/selection.ts';
import { establishmentRoster, listUnits, sees, visibleUnits } from '#lib/people/directory/directory.server.ts';
import type { Unit } from '#lib/people/directory/unit.ts';
import { yearSpan } from '#lib/study/session/session.ts';
import { type CoveredPerson, coverageOf, listsAt, type UnitCoverage } from './coverage.ts';
import { deedsOf } from './deeds.server.ts';
import type { LawList, ListSide } from './list.ts';
import { listLists } from './list.server.ts';

export interface CoverageReport {
	readonly year: number;
	/** People, units and lists are taken as they stood at this moment: now, or the end of a year that is over. */
	readonly at: Instant;
	/** Lists in force then, with their entries then. */
	readonly lists: readonly LawList[];
	/** In official order. */
	readonly units: readonly (UnitCoverage & { readonly name: string; readonly code: string })[];
}

/** The last moment of the year, or now while it runs. */
const momentOf = (year: number, now: Instant): Instant => Math.min(now, yearSpan(year).to - 1);

/**
 * Coverage of must-know lists (清单学习覆盖率) in a year, for the units that the viewer sees, rolled up as results are.
 * Undefined for those who may not see it.
 */
export async function coverageReport(
	db: Db,
	viewer: Viewer,
	year: number,
	now: Instant,
	side: ListSide | null = null
): Promise<CoverageReport | undefined> {
	if (!may(viewer, 'study.read')) return undefined;
	const visible = await visibleUnits(db, viewer, 'study.read');
	const at = momentOf(year, now);
	const { lines, people } = await peopleAt(db, visible, at);
	const lists = listsAt(await listLists(db), at);
	const lawIds = lists.flatMap(({ entries }) => entries.flatMap(({ lawId }) => lawId ?? []));
	const deeds = await deedsOf(db, lawIds, year);
	const ids = lines.map(({ id }) => id);
	const named = new Map(lines.map((unit) => [unit.id, unit]));
	return {
		...{ year, at, lists },
		units: coverageOf(ids, people, lists, deeds, side).map((line) => {
			const { shortName, code } = named.get(line.unitId)!;
			return { ...line, name: shortName, code };
		})
	};
}

/** Coverage of one unit in a year; undefined where the viewer may not see it, or the unit reports within another. */
export async function unitCoverage(
	db: Db,
	viewer: Viewer,
	unitId: UnitId,
	year: number,
	now: Instant,
	side: ListSide | null = null
): Promise<(CoverageReport & { readonly unit: CoverageReport['units'][number] }) | undefined> {
	const report = await coverageReport(db, viewer, year, now, side);
	const unit = report?.units.find((one) => one.unitId === unitId);
	return report && unit && { ...report, unit };
}

/** Reporting units that are seen, in official order, and the people in them. */
async function peopleAt(
	db: Db,
	visible: 'all' | ReadonlySet<UnitId>,
	at: Instant
): Promise<{ readonly lines: readonly Unit[]; readonly people: readonly CoveredPerson[] }> {
	const units = (await listUnits(db, { abolished: true })).filter(
		({ abolishedAt }) => abolishedAt === null || abolishedAt > at
	);
	const roster = await establishmentRoster(db, at);
	const everybody = { all: true, units: [], categories: [], persons: [], except: [] };
	const snapshot = snapshotOf(units, roster, everybody, 'top');
	const byId = new Map(units.map((unit) => [unit.id, unit]));
	const reporting = new Map(snapshot.units.map((unit) => [unit.unitId, unit.reportingUnitId]));
	const root = districtRoot(units);
	/** Who sees a part of a reporting unit only sees that part under the name of its topmost unit. */
	const lineOf = (unitId: UnitId): UnitId => {
		const top = reporting.get(unitId) ?? unitId;
		if (sees(visible, top)) return top;
		let line = unitId;
		for (let at: UnitId | null = unitId; at !== null && at !== root && sees(visible, at); at = parentOf(at)) line = at;
		return line;
	};
	const parentOf = (unitId: UnitId): UnitId | null => byId.get(unitId)?.parentId ?? null;
	const ranks = new Map(
		(await db.selectFrom('person').select(['id', 'rank']).execute()).map(({ id, rank }): [PersonId, string] => [
			id,
			rank
		])
	);
	const people = roster
		.filter(({ unitId }) => sees(visible, unitId) && byId.has(unitId))
		.map(({ personId, unitId, post }) => ({
			personId,
			unitId: lineOf(unitId),
			category: byId.get(unitId)?.category ?? '',
			post,
			rank: ranks.get(personId) ?? ''
		}));
	const wanted = new Set([
		...snapshot.units.filter(({ unitId }) => sees(visible, unitId)).map(({ unitId }) => lineOf(unitId)),
		...people.map(({ unitId }) => unitId)
	]);
	return { lines: units.filter(({ id }) => wanted.has(id)), people };
}
