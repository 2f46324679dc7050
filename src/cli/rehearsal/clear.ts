import type { ExamId, PersonId } from '#lib/base/core/ids.ts';
import { operator } from '#lib/base/core/permit.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { changeUnit } from '#lib/people/directory/unit-record.server.ts';
import { leavePeople } from '#lib/people/directory/membership.server.ts';
import { closeExam } from '#lib/exam/plan/publish.server.ts';

/**
 * Nothing of a rehearsal stays in the way: the exam, where one was made, is closed, its people have left, its units are
 * abolished.
 */
export async function clearRehearsal(
	db: Db,
	rehearsal: {
		readonly examId: ExamId | undefined;
		readonly people: readonly PersonId[];
		readonly units: readonly string[];
	},
	now: number
): Promise<void> {
	if (rehearsal.examId !== undefined)
		await closeExam(db, operator, rehearsal.examId, { early: true, reason: 'rehearsal over' }, now);
	const unlogged = { add: () => Promise.resolve() };
	await db.transaction().execute(async (trx) => {
		await leavePeople(trx, unlogged, rehearsal.people, now);
		const units = await trx
			.selectFrom('unit')
			.select('id')
			.where('name', 'in', [...rehearsal.units])
			.execute();
		for (const { id } of units) await changeUnit(trx, id, { abolishedAt: now }, 'abolished', operator.name, now);
	});
}
