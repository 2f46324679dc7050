import type { Instant } from '#lib/base/core/clock.ts';
import type { ExamId } from '#lib/base/core/ids.ts';
import type { Db } from '#lib/base/db/schema.ts';
import type { Exam } from './exam.server.ts';
import { examState, type ExamState } from './scheme.ts';
import { spanOf } from './window.ts';

type Dated = Pick<Exam, 'id' | 'opensAt' | 'closesAt'>;

/** From when until when anybody may start, by exam: sessions of units and people lie where they like. */
export async function spansOf(
	db: Db,
	exams: readonly Dated[]
): Promise<ReadonlyMap<ExamId, { readonly opensAt: Instant; readonly closesAt: Instant }>> {
	const overrides =
		exams.length === 0
			? []
			: await db
					.selectFrom('windowOverride')
					.select(['examId', 'unitId', 'personId', 'opensAt', 'closesAt'])
					.where(
						'examId',
						'in',
						exams.map(({ id }) => id)
					)
					.orderBy('id')
					.execute();
	const byExam = Map.groupBy(overrides, ({ examId }) => examId);
	return new Map(exams.map((exam) => [exam.id, spanOf(exam, byExam.get(exam.id) ?? [])]));
}

/** The last moment before which anybody may start, exclusive. */
export const lastClose = async (db: Db, exam: Dated): Promise<Instant> =>
	(await spansOf(db, [exam])).get(exam.id)?.closesAt ?? exam.closesAt;

/** The states of exams as desks show them: open from the first window that anybody has to the end of the last. */
export async function statesOf(
	db: Db,
	exams: readonly Exam[],
	now: Instant
): Promise<(exam: Pick<Exam, 'id'>) => ExamState> {
	const rows = await db.selectFrom('publication').select('examId').distinct().execute();
	const published = new Set(rows.map(({ examId }) => examId));
	const spans = await spansOf(
		db,
		exams.filter(({ publishedAt, closedAt }) => publishedAt !== null && closedAt === null)
	);
	const states = new Map(
		exams.map((exam) => [exam.id, examState({ ...exam, ...spans.get(exam.id) }, now, published.has(exam.id))])
	);
	return ({ id }) => states.get(id) ?? 'draft';
}

/** The state of one exam as desks show it. */
export const stateOf = async (db: Db, exam: Exam, now: Instant): Promise<ExamState> =>
	(await statesOf(db, [exam], now))(exam);
