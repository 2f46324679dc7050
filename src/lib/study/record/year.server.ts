import { record } from '#i18n/record.ts';
import type { Instant } from '#lib/base/core/clock.ts';
import { formatPoints } from '#lib/base/core/points.ts';
import { may, type Viewer } from '#lib/base/core/permit.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { publishedExams } from '#lib/exam/scoring/publication.server.ts';
import { listExams } from '#lib/exam/plan/exam.server.ts';
import { listUnits, sees, visibleUnits } from '#lib/people/directory/directory.server.ts';
import { figuresOf, personResult } from '#lib/results/ranking/figures.ts';
import { findRanking } from '#lib/results/ranking/ranking.server.ts';
import { printed } from '#lib/results/ranking/snapshot.ts';
import { monthKey } from '#lib/study/month/plan.ts';
import { findPlan } from '#lib/study/month/plan.server.ts';
import { levelFigures } from '#lib/study/session/counts.ts';
import { yearOf } from '#lib/study/session/session.ts';
import { sessionYear } from '#lib/study/session/year.server.ts';
import type { ExamLine, QuizRow, StudyYear } from './year.ts';

type Visible = Awaited<ReturnType<typeof visibleUnits>>;

/** The record of a year for the units that the viewer sees; undefined for those who may not see any. */
export async function studyYear(db: Db, viewer: Viewer, year: number, now: Instant): Promise<StudyYear | undefined> {
	if (!may(viewer, 'sessions.read')) return undefined;
	const visible = await visibleUnits(db, viewer, 'sessions.read');
	const plan = (await findPlan(db, year)) ?? null;
	const sessions = await sessionYear(db, viewer, year);
	const counted = sessions.lines.map(({ session }) => session);
	return {
		year,
		scope: await scopeName(db, visible),
		isDistrict: visible === 'all',
		...{ madeAt: now, viewer },
		plan: plan !== null && (plan.publishedAt !== null || visible === 'all') ? plan : null,
		sessions,
		levels: {
			district: levelFigures(counted, sessions.rows, { level: 'district' }),
			unit: levelFigures(counted, sessions.rows, { level: 'unit' })
		},
		quizzes: await quizRows(db, year, visible),
		exams: await examLines(db, year, visible)
	};
}

/** What a sentence calls the units: the one above all others, the whole district where none stands above, or the first and their number. */
async function scopeName(db: Db, visible: Visible): Promise<string> {
	const units = (await listUnits(db)).filter(({ id }) => sees(visible, id));
	const ids = new Set(units.map(({ id }) => id));
	const tops = units.filter(({ parentId }) => parentId === null || !ids.has(parentId));
	const [first, ...others] = tops;
	if (!first || (visible === 'all' && others.length > 0)) return record('zh').wholeDistrict;
	return others.length === 0 ? first.name : record('zh').unitsTogether(first.name, tops.length);
}

async function quizRows(db: Db, year: number, visible: Visible): Promise<readonly QuizRow[]> {
	const rows = await db
		.selectFrom('practiceSet as made')
		.innerJoin('planMonth', 'planMonth.id', 'made.planMonthId')
		.innerJoin('person', 'person.id', 'made.personId')
		.innerJoin('membership', (join) =>
			join.onRef('membership.personId', '=', 'made.personId').on('membership.kind', '=', 'establishment')
		)
		.innerJoin('unit', 'unit.id', 'membership.unitId')
		.where('made.kind', '=', 'month')
		.where('made.finishedAt', 'is not', null)
		.where('planMonth.year', '=', year)
		.whereRef('membership.fromAt', '<=', 'made.finishedAt')
		.where(({ or, eb, ref }) =>
			or([eb('membership.toAt', 'is', null), eb('membership.toAt', '>', ref('made.finishedAt'))])
		)
		.select(['made.planMonthId', 'planMonth.month', 'made.personId', 'person.name', 'made.finishedAt'])
		.select(['membership.unitId', 'unit.name as unitName'])
		.orderBy('planMonth.month')
		.orderBy('unit.sortOrder')
		.orderBy('unit.id')
		.orderBy('person.id')
		.execute();
	return rows.flatMap(({ planMonthId, month, finishedAt, unitId, ...row }) =>
		planMonthId === null || finishedAt === null || !sees(visible, unitId)
			? []
			: [{ ...row, planMonthId, month: monthKey({ year, month }), finishedAt }]
	);
}

async function examLines(db: Db, year: number, visible: Visible): Promise<readonly ExamLine[]> {
	const published = await publishedExams(db);
	const lines: ExamLine[] = [];
	for (const exam of await listExams(db)) {
		if (!published.has(exam.id) || yearOf(exam.closesAt) !== year) continue;
		const view = await findRanking(db, exam.id, { kind: 'publication' });
		if (!view?.publication) continue;
		const { rules } = view.input;
		const own = view.input.people.filter(({ unitId }) => sees(visible, unitId));
		const figures =
			visible === 'all'
				? view.ranking.totals
				: figuresOf(
						own.map((person) => personResult(person, rules)),
						rules.bands
					);
		if (figures.roster === 0) continue;
		const { average, passRate } = printed(figures, rules);
		lines.push({
			examId: exam.id,
			title: exam.title,
			publicationNo: view.publication.no,
			required: figures.required,
			sat: figures.sat,
			absent: figures.absent,
			deferred: figures.deferred,
			average: average ?? null,
			passRate: passRate ?? null,
			unitsSat: visible === 'all' ? view.ranking.unitsSat : null,
			excellentUnits: visible === 'all' ? view.ranking.excellentUnits : null,
			excellentLine: formatPoints(rules.excellentLine)
		});
	}
	return lines;
}
