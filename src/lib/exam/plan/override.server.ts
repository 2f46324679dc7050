import { record } from '#lib/base/audit/audit.server.ts';
import type { Instant } from '#lib/base/core/clock.ts';
import type { ExamId, PersonId, UnitId } from '#lib/base/core/ids.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import { may, type Viewer } from '#lib/base/core/permit.ts';
import type { Db, Trx } from '#lib/base/db/schema.ts';
import { type Exam, findExam, givenOut } from './exam.server.ts';
import { brokenPromises, type Party } from './promise.ts';
import type { Window } from './scheme.ts';
import { ancestryOf, type Override, widens, windowOf } from './window.ts';

/** What an officer grants to one unit with all below it, to one person, or to everyone (neither named). */
export interface Grant {
	readonly unitId: UnitId | null;
	readonly personId: PersonId | null;
	readonly opensAt: Instant | null;
	readonly closesAt: Instant | null;
	readonly extraMs: number;
	readonly reason: string;
}

export interface GrantedOverride extends Override {
	readonly id: number;
	readonly who: string;
	readonly reason: string;
	readonly actor: string;
	readonly at: Instant;
}

/** All overrides of an exam, oldest first, with the name of the unit or person. */
export async function listOverrides(db: Db, examId: ExamId): Promise<readonly GrantedOverride[]> {
	const rows = await db
		.selectFrom('windowOverride as override')
		.leftJoin('examUnit', (join) =>
			join.onRef('examUnit.examId', '=', 'override.examId').onRef('examUnit.unitId', '=', 'override.unitId')
		)
		.leftJoin('enrolment', (join) =>
			join.onRef('enrolment.examId', '=', 'override.examId').onRef('enrolment.personId', '=', 'override.personId')
		)
		.select(['override.id', 'override.unitId', 'override.personId', 'override.opensAt', 'override.closesAt'])
		.select(['override.extraMs', 'override.reason', 'override.actor', 'override.at'])
		.select(['examUnit.name as unitName', 'enrolment.name as personName'])
		.where('override.examId', '=', examId)
		.orderBy('override.id')
		.execute();
	return rows.map(({ unitName, personName, ...row }) => ({ ...row, who: personName ?? unitName ?? '' }));
}

/** Number of the newest override of an exam, 0 before the first: what a form has to say of the page it stood on. */
export async function lastGrant(db: Db, examId: ExamId): Promise<number> {
	const row = await db
		.selectFrom('windowOverride')
		.select('id')
		.where('examId', '=', examId)
		.orderBy('id', 'desc')
		.limit(1)
		.executeTakeFirst();
	return row?.id ?? 0;
}

/** Whether somebody's grant is the one that was just asked for. */
const isSame = (given: GrantedOverride, grant: Grant, actor: string): boolean =>
	given.actor === actor &&
	given.reason === grant.reason.trim() &&
	(['unitId', 'personId', 'opensAt', 'closesAt', 'extraMs'] as const).every((field) => given[field] === grant[field]);

/** The window of everyone on the list; people who share one are one party. Exempt people are promised nothing. */
export async function partiesOf(
	db: Db,
	exam: Pick<Exam, 'id' | 'opensAt' | 'closesAt'>,
	overrides: readonly Override[]
): Promise<readonly Party[]> {
	const units = await db
		.selectFrom('examUnit')
		.select(['unitId', 'parentId', 'name'])
		.where('examId', '=', exam.id)
		.execute();
	const parents = new Map(units.map((unit) => [unit.unitId, unit.parentId]));
	const names = new Map(units.map((unit) => [unit.unitId, unit.name]));
	const people = await db
		.selectFrom('enrolment')
		.select(['personId', 'unitId', 'name'])
		.where('examId', '=', exam.id)
		.where('status', '<>', 'exempt')
		.execute();
	const own = new Set(overrides.map((override) => override.personId));
	const parties = new Map<string, { who: string; window: Window; people: number }>();
	for (const { personId, unitId, name } of people) {
		const window = windowOf(exam, overrides, personId, ancestryOf(parents, unitId));
		const plain = window.opensAt === exam.opensAt && window.closesAt === exam.closesAt && window.extraMs === 0;
		const who = own.has(personId) ? name : plain ? '' : (names.get(unitId) ?? name);
		const key = JSON.stringify([who, window]);
		const party = parties.get(key);
		if (party) party.people++;
		else parties.set(key, { who, window, people: 1 });
	}
	return [...parties.values()];
}

export type GrantRefusal =
	| 'forbidden'
	| 'notFound'
	| 'closed'
	| 'reasonMissing'
	| 'nothingGranted'
	| 'notOnTheList'
	| 'windowOrder'
	| 'narrows'
	| 'earlierClose'
	| 'cutsShort'
	| 'resultsOut'
	| 'answersOut';

/**
 * Grants another window or more time. Before publish a unit may be given a session of its own (both ends named); a
 * mere earlier end, or any window that someone's full time does not fit into, is refused. After publish only widening
 * is possible, for everyone it touches, and neither once answers may have been shown or results are out.
 * Attempts under way take the new time up by themselves (exam/attempt/extend.server.ts).
 * @param shown number of the newest override on the page of the form: a button pressed twice grants once
 */
