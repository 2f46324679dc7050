import type { Instant } from '#lib/base/core/clock.ts';
import type { ExamId } from '#lib/base/core/ids.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { findExam, paperFor } from './exam.server.ts';
import { spansOf } from './state.server.ts';

/**
 * Assembles papers of first attempts before anybody asks for them: for exams that draw one for each candidate, when a
 * thousand press "start" within a minute each would otherwise wait for the drawing of all before. One transaction each,
 * so that answers go in between. Returns how many were assembled; fewer than `most` means nothing is left to do.
 */
export async function assembleAhead(db: Db, now: Instant, most: number): Promise<number> {
	let made = 0;
	for (const examId of await drawingExams(db, now)) {
		const exam = await findExam(db, examId);
		if (!exam) continue;
		const waiting = await db
			.selectFrom('enrolment')
			.leftJoin('paperAhead', (join) =>
				join.onRef('paperAhead.enrolmentId', '=', 'enrolment.id').on('paperAhead.no', '=', 1)
			)
			.leftJoin('attempt', (join) => join.onRef('attempt.enrolmentId', '=', 'enrolment.id').on('attempt.no', '=', 1))
			.select('enrolment.id')
			.where('enrolment.examId', '=', examId)
			.where('enrolment.status', 'in', ['required', 'voluntary'])
			.where('paperAhead.paperId', 'is', null)
			.where('attempt.id', 'is', null)
			.orderBy('enrolment.id')
			.limit(most - made)
			.execute();
		for (const enrolment of waiting) await paperFor(db, exam, enrolment, 1, now);
		made += waiting.length;
		if (made >= most) break;
	}
	return made;
}

/** Published exams that draw a paper for each candidate and in which somebody may still start, the next to open first. */
async function drawingExams(db: Db, now: Instant): Promise<ExamId[]> {
	const rows = await db
		.selectFrom('exam')
		.select(['id', 'scheme', 'opensAt', 'closesAt'])
		.where('publishedAt', 'is not', null)
		.where('closedAt', 'is', null)
		.orderBy('opensAt')
		.execute();
	const drawn = rows.filter(({ scheme }) => (JSON.parse(scheme) as { assembly: string }).assembly === 'drawn');
	const spans = await spansOf(db, drawn);
	return drawn.filter(({ id }) => (spans.get(id)?.closesAt ?? 0) > now).map(({ id }) => id);
}
