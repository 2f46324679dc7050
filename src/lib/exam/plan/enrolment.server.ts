import { record } from '#lib/base/audit/audit.server.ts';
import type { ExamId, PersonId, UnitId } from '#lib/base/core/ids.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import { may, type Viewer } from '#lib/base/core/permit.ts';
import type { Db, Trx } from '#lib/base/db/schema.ts';
import { establishmentRoster, listUnits } from '#lib/people/directory/directory.server.ts';
import { draftOf } from './draft.server.ts';
import type { EnrolmentStatus, Exam } from './exam.server.ts';
import { type Selection, type Snapshot, nobody, snapshotOf } from './selection.ts';

/** Standing of one person on the list. `document` is the number of the paper that it rests on, e.g. 区司法发〔2026〕12号. */
export interface Standing {
	readonly status: EnrolmentStatus;
	readonly reason: string;
	readonly documentNo: string;
}

export const plain: Standing = { status: 'required', reason: '', documentNo: '' };

export async function selectionOf(db: Db, examId: ExamId): Promise<Selection> {
	const row = await db.selectFrom('exam').select('selection').where('id', '=', examId).executeTakeFirst();
	return { ...nobody, ...(JSON.parse(row?.selection ?? '{}') as Partial<Selection>) };
}

/** The list as it would be frozen at this moment. */
export async function presentSnapshot(
	db: Db,
	exam: Pick<Exam, 'scheme'>,
	selection: Selection,
	now: number
): Promise<Snapshot> {
	return snapshotOf(await listUnits(db), await establishmentRoster(db, now), selection, exam.scheme.ranking.level);
}

/**
 * Writes the list of a draft anew from the roster of this moment; people who stay keep their standing.
 * @param standings standings that go before those kept
 */
export async function takeSnapshot(
	trx: Trx,
	exam: Pick<Exam, 'id' | 'scheme'>,
	selection: Selection,
	standings: ReadonlyMap<PersonId, Standing>,
	now: number
): Promise<Snapshot> {
	const snapshot = await presentSnapshot(trx, exam, selection, now);
	const kept = new Map<PersonId, Standing>(
		(
			await trx
				.selectFrom('enrolment')
				.select(['personId', 'status', 'reason', 'documentNo'])
				.where('examId', '=', exam.id)
				.where('status', '<>', 'required')
				.execute()
		).map(({ personId, ...standing }) => [personId, standing])
	);
	await trx
		.updateTable('exam')
		.set({ selection: JSON.stringify(selection) })
		.where('id', '=', exam.id)
		.execute();
	await trx.deleteFrom('enrolment').where('examId', '=', exam.id).execute();
	await trx.deleteFrom('examUnit').where('examId', '=', exam.id).execute();
	for (const some of inChunks(snapshot.units))
		await trx
			.insertInto('examUnit')
			.values(some.map((unit) => ({ examId: exam.id, ...unit })))
			.execute();
	for (const some of inChunks(snapshot.people))
		await trx
			.insertInto('enrolment')
			.values(
				some.map(({ personId, unitId, name, section, post }) => ({
					examId: exam.id,
					personId,
					unitId,
					name,
					section,
					post,
					...(standings.get(personId) ?? kept.get(personId) ?? plain),
					changedAt: now
				}))
			)
			.execute();
	return snapshot;
}

function* inChunks<Row>(rows: readonly Row[], size = 2000): Iterable<readonly Row[]> {
	for (let start = 0; start < rows.length; start += size) yield rows.slice(start, start + size);
}

/** Chooses whose exam the draft is, and writes the list. */
export async function enrol(
	db: Db,
	viewer: Viewer,
	examId: ExamId,
	selection: Selection,
	now: number
): Promise<Outcome<{ people: number; units: number }, 'forbidden' | 'notFound' | 'published'>> {
	if (!may(viewer, 'exams.manage')) return refused('forbidden');
	return db.transaction().execute(async (trx) => {
		const draft = await draftOf(trx, examId);
		if (!draft.ok) return draft;
		const snapshot = await takeSnapshot(trx, draft.value, selection, new Map(), now);
		const counts = { people: snapshot.people.length, units: snapshot.units.length };
		const body = { selection, ...counts };
		await record(trx, viewer, { act: 'exam.enrolled', subjectKind: 'exam', subjectId: examId, body }, now);
		return done(counts);
	});
}

