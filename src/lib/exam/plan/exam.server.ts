import type { Instant } from '#lib/base/core/clock.ts';
import {
	asId,
	type BlueprintId,
	type EnrolmentId,
	type ExamId,
	type PersonId,
	type UnitId
} from '#lib/base/core/ids.ts';
import { prepared } from '#lib/base/db/prepared.ts';
import type { Db, Trx } from '#lib/base/db/schema.ts';
import type { Blueprint } from '#lib/content/paper/blueprint.ts';
import { drawFromPool, loadPaper, type Paper } from '#lib/content/paper/paper.server.ts';
import { servedPaper } from '#lib/content/paper/served.server.ts';
import type { Scheme, Window } from './scheme.ts';
import { lastDeadline } from './scheme.ts';
import { ancestryOf, windowOf } from './window.ts';

export interface Exam {
	readonly id: ExamId;
	readonly title: string;
	readonly organiser: string;
	readonly subjectOwner: string;
	readonly scheme: Scheme;
	readonly blueprintId: BlueprintId | null;
	readonly opensAt: Instant;
	readonly closesAt: Instant;
	readonly publishedAt: Instant | null;
	readonly closedAt: Instant | null;
}

export type EnrolmentStatus = 'required' | 'exempt' | 'deferred' | 'voluntary';

/** Whether somebody need not come now, and may not. */
export const isExcused = (status: EnrolmentStatus): status is 'exempt' | 'deferred' =>
	status === 'exempt' || status === 'deferred';

/** One person on the list of one exam, as snapshot: a later transfer or rename changes nothing here. */
export interface Enrolment {
	readonly id: EnrolmentId;
	readonly examId: ExamId;
	readonly personId: PersonId;
	readonly unitId: UnitId;
	readonly name: string;
	readonly section: string;
	readonly post: string;
	readonly status: EnrolmentStatus;
	readonly reason: string;
	readonly documentNo: string;
}

const examColumns = [
	'id',
	'title',
	'organiser',
	'subjectOwner',
	'scheme',
	'blueprintId',
	'opensAt',
	'closesAt',
	'publishedAt',
	'closedAt'
] as const;

const enrolmentColumns = [
	'id',
	'examId',
	'personId',
	'unitId',
	'name',
	'section',
	'post',
	'status',
	'reason',
	'documentNo'
] as const;

const examOf = <Row extends { readonly scheme: string }>(row: Row): Omit<Row, 'scheme'> & { scheme: Scheme } => ({
	...row,
	scheme: JSON.parse(row.scheme) as Scheme
});

const examRow = prepared((db, { examId }: { examId: ExamId }) =>
	db.selectFrom('exam').select(examColumns).where('id', '=', examId)
);

export async function findExam(db: Db, examId: ExamId): Promise<Exam | undefined> {
	const [row] = await examRow(db, { examId });
	return row && examOf(row);
}

/** @throws when there is no such exam */
export async function getExam(db: Db, examId: ExamId): Promise<Exam> {
	const exam = await findExam(db, examId);
	if (!exam) throw new Error(`no exam ${examId}`);
	return exam;
}

/** All exams, the latest window first. */
export async function listExams(db: Db): Promise<readonly Exam[]> {
	const rows = await db
		.selectFrom('exam')
		.select(examColumns)
		.orderBy('opensAt', 'desc')
		.orderBy('id', 'desc')
		.execute();
	return rows.map(examOf);
}

const enrolmentRows = prepared((db, { personId }: { personId: PersonId }) =>
	db.selectFrom('enrolment').select(enrolmentColumns).where('personId', '=', personId)
);

const enrolmentRow = prepared((db, { examId, personId }: { examId: ExamId; personId: PersonId }) =>
	db.selectFrom('enrolment').select(enrolmentColumns).where('examId', '=', examId).where('personId', '=', personId)
);

export const enrolmentOf = async (db: Db, examId: ExamId, personId: PersonId): Promise<Enrolment | undefined> =>
	(await enrolmentRow(db, { examId, personId }))[0];

