import { error } from '@sveltejs/kit';
import { parseId } from '#lib/base/core/ids.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { type Exam, findExam } from '#lib/exam/plan/exam.server.ts';
import { safeguardsOf } from '#lib/exam/plan/safeguards.ts';
import { stateOf } from '#lib/exam/plan/state.server.ts';

/** The exam of a page, or 404. */
export async function examOf(db: Db, param: string): Promise<Exam> {
	const id = parseId<'exam'>(param);
	const exam = id && (await findExam(db, id));
	if (!exam) error(404, 'notFound');
	return exam;
}

/** What the head of every page of an exam shows, on either desk. */
export async function titleOf(db: Db, exam: Exam, now: number) {
	return { id: exam.id, title: exam.title, state: await stateOf(db, exam, now) };
}

/** The same at the bureau, with the applications that wait for it. */
export async function headOf(db: Db, exam: Exam, now: number) {
	const { waiting } = await db
		.selectFrom('enrolmentRequest')
		.select((select) => select.fn.countAll<number>().as('waiting'))
		.where('examId', '=', exam.id)
		.where('decision', 'is', null)
		.executeTakeFirstOrThrow();
	const { roomCode } = safeguardsOf(exam.scheme);
	return { exam: { ...(await titleOf(db, exam, now)), roomCode }, waiting: Number(waiting) };
}