/** How the list of a draft differs from the roster of this moment. */
export interface Drift {
	readonly joined: readonly string[];
	readonly left: readonly string[];
	readonly moved: readonly string[];
}

export async function driftOf(db: Db, exam: Exam, now: number): Promise<Drift> {
	const selection = await selectionOf(db, exam.id);
	const snapshot = await presentSnapshot(db, exam, selection, now);
	const listed = new Map(
		(
			await db.selectFrom('enrolment').select(['personId', 'unitId', 'name']).where('examId', '=', exam.id).execute()
		).map((row) => [row.personId, row])
	);
	const present = new Map(snapshot.people.map((person) => [person.personId, person]));
	return {
		joined: snapshot.people.filter(({ personId }) => !listed.has(personId)).map(({ name }) => name),
		left: [...listed.values()].filter(({ personId }) => !present.has(personId)).map(({ name }) => name),
		moved: snapshot.people
			.filter(({ personId, unitId }) => listed.has(personId) && listed.get(personId)?.unitId !== unitId)
			.map(({ name }) => name)
	};
}

/**
 * People of one unit of the list. As in the ranking, `required` (应考) takes in the deferred, who are shown apart beside it:
 * 应考 = 在册 − 免考 − 自愿.
 */
export interface UnitCounts {
	readonly unitId: UnitId;
	readonly name: string;
	readonly category: string;
	readonly reportingUnitId: UnitId;
	readonly counts: Readonly<Record<EnrolmentStatus, number>>;
}

export async function unitCounts(db: Db, examId: ExamId): Promise<readonly UnitCounts[]> {
	const units = await db
		.selectFrom('examUnit')
		.select(['unitId', 'name', 'category', 'reportingUnitId'])
		.where('examId', '=', examId)
		.orderBy('sortOrder')
		.orderBy('unitId')
		.execute();
	const rows = await db
		.selectFrom('enrolment')
		.select(['unitId', 'status', (select) => select.fn.countAll<number>().as('people')])
		.where('examId', '=', examId)
		.groupBy(['unitId', 'status'])
		.execute();
	return units.map((unit) => {
		const of = (status: EnrolmentStatus) =>
			Number(rows.find((row) => row.unitId === unit.unitId && row.status === status)?.people ?? 0);
		const counts = {
			required: of('required') + of('deferred'),
			exempt: of('exempt'),
			deferred: of('deferred'),
			voluntary: of('voluntary')
		};
		return { ...unit, counts };
	});
}

export const sumCounts = (units: readonly UnitCounts[]): Record<EnrolmentStatus, number> => {
	const sum = { required: 0, exempt: 0, deferred: 0, voluntary: 0 };
	for (const { counts } of units)
		for (const status of ['required', 'exempt', 'deferred', 'voluntary'] as const) sum[status] += counts[status];
	return sum;
};

/** Persons by staff number, mobile or full name among those given; several of one name are the caller's to ask about. */
export async function findPersons(
	db: Db,
	text: string
): Promise<readonly { id: PersonId; name: string; staffNo: string | null }[]> {
	const rows = await db
		.selectFrom('person')
		.select(['id', 'name', 'staffNo'])
		.where((where) => where.or([where('staffNo', '=', text), where('mobile', '=', text)]))
		.where('leftAt', 'is', null)
		.execute();
	if (rows.length > 0) return rows;
	return db
		.selectFrom('person')
		.select(['id', 'name', 'staffNo'])
		.where('name', '=', text)
		.where('leftAt', 'is', null)
		.orderBy('id')
		.limit(20)
		.execute();
}
