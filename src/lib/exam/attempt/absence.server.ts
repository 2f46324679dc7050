import type { Instant } from '#lib/base/core/clock.ts';
import type { AttemptId } from '#lib/base/core/ids.ts';
import { Busy } from '#lib/base/db/group-commit.server.ts';
import { prepared } from '#lib/base/db/prepared.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { statement } from '#lib/base/db/statement.server.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { type Absence, absencesPerAttempt, plausible } from './absence.ts';
import type { AttemptHeader } from './attempt.server.ts';

/** With more answers than this waiting for the disk, notes are sent away: they come again, or not at all. */
const mostWaiting = 32;

/**
 * Notes absences of an attempt, each once, at most so many; returns how many are new. They share the commit of the
 * answers that come in at the same moment and cost no flush of their own.
 * @throws Busy while answers queue
 */
export async function noteAbsences(
	{ saves }: Pick<Store, 'saves'>,
	header: Pick<AttemptHeader, 'id' | 'startedAt'>,
	told: readonly Absence[],
	receivedAt: Instant
): Promise<{ readonly kept: number }> {
	const absences = plausible(told, header.startedAt, receivedAt);
	if (absences.length === 0) return { kept: 0 };
	if (saves.waiting > mostWaiting) throw new Busy();
	return saves.push((raw) => {
		const count = statement(raw, 'select count(*) from absence where attempt_id = ?').pluck().get(header.id) as number;
		const insert = statement(
			raw,
			`insert into absence (attempt_id, began_at, length_ms, cause, received_at) values (?, ?, ?, ?, ?)
				on conflict (attempt_id, began_at, cause) do nothing`
		);
		let kept = 0;
		for (const { beganAt, lengthMs, cause } of absences)
			if (count + kept < absencesPerAttempt)
				kept += insert.run(header.id, beganAt, lengthMs, cause, receivedAt).changes;
		return { kept };
	});
}

/** What is noted of an attempt, in order. */
export const absencesOf = (db: Db, attemptId: AttemptId): Promise<Absence[]> => absenceRows(db, { attemptId });

const absenceRows = prepared((db, { attemptId }: { attemptId: AttemptId }) =>
	db
		.selectFrom('absence')
		.select(['beganAt', 'lengthMs', 'cause'])
		.where('attemptId', '=', attemptId)
		.orderBy('beganAt')
);
