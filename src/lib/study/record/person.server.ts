import type { Instant } from '#lib/base/core/clock.ts';
import type { ExamId, PersonId } from '#lib/base/core/ids.ts';
import { formatPoints } from '#lib/base/core/points.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { findExam } from '#lib/exam/plan/exam.server.ts';
import { publishedExams } from '#lib/exam/scoring/publication.server.ts';
import { personResult } from '#lib/results/ranking/figures.ts';
import { findRanking } from '#lib/results/ranking/ranking.server.ts';
import { monthKey } from '#lib/study/month/plan.ts';
import { type OwnSession, sessionsOfPerson } from '#lib/study/session/person.server.ts';
import { yearOf } from '#lib/study/session/session.ts';

/** One month of the plan that the person has finished by recall. */
export interface FileMonth {
	readonly key: string;
	readonly laws: readonly string[];
	readonly finishedAt: Instant;
}

/** One exam of the person, as its newest publication has it. */
export interface FileExam {
	readonly examId: ExamId;
	readonly title: string;
	readonly closesAt: Instant;
	readonly turnout: 'sat' | 'absent' | 'deferred' | 'exempt' | 'voluntary';
	/** As printed; null when the person did not sit. */
	readonly points: string | null;
	readonly publicationNo: number;
}

/** A person's study file (学法档案) of a year: what was done, never how long it took. */
export interface StudyFile {
	readonly year: number;
	readonly name: string;
	readonly unitName: string;
	readonly months: readonly FileMonth[];
	readonly sessions: readonly OwnSession[];
	readonly exams: readonly FileExam[];
}

/**
 * The study file of a person. The caller has made sure that the viewer may see the person: it is the person's own, or the
 * person stands in a unit that the viewer administers.
 */
export async function studyFile(db: Db, personId: PersonId, year: number): Promise<StudyFile | undefined> {
	const person = await db.selectFrom('person').select('name').where('id', '=', personId).executeTakeFirst();
	if (!person) return undefined;
	const stay = await db
		.selectFrom('membership')
		.innerJoin('unit', 'unit.id', 'membership.unitId')
		.select('unit.name')
		.where('personId', '=', personId)
		.where('kind', '=', 'establishment')
		.orderBy('membership.fromAt', 'desc')
		.orderBy('membership.id', 'desc')
		.limit(1)
		.executeTakeFirst();
	return {
		year,
		name: person.name,
		unitName: stay?.name ?? '',
		months: await finishedMonths(db, personId, year),
		sessions: await sessionsOfPerson(db, personId, year),
		exams: await examsOfPerson(db, personId, year)
	};
}

/** The months of a year that the person has finished by recall, in order. */
export async function finishedMonths(db: Db, personId: PersonId, year: number): Promise<readonly FileMonth[]> {
	const rows = await db
		.selectFrom('practiceSet')
		.innerJoin('planMonth', 'planMonth.id', 'practiceSet.planMonthId')
		.innerJoin('planLaw', 'planLaw.planMonthId', 'planMonth.id')
		.innerJoin('law', 'law.id', 'planLaw.lawId')
		.select(['planMonth.year', 'planMonth.month', 'law.shortTitle', 'practiceSet.finishedAt'])
		.where('practiceSet.personId', '=', personId)
		.where('practiceSet.kind', '=', 'month')
		.where('practiceSet.finishedAt', 'is not', null)
		.where('planMonth.year', '=', year)
		.orderBy('planMonth.month')
		.orderBy('planLaw.n')
		.execute();
	return [...Map.groupBy(rows, monthKey)].map(([key, own]) => ({
		key,
		laws: own.map(({ shortTitle }) => shortTitle),
		finishedAt: own[0]?.finishedAt ?? 0
	}));
}

async function examsOfPerson(db: Db, personId: PersonId, year: number): Promise<readonly FileExam[]> {
	const published = await publishedExams(db);
	const own = await db.selectFrom('enrolment').select('examId').where('personId', '=', personId).execute();
	const lines: FileExam[] = [];
	for (const { examId } of own) {
		const exam = published.has(examId) ? await findExam(db, examId) : undefined;
		if (!exam || yearOf(exam.closesAt) !== year) continue;
		const view = await findRanking(db, examId, { kind: 'publication' });
		const participant = view?.input.people.find((one) => one.personId === personId);
		if (!view?.publication || !participant) continue;
		const { turnout, counted } = personResult(participant, view.input.rules);
		lines.push({
			examId,
			title: exam.title,
			closesAt: exam.closesAt,
			turnout,
			points: counted === null ? null : formatPoints(counted.points),
			publicationNo: view.publication.no
		});
	}
	return lines.sort((a, b) => a.closesAt - b.closesAt);
}
