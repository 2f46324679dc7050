import type { Instant } from '#lib/base/core/clock.ts';
import type { PersonId, UnitId } from '#lib/base/core/ids.ts';
import { compact } from '#lib/base/core/text.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { listAliasedUnits } from '#lib/people/directory/directory.server.ts';
import { unitKey } from '#lib/people/directory/unit.ts';
import type { Standing } from './enrolment.server.ts';
import type { ExamFile, FileEnrolment } from './exam-file.ts';
import { readMoment } from './moment.ts';
import type { Grant } from './override.server.ts';
import { type PlanProblem, problem } from './plan-problem.ts';
import { isEmpty, nobody, type Selection } from './selection.ts';

export interface ReadEnrolment {
	readonly selection: Selection;
	readonly standings: ReadonlyMap<PersonId, Standing>;
	/** Where each person is named, for problems that show later. */
	readonly paths: ReadonlyMap<PersonId, string>;
	readonly problems: readonly PlanProblem[];
}

/** The selection and the standings of a file, with units and people found by code and by number. */
export async function readEnrolment(db: Db, given: { all: true } | FileEnrolment): Promise<ReadEnrolment> {
	const file: FileEnrolment =
		'units' in given
			? given
			: { all: true, units: [], categories: [], persons: [], exempt: [], deferred: [], voluntary: [] };
	const problems: PlanProblem[] = [];
	const unitOf = await unitFinder(db, problems);
	const units = file.units.flatMap((code, index) => unitOf(code, `enrolment.units[${index}]`) ?? []);
	const categories = await knownCategories(db, file.categories, problems);
	const voluntary = file.voluntary.map((entry) =>
		typeof entry === 'string' ? { person: entry, reason: '自愿参加' } : entry
	);
	const named = [
		...file.persons.map((person, index) => ({ person, path: `enrolment.persons[${index}]`, standing: null })),
		...file.exempt.map((entry, index) => standingOf(entry, 'exempt', `enrolment.exempt[${index}]`)),
		...file.deferred.map((entry, index) => standingOf(entry, 'deferred', `enrolment.deferred[${index}]`)),
		...voluntary.map((entry, index) =>
			standingOf({ ...entry, documentNo: '' }, 'voluntary', `enrolment.voluntary[${index}]`)
		)
	];
	const personOf = await personFinder(
		db,
		named.map(({ person }) => person)
	);
	const standings = new Map<PersonId, Standing>();
	const paths = new Map<PersonId, string>();
	const persons: PersonId[] = [];
	for (const { person, path, standing } of named) {
		const id = personOf(person);
		if (id === undefined) {
			problems.push(problem(path, 'unknownPerson', { found: person }));
			continue;
		}
		if (standing && standings.has(id)) problems.push(problem(path, 'listedTwice', { found: person }));
		if (standing) standings.set(id, standing);
		// Everyone named is put on the list: an exempt person outside the choice would otherwise vanish in silence.
		if (!persons.includes(id)) persons.push(id);
		if (!paths.has(id)) paths.set(id, path);
	}
	const selection: Selection = { ...nobody, all: file.all === true, units, categories, persons };
	if (problems.length === 0 && isEmpty(selection)) problems.push(problem('enrolment', 'nobody'));
	return { selection, standings, paths, problems };
}

function standingOf(
	entry: { readonly person: string; readonly reason: string; readonly documentNo: string },
	status: Standing['status'],
	path: string
) {
	return { person: entry.person, path, standing: { status, reason: entry.reason, documentNo: entry.documentNo } };
}

async function unitFinder(db: Db, problems: PlanProblem[]) {
	const units = await listAliasedUnits(db);
	const byKey = new Map<string, UnitId>();
	for (const unit of [...units].reverse())
		for (const name of [...unit.aliases, unit.shortName, unit.name, unit.code]) byKey.set(unitKey(name), unit.id);
	// Codes go before names, whichever unit comes first.
	for (const unit of units) byKey.set(unitKey(unit.code), unit.id);
	return (text: string, path: string): UnitId | undefined => {
		const id = byKey.get(unitKey(text));
		if (id === undefined) problems.push(problem(path, 'unknownUnit', { found: text }));
		return id;
	};
}

async function knownCategories(db: Db, wanted: readonly string[], problems: PlanProblem[]): Promise<string[]> {
	const rows = await db.selectFrom('unit').select('category').distinct().where('abolishedAt', 'is', null).execute();
	const known = new Map(rows.map(({ category }) => [compact(category), category]));
	return wanted.flatMap((category, index) => {
		const found = known.get(compact(category));
		if (found !== undefined) return [found];
		const list = [...known.values()].filter((name) => name !== '').join('、');
		problems.push(
			problem(`enrolment.categories[${index}]`, 'unknownCategory', { found: category, known: list || '—' })
		);
		return [];
	});
}

/** People by staff number, then by mobile; read once for all that the file names. */
async function personFinder(db: Db, numbers: readonly string[]): Promise<(number: string) => PersonId | undefined> {
	const found = new Map<string, PersonId>();
	const wanted = [...new Set(numbers.map(compact))];
	for (let start = 0; start < wanted.length; start += 5000) {
		const some = wanted.slice(start, start + 5000);
		const rows = await db
			.selectFrom('person')
			.select(['id', 'staffNo', 'mobile'])
			.where((where) => where.or([where('staffNo', 'in', some), where('mobile', 'in', some)]))
			.execute();
		for (const { id, mobile } of rows) if (mobile !== null) found.set(mobile, id);
		for (const { id, staffNo } of rows) if (staffNo !== null) found.set(staffNo, id);
	}
	return (number) => found.get(compact(number));
}

/** The overrides of a file, ready to be stored. */
export async function readOverrides(
	db: Db,
	file: ExamFile['overrides'],
	window: { readonly opensAt: Instant; readonly closesAt: Instant },
	now: Instant
): Promise<{ grants: readonly Grant[]; problems: readonly PlanProblem[] }> {
	const problems: PlanProblem[] = [];
	const unitOf = await unitFinder(db, problems);
	const personOf = await personFinder(
		db,
		file.flatMap(({ person }) => person ?? [])
	);
	const grants = file.map((entry, index): Grant => {
		const path = `overrides[${index}]`;
		if ((entry.unit === undefined) === (entry.person === undefined))
			problems.push(problem(path, 'missing', { expected: 'unit / person' }));
		const unitId = entry.unit === undefined ? null : (unitOf(entry.unit, `${path}.unit`) ?? null);
		const personId = entry.person === undefined ? null : (personOf(entry.person) ?? null);
		if (entry.person !== undefined && personId === null)
			problems.push(problem(`${path}.person`, 'unknownPerson', { found: entry.person }));
		const at = (text: string | undefined, field: string, base: Instant): Instant | null => {
			if (text === undefined) return null;
			const read = readMoment(text, now, base);
			if (read === undefined) problems.push(problem(`${path}.${field}`, 'notAMoment', { found: text }));
			return read ?? null;
		};
		const opensAt = at(entry.opensAt, 'opensAt', now);
		const closesAt = at(entry.closesAt, 'closesAt', opensAt ?? window.opensAt);
		return { unitId, personId, opensAt, closesAt, extraMs: entry.extraMinutes * 60_000, reason: entry.reason };
	});
	return { grants, problems };
}
