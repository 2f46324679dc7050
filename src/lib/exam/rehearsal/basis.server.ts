import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { arch, cpus, platform, totalmem } from 'node:os';
import { join } from 'node:path';
import type { PersonId, UnitId } from '#lib/base/core/ids.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { findBlueprint } from '#lib/content/paper/blueprint.server.ts';
import { slotCount } from '#lib/content/paper/blueprint.ts';
import { unitCounts } from '#lib/exam/plan/enrolment.server.ts';
import type { Exam } from '#lib/exam/plan/exam.server.ts';
import { listOverrides } from '#lib/exam/plan/override.server.ts';
import { lastStart, type Window } from '#lib/exam/plan/scheme.ts';
import { ancestryOf, windowOf } from '#lib/exam/plan/window.ts';
import { type Crowd, realTimetable } from './load.ts';
import type { UnitHeads } from './slots.ts';
import { type Basis, canonical } from './verdict.ts';

/** Version of the program: that of the package, and the first digits of the hash over the sources it was built from. */
export function programVersion(programFolder: string): string {
	const { version } = JSON.parse(readFileSync(join(programFolder, 'package.json'), 'utf8')) as { version: string };
	const stamp = join(programFolder, 'build', '.xuefa-built');
	return existsSync(stamp) ? `${version}+${readFileSync(stamp, 'utf8').trim().slice(0, 12)}` : version;
}

/** The machine in words: what a rehearsal's figures depend on. */
export function machineName(): string {
	const cores = cpus();
	const model = cores[0]?.model.trim().replace(/\s+/g, ' ') ?? '';
	return `${model} ×${cores.length}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${platform()} ${arch()}`.trim();
}

/** Who could sit: exempt and deferred people do not come. */
const coming = (db: Db, exam: Pick<Exam, 'id'>) =>
	db.selectFrom('enrolment').where('examId', '=', exam.id).where('status', 'in', ['required', 'voluntary']);

async function peopleOf(db: Db, exam: Pick<Exam, 'id'>): Promise<number> {
	const { people } = await coming(db, exam)
		.select((select) => select.fn.countAll<number>().as('people'))
		.executeTakeFirstOrThrow();
	return Number(people);
}

/**
 * The windows of all who could sit, and how many have each. People are counted by unit; only those with a window of their
 * own are read one by one.
 */
async function partiesOf(db: Db, exam: Exam): Promise<readonly { readonly window: Window; readonly people: number }[]> {
	const overrides = await listOverrides(db, exam.id);
	const units = await db.selectFrom('examUnit').select(['unitId', 'parentId']).where('examId', '=', exam.id).execute();
	const parents = new Map(units.map(({ unitId, parentId }) => [unitId, parentId]));
	const own = await coming(db, exam)
		.where('personId', 'in', (query) =>
			query
				.selectFrom('windowOverride')
				.select('windowOverride.personId')
				.where('windowOverride.examId', '=', exam.id)
				.where('windowOverride.personId', 'is not', null)
		)
		.select(['personId', 'unitId'])
		.execute();
	const all = await coming(db, exam)
		.select(['unitId', (select) => select.fn.countAll<number>().as('people')])
		.groupBy('unitId')
		.execute();
	const parties = new Map<string, { readonly window: Window; people: number }>();
	const add = (personId: PersonId, unitId: UnitId, people: number) => {
		const window = windowOf(exam, overrides, personId, ancestryOf(parents, unitId));
		const key = JSON.stringify(window);
		const party = parties.get(key) ?? { window, people: 0 };
		party.people += people;
		parties.set(key, party);
	};
	const apart = new Map<UnitId, number>();
	for (const { personId, unitId } of own) {
		add(personId, unitId, 1);
		apart.set(unitId, (apart.get(unitId) ?? 0) + 1);
	}
	const nobody = 0 as PersonId;
	for (const { unitId, people } of all) {
		const others = Number(people) - (apart.get(unitId) ?? 0);
		if (others > 0) add(nobody, unitId, others);
	}
	return [...parties.values()];
}

/** What a verdict measured now would hold for; undefined as long as the exam has no paper. */
export async function basisOf(db: Db, exam: Exam, programFolder: string): Promise<Basis | undefined> {
	const stored = exam.blueprintId === null ? undefined : await findBlueprint(db, exam.blueprintId);
	const crowd = await crowdOf(db, exam);
	if (!stored || !crowd) return undefined;
	// The blueprint, not the papers drawn from it: they cost the same, and exist only after publication.
	const paper = createHash('sha256')
		.update(canonical({ scheme: exam.scheme, blueprint: stored.blueprint }))
		.digest('hex');
	return {
		paper,
		enrolled: await peopleOf(db, exam),
		atOnce: crowd.heads,
		arrivalMs: realTimetable(crowd).arrivalMs,
		version: programVersion(programFolder),
		machine: machineName()
	};
}

/** The people of an exam as a load: how many come at once, and how short the time is in which they must start. */
export async function crowdOf(db: Db, exam: Exam): Promise<Crowd | undefined> {
	const stored = exam.blueprintId === null ? undefined : await findBlueprint(db, exam.blueprintId);
	if (!stored) return undefined;
	const parties = await partiesOf(db, exam);
	const together = parties.map(({ window }) =>
		parties
			.filter((other) => other.window.opensAt <= window.opensAt && other.window.closesAt > window.opensAt)
			.reduce((sum, { people }) => sum + people, 0)
	);
	const entries = parties.map(({ window }) => lastStart(exam.scheme, window) - window.opensAt);
	return {
		heads: Math.max(0, ...together),
		questions: slotCount(stored.blueprint),
		durationMs: exam.scheme.durationMs,
		entryMs: Math.max(0, Math.min(...(entries.length > 0 ? entries : [0])))
	};
}

/** Units that report for themselves, in official order, each with all its people: what a session keeps together. */
export async function unitHeads(db: Db, exam: Pick<Exam, 'id'>): Promise<readonly UnitHeads[]> {
	const units = await unitCounts(db, exam.id);
	const heads = new Map<UnitId, number>();
	for (const { reportingUnitId, counts } of units)
		heads.set(
			reportingUnitId,
			(heads.get(reportingUnitId) ?? 0) + counts.required - counts.deferred + counts.voluntary
		);
	return units.flatMap(({ unitId, name }) => {
		const own = heads.get(unitId) ?? 0;
		return own > 0 ? [{ unitId, name, heads: own }] : [];
	});
}