const publishedRows = prepared((db, { personId }: { personId: PersonId }) =>
	db
		.selectFrom('enrolment')
		.innerJoin('exam', 'exam.id', 'enrolment.examId')
		.select(examColumns.map((column) => `exam.${column}` as const))
		.where('exam.publishedAt', 'is not', null)
		.where('enrolment.personId', '=', personId)
		.orderBy('exam.opensAt', 'desc')
);

/** The published exams a person is on the list of, the latest window first. */
export async function examsOf(
	db: Db,
	personId: PersonId
): Promise<readonly { readonly exam: Exam; readonly enrolment: Enrolment }[]> {
	const enrolments = await enrolmentRows(db, { personId });
	const exams = await publishedRows(db, { personId });
	return exams.flatMap((row) => {
		const enrolment = enrolments.find(({ examId }) => examId === row.id);
		return enrolment ? [{ exam: examOf(row), enrolment }] : [];
	});
}

type Sitter = Pick<Enrolment, 'personId' | 'unitId'>;

/** The window of one person: overrides of the person, of the own unit and of the units above it applied. */
export const personalWindow = async (
	db: Db,
	exam: Pick<Exam, 'id' | 'opensAt' | 'closesAt'>,
	who: Sitter
): Promise<Window> => (await personalWindows(db, exam))(who);

const overrideRows = prepared((db, { examId }: { examId: ExamId }) =>
	db
		.selectFrom('windowOverride')
		.select(['unitId', 'personId', 'opensAt', 'closesAt', 'extraMs'])
		.where('examId', '=', examId)
		.orderBy('id')
);

/** The windows of everybody, by the overrides as they are now: for many people at once. */
export async function personalWindows(
	db: Db,
	exam: Pick<Exam, 'id' | 'opensAt' | 'closesAt'>
): Promise<(who: Sitter) => Window> {
	const overrides = await overrideRows(db, { examId: exam.id });
	if (overrides.length === 0) return ({ personId }) => windowOf(exam, [], personId, []);
	const units = await db.selectFrom('examUnit').select(['unitId', 'parentId']).where('examId', '=', exam.id).execute();
	const parents = new Map(units.map((unit) => [unit.unitId, unit.parentId]));
	return ({ personId, unitId }) => windowOf(exam, overrides, personId, ancestryOf(parents, unitId));
}

/**
 * The moment after which nobody can still be writing, overrides, extra times and reopened attempts included (grace
 * not): before it no answer, key or explanation is shown to anyone.
 */
export async function lastSittingEnd(db: Db, exam: Exam): Promise<Instant> {
	const { open } = await db
		.selectFrom('attemptState')
		.select((query) => query.fn.max('deadlineAt').as('open'))
		.where('examId', '=', exam.id)
		.where('status', '=', 'open')
		.executeTakeFirstOrThrow();
	const ends = (await differentWindows(db, exam)).map((window) =>
		Math.max(lastDeadline(exam.scheme, window), window.closesAt + window.extraMs)
	);
	return Math.max(...ends, exam.closesAt, Number(open ?? 0));
}

const namedRows = prepared((db, { examId }: { examId: ExamId }) =>
	db
		.selectFrom('windowOverride')
		.innerJoin('enrolment', (join) =>
			join
				.onRef('enrolment.personId', '=', 'windowOverride.personId')
				.onRef('enrolment.examId', '=', 'windowOverride.examId')
		)
		.select(['enrolment.personId', 'enrolment.unitId'])
		.distinct()
		.where('windowOverride.examId', '=', examId)
);

/**
 * Every window that somebody of the exam can have, without a look at the whole list: that of people whom no override
 * names, of each unit named, and of each person named. Extra times of different people do not add up.
 */