export async function grantOverride(
	db: Db,
	viewer: Viewer,
	examId: ExamId,
	grant: Grant,
	now: number,
	shown = Infinity
): Promise<Outcome<number, GrantRefusal>> {
	if (!may(viewer, 'exams.manage')) return refused('forbidden');
	const reason = grant.reason.trim();
	if (reason === '') return refused('reasonMissing');
	if (grant.opensAt === null && grant.closesAt === null && grant.extraMs === 0) return refused('nothingGranted');
	return db.transaction().execute(async (trx) => {
		const exam = await findExam(trx, examId);
		if (!exam) return refused('notFound');
		if (exam.closedAt !== null) return refused('closed');
		const out = await givenOut(trx, exam, now);
		if (out) return refused(out);
		if (!(await onTheList(trx, examId, grant))) return refused('notOnTheList');
		const before = await listOverrides(trx, examId);
		const pressed = before.find((given) => given.id > shown && isSame(given, grant, viewer.name));
		if (pressed) return done(pressed.id);
		const refusal = await whyNot(trx, exam, before, grant);
		if (refusal) return refusal;
		const { id } = await trx
			.insertInto('windowOverride')
			.values({ ...grant, reason, examId, actor: viewer.name, at: now })
			.returning('id')
			.executeTakeFirstOrThrow();
		await record(trx, viewer, { act: 'exam.windowGranted', subjectKind: 'exam', subjectId: examId, body: grant }, now);
		return done(id);
	});
}

async function onTheList(trx: Trx, examId: ExamId, grant: Grant): Promise<boolean> {
	if (grant.unitId === null && grant.personId === null) return true;
	if (grant.unitId !== null && grant.personId !== null) return false;
	const found =
		grant.unitId !== null
			? await trx
					.selectFrom('examUnit')
					.select('unitId')
					.where('examId', '=', examId)
					.where('unitId', '=', grant.unitId)
					.executeTakeFirst()
			: await trx
					.selectFrom('enrolment')
					.select('unitId')
					.where('examId', '=', examId)
					.where('personId', '=', grant.personId)
					.executeTakeFirst();
	return found !== undefined;
}

async function whyNot(trx: Trx, exam: Exam, before: readonly Override[], grant: Grant) {
	const after = [...before, grant];
	if (exam.publishedAt === null) {
		if (grant.closesAt !== null && grant.closesAt < exam.closesAt && grant.opensAt === null)
			return refused('earlierClose' as const);
	} else {
		const narrowed = await narrowedPeople(trx, exam, before, after);
		if (narrowed.length > 0) return refused('narrows' as const, { who: narrowed.slice(0, 3).join('、') });
	}
	const parties = await partiesOf(trx, exam, after);
	if (parties.some(({ window }) => window.closesAt <= window.opensAt)) return refused('windowOrder' as const);
	const broken = brokenPromises(exam.scheme, parties)[0];
	return (
		broken && refused('cutsShort' as const, { who: broken.party.who, minutes: Math.ceil(broken.missingMs / 60_000) })
	);
}

/** Names of people who would have less than they have now. */
async function narrowedPeople(
	trx: Trx,
	exam: Exam,
	before: readonly Override[],
	after: readonly Override[]
): Promise<string[]> {
	const units = await trx.selectFrom('examUnit').select(['unitId', 'parentId']).where('examId', '=', exam.id).execute();
	const parents = new Map(units.map((unit) => [unit.unitId, unit.parentId]));
	const people = await trx
		.selectFrom('enrolment')
		.select(['personId', 'unitId', 'name'])
		.where('examId', '=', exam.id)
		.execute();
	return people
		.filter(({ personId, unitId }) => {
			const line = ancestryOf(parents, unitId);
			return !widens(windowOf(exam, before, personId, line), windowOf(exam, after, personId, line));
		})
		.map(({ name }) => name);
}

/** Moves the end of the whole window, later only; units and persons with a window of their own keep theirs. */
export async function extendWindow(
	db: Db,
	viewer: Viewer,
	examId: ExamId,
	change: { readonly closesAt: Instant; readonly reason: string },
	now: number
): Promise<
	Outcome<
		Instant,
		'forbidden' | 'notFound' | 'draft' | 'closed' | 'narrows' | 'reasonMissing' | 'resultsOut' | 'answersOut'
	>
> {
	if (!may(viewer, 'exams.manage')) return refused('forbidden');
	if (change.reason.trim() === '') return refused('reasonMissing');
	return db.transaction().execute(async (trx) => {
		const exam = await findExam(trx, examId);
		if (!exam) return refused('notFound');
		if (exam.publishedAt === null) return refused('draft');
		if (exam.closedAt !== null) return refused('closed');
		if (change.closesAt <= exam.closesAt) return refused('narrows');
		const out = await givenOut(trx, exam, now);
		if (out) return refused(out);
		await trx.updateTable('exam').set({ closesAt: change.closesAt }).where('id', '=', examId).execute();
		const body = { from: exam.closesAt, ...change };
		await record(trx, viewer, { act: 'exam.windowExtended', subjectKind: 'exam', subjectId: examId, body }, now);
		return done(change.closesAt);
	});
}
