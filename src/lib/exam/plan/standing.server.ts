import { record } from '#lib/base/audit/audit.server.ts';
import type { EnrolmentId, ExamId, PersonId } from '#lib/base/core/ids.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import { may, type Viewer } from '#lib/base/core/permit.ts';
import type { Db, Trx } from '#lib/base/db/schema.ts';
import { draftOf } from './draft.server.ts';
import { presentSnapshot, selectionOf, type Standing } from './enrolment.server.ts';
import { type Enrolment, enrolmentOf, findExam, isExcused, resultsPublished } from './exam.server.ts';
import { nobody } from './selection.ts';
import { lastClose } from './state.server.ts';

export type StandingRefusal =
	'forbidden' | 'notFound' | 'reasonMissing' | 'documentMissing' | 'hasSat' | 'resultsOut' | 'unchanged' | 'ownCase';

/** What a standing other than `required` rests on: always a reason; a document for those who need not come now. */
export function standingGap(standing: Standing): 'reasonMissing' | 'documentMissing' | null {
	if (standing.status === 'required') return null;
	if (standing.reason.trim() === '') return 'reasonMissing';
	return isExcused(standing.status) && standing.documentNo.trim() === '' ? 'documentMissing' : null;
}

/** Changes one standing inside an open transaction and keeps what stood before for ever. */
export async function changeIn(
	trx: Trx,
	viewer: Viewer,
	enrolment: Enrolment,
	standing: Standing,
	now: number
): Promise<Outcome<null, StandingRefusal>> {
	if (viewer.personId !== null && viewer.personId === enrolment.personId) return refused('ownCase');
	const gap = standingGap(standing);
	if (gap) return refused(gap);
	if (standing.reason.trim() === '' && (await isPublished(trx, enrolment.examId))) return refused('reasonMissing');
	const after: Standing = {
		status: standing.status,
		reason: standing.reason.trim(),
		documentNo: standing.documentNo.trim()
	};
	const { status, reason, documentNo } = enrolment;
	const before: Standing = { status, reason, documentNo };
	if (JSON.stringify(before) === JSON.stringify(after)) return refused('unchanged');
	if (await resultsPublished(trx, enrolment.examId)) return refused('resultsOut');
	// Somebody on duty must see everyone who writes, the voluntary too: nobody leaves the list with an attempt.
	const leaves = !isExcused(before.status) && after.status !== 'required' && after.status !== before.status;
	if (leaves && (await hasAttempt(trx, enrolment.id))) return refused('hasSat', { who: enrolment.name });
	await trx
		.updateTable('enrolment')
		.set({ ...after, changedAt: now })
		.where('id', '=', enrolment.id)
		.execute();
	await remember(trx, viewer, enrolment, before, after, now);
	return done(null);
}

async function hasAttempt(trx: Trx, enrolmentId: EnrolmentId): Promise<boolean> {
	const row = await trx
		.selectFrom('attempt')
		.select('id')
		.where('enrolmentId', '=', enrolmentId)
		.limit(1)
		.executeTakeFirst();
	return row !== undefined;
}

async function isPublished(trx: Trx, examId: ExamId): Promise<boolean> {
	return (await findExam(trx, examId))?.publishedAt != null;
}

async function remember(
	trx: Trx,
	viewer: Viewer,
	{ id, examId, personId }: Pick<Enrolment, 'id' | 'examId' | 'personId'>,
	before: Standing | null,
	after: Standing,
	now: number
): Promise<void> {
	await trx
		.insertInto('enrolmentChange')
		.values({
			enrolmentId: id,
			examId,
			personId,
			before: before && JSON.stringify(before),
			after: JSON.stringify(after),
			actor: viewer.name,
			at: now
		})
		.execute();
	const act = before ? 'enrolment.changed' : 'enrolment.added';
	await record(trx, viewer, { act, subjectKind: 'enrolment', subjectId: id, body: { examId, before, after } }, now);
}

export async function findEnrolment(db: Db, id: EnrolmentId): Promise<Enrolment | undefined> {
	const row = await db.selectFrom('enrolment').selectAll().where('id', '=', id).executeTakeFirst();
	if (!row) return undefined;
	const { changedAt: _, ...enrolment } = row;
	return enrolment;
}