async function differentWindows(db: Db, exam: Pick<Exam, 'id' | 'opensAt' | 'closesAt'>): Promise<Window[]> {
	const windowFor = await personalWindows(db, exam);
	const overrides = await overrideRows(db, { examId: exam.id });
	const units = new Set([asId<'unit'>(0), ...overrides.flatMap(({ unitId }) => (unitId === null ? [] : [unitId]))]);
	const unnamed = [...units].map((unitId) => ({ personId: asId<'person'>(0), unitId }));
	const named = overrides.some(({ personId }) => personId !== null) ? await namedRows(db, { examId: exam.id }) : [];
	return [...unnamed, ...named].map(windowFor);
}

/** Whether results of the exam have been published. */
export async function resultsPublished(db: Db, examId: ExamId): Promise<boolean> {
	const row = await db.selectFrom('publication').select('id').where('examId', '=', examId).limit(1).executeTakeFirst();
	return row !== undefined;
}

/**
 * Why nobody may be given time any more, or a chance once lost: who has seen the answers must not write. Undefined while
 * that is not so.
 */
export async function givenOut(db: Db, exam: Exam, now: Instant): Promise<'resultsOut' | 'answersOut' | undefined> {
	if (await resultsPublished(db, exam.id)) return 'resultsOut';
	if (exam.publishedAt === null || exam.scheme.feedback !== 'answersAfterClose') return undefined;
	return now >= (await lastSittingEnd(db, exam)) ? 'answersOut' : undefined;
}

/** Variants go round by enrolment and attempt: neighbours on the list and second attempts get another one. */
export const variantFor = (enrolmentId: EnrolmentId, attemptNo: number, variants: number): number =>
	(enrolmentId + attemptNo - 1) % variants;

/** A paper for one attempt alone, drawn from the frozen pool of the exam; asked again it is the same. */
async function drawnPaper(
	db: Db,
	exam: Pick<Exam, 'id'>,
	enrolment: Pick<Enrolment, 'id'>,
	attemptNo: number,
	now: number
): Promise<Paper> {
	const find = (from: Db | Trx) =>
		from
			.selectFrom('paperAhead')
			.select('paperId')
			.where('enrolmentId', '=', enrolment.id)
			.where('no', '=', attemptNo)
			.executeTakeFirst();
	const known = await find(db);
	if (known) return servedPaper(db, known.paperId);
	return db.transaction().execute(async (trx) => {
		// Looked at again: of two starts at once only the first uses up items of the pool.
		const meanwhile = await find(trx);
		if (meanwhile) return loadPaper(trx, meanwhile.paperId);
		const blueprint = await trx
			.selectFrom('exam')
			.innerJoin('blueprint', 'blueprint.id', 'exam.blueprintId')
			.select(['blueprint.id', 'blueprint.definition'])
			.where('exam.id', '=', exam.id)
			.executeTakeFirstOrThrow();
		const seed = `exam ${exam.id}, enrolment ${enrolment.id}, attempt ${attemptNo}`;
		const paper = await drawFromPool(trx, blueprint.id, JSON.parse(blueprint.definition) as Blueprint, seed, now);
		await trx
			.insertInto('paperAhead')
			.values({ enrolmentId: enrolment.id, no: attemptNo, paperId: paper.id })
			.execute();
		return paper;
	});
}

const paperRows = prepared((db, { examId }: { examId: ExamId }) =>
	db.selectFrom('examPaper').select('paperId').where('examId', '=', examId).orderBy('variant')
);

/** The paper of one attempt: the shared one, a variant, or one drawn for it, ahead of time or now. Opens its own transaction. */
export async function paperFor(
	db: Db,
	exam: Pick<Exam, 'id' | 'scheme' | 'blueprintId'>,
	enrolment: Pick<Enrolment, 'id'>,
	attemptNo: number,
	now: number
): Promise<Paper> {
	if (exam.scheme.assembly === 'drawn') return drawnPaper(db, exam, enrolment, attemptNo, now);
	const papers = await paperRows(db, { examId: exam.id });
	const paper = papers[variantFor(enrolment.id, attemptNo, Math.max(papers.length, 1))];
	if (!paper) throw new Error(`exam ${exam.id} is published without a paper`);
	return servedPaper(db, paper.paperId);
}
