import type { Instant } from '#lib/base/core/clock.ts';
import type { AttemptId } from '#lib/base/core/ids.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { type Absence, absencesPerAttempt } from './absence.ts';

/**
 * Notes absences of an attempt, each once, at most so many. Waits its turn behind the answers of everybody; what is sent
 * again is no second absence.
 */
export async function noteAbsences(
	db: Db,
	attemptId: AttemptId,
	absences: readonly Absence[],
	receivedAt: Instant
): Promise<{ readonly kept: number }> {
	if (absences.length === 0) return { kept: 0 };
	return db.transaction().execute(async (trx) => {
		const { count } = await trx
			.selectFrom('absence')
			.select((select) => select.fn.countAll<number>().as('count'))
			.where('attemptId', '=', attemptId)
			.executeTakeFirstOrThrow();
		const room = absences.slice(0, Math.max(0, absencesPerAttempt - Number(count)));
		if (room.length === 0) return { kept: 0 };
		const rows = room.map((absence) => ({ attemptId, ...absence, receivedAt }));
		const written = await trx
			.insertInto('absence')
			.values(rows)
			.onConflict((conflict) => conflict.columns(['attemptId', 'beganAt', 'cause']).doNothing())
			.executeTakeFirst();
		return { kept: Number(written.numInsertedOrUpdatedRows ?? 0) };
	});
}
