import type { EnrolmentId, UnitId } from '#lib/base/core/ids.ts';
import type { Db } from '#lib/base/db/schema.ts';
import type { Standing } from './enrolment.server.ts';
import type { Enrolment, EnrolmentStatus, Exam } from './exam.server.ts';

export interface ListRow extends Enrolment {
	readonly unitName: string;
	readonly staffNo: string | null;
}

export interface ListFilter {
	readonly units?: 'all' | ReadonlySet<UnitId>;
	readonly unitId?: UnitId | undefined;
	readonly status?: EnrolmentStatus | undefined;
	readonly text?: string | undefined;
	readonly limit?: number;
	readonly offset?: number;
}

/** The list of an exam by unit in official order, then by enrolment; filtered. */
export async function listEnrolments(
	db: Db,
	exam: Pick<Exam, 'id'>,
	filter: ListFilter
): Promise<{ readonly rows: readonly ListRow[]; readonly total: number }> {
	let query = db
		.selectFrom('enrolment')
		.innerJoin('person', 'person.id', 'enrolment.personId')
		.innerJoin('examUnit', (join) =>
			join.onRef('examUnit.examId', '=', 'enrolment.examId').onRef('examUnit.unitId', '=', 'enrolment.unitId')
		)
		.where('enrolment.examId', '=', exam.id);
	if (filter.unitId !== undefined) query = query.where('enrolment.unitId', '=', filter.unitId);
	if (filter.units !== undefined && filter.units !== 'all')
		query = query.where('enrolment.unitId', 'in', [...filter.units, 0 as UnitId]);
	if (filter.status !== undefined) query = query.where('enrolment.status', '=', filter.status);
	const text = filter.text?.trim() ?? '';
	if (text !== '')
		query = query.where((where) =>
			where.or([
				where('enrolment.name', 'like', `%${text.replaceAll(/[%_]/g, '')}%`),
				where('person.staffNo', '=', text)
			])
		);
	const { total } = await query.select((select) => select.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
	const rows = await query
		.select(['enrolment.id', 'enrolment.examId', 'enrolment.personId', 'enrolment.unitId', 'enrolment.name'])
		.select(['enrolment.section', 'enrolment.post', 'enrolment.status', 'enrolment.reason', 'enrolment.documentNo'])
		.select(['examUnit.name as unitName', 'person.staffNo'])
		.orderBy('examUnit.sortOrder')
		.orderBy('examUnit.unitId')
		.orderBy('enrolment.id')
		.limit(filter.limit ?? 1_000_000)
		.offset(filter.offset ?? 0)
		.execute();
	return { rows, total: Number(total) };
}

/** What became of one person's standing, oldest first: who changed what, when. */
export async function changesOf(db: Db, enrolmentId: EnrolmentId) {
	const rows = await db
		.selectFrom('enrolmentChange')
		.select(['id', 'before', 'after', 'actor', 'at'])
		.where('enrolmentId', '=', enrolmentId)
		.orderBy('id')
		.execute();
	return rows.map(({ before, after, ...row }) => ({
		...row,
		before: before === null ? null : (JSON.parse(before) as Standing),
		after: JSON.parse(after) as Standing
	}));
}