/** Makes someone required, exempt, deferred or voluntary. */
export async function changeStanding(
	db: Db,
	viewer: Viewer,
	enrolmentId: EnrolmentId,
	standing: Standing,
	now: number
): Promise<Outcome<null, StandingRefusal>> {
	if (!may(viewer, 'exams.manage')) return refused('forbidden');
	return db.transaction().execute(async (trx) => {
		const enrolment = await findEnrolment(trx, enrolmentId);
		return enrolment ? changeIn(trx, viewer, enrolment, standing, now) : refused('notFound');
	});
}

export type AddRefusal = StandingRefusal | 'alreadyListed' | 'noEstablishment' | 'closed';

/**
 * Puts one more person on the list, into the unit of establishment at this moment; also after publish, as long as the
 * last window of anybody is not over.
 */
export async function addPerson(
	db: Db,
	viewer: Viewer,
	examId: ExamId,
	personId: PersonId,
	standing: Standing,
	now: number
): Promise<Outcome<EnrolmentId, AddRefusal>> {
	if (!may(viewer, 'exams.manage')) return refused('forbidden');
	const gap = standingGap(standing);
	if (gap) return refused(gap);
	return db.transaction().execute(async (trx) => {
		const exam = await findExam(trx, examId);
		if (!exam) return refused('notFound');
		if (exam.closedAt !== null || now >= (await lastClose(trx, exam))) return refused('closed');
		if (await enrolmentOf(trx, examId, personId)) return refused('alreadyListed');
		if (exam.publishedAt !== null && standing.reason.trim() === '') return refused('reasonMissing');
		const snapshot = await presentSnapshot(trx, exam, { ...nobody, persons: [personId] }, now);
		const person = snapshot.people[0];
		if (!person) return refused('noEstablishment');
		for (const unit of snapshot.units)
			await trx
				.insertInto('examUnit')
				.values({ examId, ...unit })
				.onConflict((conflict) => conflict.doNothing())
				.execute();
		const { unitId, name, section, post } = person;
		const { id } = await trx
			.insertInto('enrolment')
			.values({ examId, personId, unitId, name, section, post, ...standing, changedAt: now })
			.returning('id')
			.executeTakeFirstOrThrow();
		if (exam.publishedAt === null)
			await reselect(
				trx,
				examId,
				(persons) => [...persons, personId],
				(except) => except.filter((each) => each !== personId)
			);
		await remember(trx, viewer, { id, examId, personId }, null, standing, now);
		return done(id);
	});
}

/** Takes someone off the list of a draft; once published, a person can only be made exempt, with a reason. */
export async function removePerson(
	db: Db,
	viewer: Viewer,
	enrolmentId: EnrolmentId,
	now: number
): Promise<Outcome<null, 'forbidden' | 'notFound' | 'published'>> {
	if (!may(viewer, 'exams.manage')) return refused('forbidden');
	return db.transaction().execute(async (trx) => {
		const enrolment = await findEnrolment(trx, enrolmentId);
		if (!enrolment) return refused('notFound');
		const draft = await draftOf(trx, enrolment.examId);
		if (!draft.ok) return draft;
		await trx.deleteFrom('enrolment').where('id', '=', enrolmentId).execute();
		const { examId, personId } = enrolment;
		await reselect(
			trx,
			examId,
			(persons) => persons.filter((each) => each !== personId),
			(except) => [...except, personId]
		);
		const body = { examId, personId };
		await record(
			trx,
			viewer,
			{ act: 'enrolment.removed', subjectKind: 'enrolment', subjectId: enrolmentId, body },
			now
		);
		return done(null);
	});
}

type Change = (persons: readonly PersonId[]) => PersonId[];

/** Keeps what was added and removed by hand when the list of the draft is taken from the roster anew. */
async function reselect(trx: Trx, examId: ExamId, persons: Change, except: Change): Promise<void> {
	const selection = await selectionOf(trx, examId);
	const changed = { ...selection, persons: persons(selection.persons), except: except(selection.except) };
	await trx
		.updateTable('exam')
		.set({ selection: JSON.stringify(changed) })
		.where('id', '=', examId)
		.execute();
}
