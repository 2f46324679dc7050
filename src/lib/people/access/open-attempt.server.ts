import type { PersonId } from '#lib/base/core/ids.ts';
import type { Db } from '#lib/base/db/schema.ts';

/** Whether the person is sitting an exam: then no session ends by idleness and no new code is given lightly. */
export async function hasOpenAttempt(db: Db, personId: PersonId): Promise<boolean> {
	const row = await db
		.selectFrom('attemptState')
		.innerJoin('attempt', 'attempt.id', 'attemptState.attemptId')
		.innerJoin('enrolment', 'enrolment.id', 'attempt.enrolmentId')
		.select('attemptState.attemptId')
		.where('enrolment.personId', '=', personId)
		.where('attemptState.status', '=', 'open')
		.limit(1)
		.executeTakeFirst();
	return row !== undefined;
}
