import { formatDay, type Instant } from '#lib/base/core/clock.ts';
import type { PersonId, UnitId } from '#lib/base/core/ids.ts';
import { may, type Viewer } from '#lib/base/core/permit.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { chunks } from '#lib/content/item/item.server.ts';
import { snapshotOf } from '#lib/exam/plan/selection.ts';
import { establishmentRoster, listUnits, sees, visibleUnits } from '#lib/people/directory/directory.server.ts';
import { listLaws } from '#lib/content/law/law.server.ts';
import { retrievability } from './memory.ts';
import { fewest, type RecallCounts, type ShownRecall, suppressed } from './recall.ts';

export interface RecallReport {
	/** All people of the viewer's units together; null when they are too few to be shown. */
	readonly all: RecallCounts | null;
	/** By law, in the order of their titles. */
	readonly laws: readonly (ShownRecall<number> & { readonly title: string })[];
	/** By reporting unit in official order; only for those who see the whole district. */
	readonly units: readonly (ShownRecall<UnitId> & { readonly name: string })[];
}

interface Sums extends RecallCounts {
	people: number;
	firstRight: number;
	first: number;
	laterRight: number;
	later: number;
	chance: number;
	remembered: number;
}

const nothing = (): Sums => {
	return { people: 0, firstRight: 0, first: 0, laterRight: 0, later: 0, chance: 0, remembered: 0 };
};

/**
 * What the people of the viewer's units can recall, as figures of groups of five and more. Only what was answered counts:
 * no time, no days on which somebody was here. Undefined for those who may not see it.
 * @param lawId only this law, for the units' lines
 */
export async function recallReport(
	db: Db,
	viewer: Viewer,
	now: Instant,
	lawId: number | null = null
): Promise<RecallReport | undefined> {
	if (!may(viewer, 'study.read')) return undefined;
	const visible = await visibleUnits(db, viewer, 'study.read');
	const units = await listUnits(db);
	const roster = await establishmentRoster(db, now);
	const snapshot = snapshotOf(units, roster, { all: true, units: [], categories: [], persons: [], except: [] }, 'top');
	const reporting = new Map(snapshot.units.map((unit) => [unit.unitId, unit.reportingUnitId]));
	const unitOf = new Map(
		roster.filter(({ unitId }) => sees(visible, unitId)).map(({ personId, unitId }) => [personId, unitId])
	);
	const today = formatDay(now);
	const perLaw = new Map<number, Sums>();
	const perUnit = new Map<UnitId, Sums>();
	const all = nothing();
	const met = new Set<string>();
	const add = (person: PersonId, law: number | null, change: (sums: Sums) => void) => {
		const unitId = unitOf.get(person);
		if (unitId === undefined) return;
		const top = reporting.get(unitId) ?? unitId;
		const targets: [string, Sums][] = [['all', all]];
		if (law !== null) targets.push([`law ${law}`, entry(perLaw, law)]);
		if (lawId === null || lawId === law) targets.push([`unit ${top}`, entry(perUnit, top)]);
		for (const [name, sums] of targets) {
			change(sums);
			if (met.has(`${name} ${person}`)) continue;
			met.add(`${name} ${person}`);
			sums.people++;
		}
	};
	// In slices, with other requests in between: a district remembers some hundred thousand questions.
	for (const people of chunks([...unitOf.keys()], 200)) {
		const firsts = new Set<string>();
		const recalls = await db
			.selectFrom('recall')
			.select(['personId', 'itemId', 'lawId', 'rating'])
			.where('personId', 'in', people)
			.orderBy('day')
			.orderBy('id')
			.execute();
		for (const { personId, itemId, lawId: law, rating } of recalls) {
			const isFirst = !firsts.has(`${personId} ${itemId}`);
			firsts.add(`${personId} ${itemId}`);
			add(personId, law, (sums) => {
				sums[isFirst ? 'first' : 'later']++;
				sums[isFirst ? 'firstRight' : 'laterRight'] += rating > 1 ? 1 : 0;
			});
		}
		for (const row of await db.selectFrom('memory').selectAll().where('personId', 'in', people).execute())
			add(row.personId, row.lawId, (sums) => {
				sums.remembered++;
				sums.chance += Math.round(retrievability(row, today) * 10_000);
			});
		await new Promise((turn) => setImmediate(turn));
	}
	const titles = await listLaws(db);
	const lawLines = titles.flatMap(({ lawId: key }) => {
		const sums = perLaw.get(key);
		return sums ? [{ key, ...sums }] : [];
	});
	const names = new Map(units.map((unit) => [unit.id, unit.shortName]));
	const unitLines = snapshot.units.flatMap(({ unitId, reportingUnitId }) => {
		const sums = unitId === reportingUnitId ? perUnit.get(unitId) : undefined;
		return sums ? [{ key: unitId, ...sums }] : [];
	});
	const titleOf = new Map(titles.map((law) => [law.lawId, law.shortTitle]));
	return {
		all: all.people < fewest ? null : all,
		laws: suppressed(lawLines, false).map((line) => ({ ...line, title: titleOf.get(line.key) ?? '' })),
		units:
			visible === 'all' ? suppressed(unitLines, true).map((line) => ({ ...line, name: names.get(line.key) ?? '' })) : []
	};
}

function entry<Key>(sums: Map<Key, Sums>, key: Key): Sums {
	const known = sums.get(key) ?? nothing();
	sums.set(key, known);
	return known;
}
