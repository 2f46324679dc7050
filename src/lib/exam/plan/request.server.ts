import { record } from '#lib/base/audit/audit.server.ts';
import type { EnrolmentId, ExamId, Id } from '#lib/base/core/ids.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import { may, type Viewer } from '#lib/base/core/permit.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { sees, visibleUnits } from '#lib/people/directory/directory.server.ts';
import { findExam } from './exam.server.ts';
import { lastClose } from './state.server.ts';
import { changeIn, findEnrolment, type StandingRefusal, standingGap } from './standing.server.ts';

export type RequestId = Id<'enrolmentRequest'>;

export interface Application {
	readonly status: 'exempt' | 'deferred';
	readonly reason: string;
	/** Number of the unit's own paper or of the proof it keeps; no copies of certificates are collected. */
	readonly documentNo: string;
}

export interface EnrolmentRequest extends Application {
	readonly id: number;
	readonly enrolmentId: EnrolmentId;
	readonly name: string;
	readonly unitName: string;
	readonly askedBy: string;
	readonly askedAt: number;
	readonly decision: 'approved' | 'refused' | 'withdrawn' | null;
	readonly decisionNote: string;
	readonly decidedBy: string | null;
	readonly decidedAt: number | null;
	/** The viewer is the person it is for: nobody acts in their own case. */
	readonly own: boolean;
}

export type ApplyRefusal =
	| 'forbidden'
	| 'notFound'
	| 'ownCase'
	| 'draft'
	| 'closed'
	| 'alreadyAsked'
	| 'notRequired'
	| 'reasonMissing'
	| 'documentMissing';

/** A unit asks that one of its people be exempted or deferred; the bureau decides. Nobody asks for themselves. */
export async function applyFor(
	db: Db,
	viewer: Viewer,
	enrolmentId: EnrolmentId,
	application: Application,
	now: number
): Promise<Outcome<number, ApplyRefusal>> {
	const visible = await visibleUnits(db, viewer, 'roster.import');
	return db.transaction().execute(async (trx) => {
		const enrolment = await findEnrolment(trx, enrolmentId);
		if (!enrolment || !sees(visible, enrolment.unitId)) return refused('forbidden');
		if (viewer.personId !== null && viewer.personId === enrolment.personId) return refused('ownCase');
		const exam = await findExam(trx, enrolment.examId);
		if (!exam || exam.publishedAt === null) return refused('draft');
		if (exam.closedAt !== null || now >= (await lastClose(trx, exam))) return refused('closed');
		if (enrolment.status !== 'required') return refused('notRequired');
		const gap = standingGap(application);
		if (gap) return refused(gap);
		const open = await trx
			.selectFrom('enrolmentRequest')
			.select('id')
			.where('enrolmentId', '=', enrolmentId)
			.where('decision', 'is', null)
			.executeTakeFirst();
		if (open) return refused('alreadyAsked');
		const { id } = await trx
			.insertInto('enrolmentRequest')
			.values({
				enrolmentId,
				examId: enrolment.examId,
				status: application.status,
				reason: application.reason.trim(),
				documentNo: application.documentNo.trim(),
				askedBy: viewer.name,
				askedAt: now,
				decision: null,
				decidedBy: null,
				decidedAt: null
			})
			.returning('id')
			.executeTakeFirstOrThrow();
		const body = { enrolmentId, ...application };
		await record(trx, viewer, { act: 'enrolment.requested', subjectKind: 'exam', subjectId: exam.id, body }, now);
		return done(id);
	});
}

/** The applications of an exam, undecided first, for the units the viewer may see. */
export async function listRequests(db: Db, viewer: Viewer, examId: ExamId): Promise<readonly EnrolmentRequest[]> {
	const visible = await visibleUnits(db, viewer, 'people.read');
	const rows = await db
		.selectFrom('enrolmentRequest as request')
		.innerJoin('enrolment', 'enrolment.id', 'request.enrolmentId')
		.innerJoin('examUnit', (join) =>
			join.onRef('examUnit.examId', '=', 'enrolment.examId').onRef('examUnit.unitId', '=', 'enrolment.unitId')
		)
		.selectAll('request')
		.select(['enrolment.name', 'examUnit.name as unitName', 'enrolment.unitId', 'enrolment.personId'])
		.where('request.examId', '=', examId)
		.orderBy('request.id', 'desc')
		.execute();
	return rows
		.filter((row) => sees(visible, row.unitId))
		.map(({ personId, ...row }) => ({ ...row, own: viewer.personId !== null && viewer.personId === personId }))
		.sort((a, b) => Number(a.decision !== null) - Number(b.decision !== null));
}

export type WithdrawRefusal = 'notFound' | 'ownCase' | 'decided';

/** The unit takes an application back while the bureau has not decided; it stays on the list, and may be made anew. */
export async function withdrawRequest(
	db: Db,
	viewer: Viewer,
	requestId: number,
	now: number
): Promise<Outcome<null, WithdrawRefusal>> {
	const visible = await visibleUnits(db, viewer, 'roster.import');
	return db.transaction().execute(async (trx) => {
		const request = await trx.selectFrom('enrolmentRequest').selectAll().where('id', '=', requestId).executeTakeFirst();
		const enrolment = request && (await findEnrolment(trx, request.enrolmentId));
		if (!request || !enrolment || !sees(visible, enrolment.unitId)) return refused('notFound');
		if (viewer.personId !== null && viewer.personId === enrolment.personId) return refused('ownCase');
		if (request.decision !== null) return refused('decided');
		await trx
			.updateTable('enrolmentRequest')
			.set({ decision: 'withdrawn', decidedBy: viewer.name, decidedAt: now })
			.where('id', '=', requestId)
			.execute();
		const { examId, enrolmentId } = request;
		const body = { requestId, enrolmentId };
		await record(trx, viewer, { act: 'enrolment.withdrawn', subjectKind: 'exam', subjectId: examId, body }, now);
		return done(null);
	});
}

export type DecideRefusal = StandingRefusal | 'decided' | 'noteMissing';

/** The bureau's decision. Approval changes the standing in the same transaction; a refusal says why. */
export async function decideRequest(
	db: Db,
	viewer: Viewer,
	requestId: number,
	decision: { readonly approved: boolean; readonly note: string },
	now: number
): Promise<Outcome<null, DecideRefusal>> {
	if (!may(viewer, 'exams.manage')) return refused('forbidden');
	return db.transaction().execute(async (trx) => {
		const request = await trx.selectFrom('enrolmentRequest').selectAll().where('id', '=', requestId).executeTakeFirst();
		const enrolment = request && (await findEnrolment(trx, request.enrolmentId));
		if (!request || !enrolment) return refused('notFound');
		if (request.decision !== null) return refused('decided');
		if (viewer.personId !== null && viewer.personId === enrolment.personId) return refused('ownCase');
		const note = decision.note.trim();
		if (!decision.approved && note === '') return refused('noteMissing');
		if (decision.approved) {
			const { status, reason, documentNo } = request;
			const changed = await changeIn(trx, viewer, enrolment, { status, reason, documentNo }, now);
			if (!changed.ok) return changed;
		}
		await trx
			.updateTable('enrolmentRequest')
			.set({
				decision: decision.approved ? 'approved' : 'refused',
				decisionNote: note,
				decidedBy: viewer.name,
				decidedAt: now
			})
			.where('id', '=', requestId)
			.execute();
		const body = { requestId, approved: decision.approved, note };
		await record(trx, viewer, { act: 'enrolment.decided', subjectKind: 'exam', subjectId: request.examId, body }, now);
		return done(null);
	});
}
