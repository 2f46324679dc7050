import { sql } from 'kysely';
import { formatInstant, type Instant } from '#lib/base/core/clock.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { listExams } from '#lib/exam/plan/exam.server.ts';
import { statesOf } from '#lib/exam/plan/state.server.ts';

/** Why no rehearsal may run now: real people come first. */
export type Hindrance = 'sitting' | 'opensSoon';

interface Hindered<Reason> {
	readonly reason: Reason;
	readonly detail: Readonly<Record<string, string | number>>;
}

/** No rehearsal begins when an exam opens within this time. */
export const quietMs = 30 * 60_000;

/** Somebody real is writing, or will be soon; undefined when the machine is free. */
export async function hindrance(db: Db, now: Instant): Promise<Hindered<Hindrance> | undefined> {
	const people = await sittingNow(db, now);
	if (people > 0) return { reason: 'sitting', detail: { people } };
	const exam = await db
		.selectFrom('exam')
		.leftJoin('windowOverride', 'windowOverride.examId', 'exam.id')
		.select(['exam.title', 'exam.opensAt', 'windowOverride.opensAt as ownOpensAt'])
		.where('publishedAt', 'is not', null)
		.where('closedAt', 'is', null)
		.where((where) =>
			where.or([
				where.and([where('exam.opensAt', '>', now), where('exam.opensAt', '<=', now + quietMs)]),
				where.and([where('windowOverride.opensAt', '>', now), where('windowOverride.opensAt', '<=', now + quietMs)])
			])
		)
		.limit(1)
		.executeTakeFirst();
	if (!exam) return undefined;
	const opens = [exam.opensAt, exam.ownOpensAt ?? 0].find((at) => at > now && at <= now + quietMs) ?? exam.opensAt;
	return { reason: 'opensSoon', detail: { title: exam.title, at: formatInstant(opens) } };
}

/**
 * The same for a rehearsal on the server that real people use: there it is enough that an exam is open, as they may start
 * at any moment and would wait behind it.
 */
export async function hindranceLive(db: Db, now: Instant): Promise<Hindered<Hindrance | 'examOpen'> | undefined> {
	const hinders = await hindrance(db, now);
	if (hinders) return hinders;
	const rehearsed = await db.selectFrom('rehearsalExam').select('examId').execute();
	const shams = new Set(rehearsed.map(({ examId }) => examId));
	const real = (await listExams(db)).filter(({ id }) => !shams.has(id));
	const state = await statesOf(db, real, now);
	const open = real.find((exam) => state(exam) === 'open');
	return open && { reason: 'examOpen', detail: { title: open.title } };
}

/**
 * How many real people are writing: attempts past their deadline wait for the clock to close them, and simulated people
 * are none.
 */
export async function sittingNow(db: Db, now: Instant): Promise<number> {
	const { people } = await db
		.selectFrom('attemptState')
		.select((select) => select.fn.countAll<number>().as('people'))
		.where('status', '=', 'open')
		.where(sql<boolean>`deadline_at + grace_ms > ${now}`)
		.where('examId', 'not in', (query) => query.selectFrom('rehearsalExam').select('rehearsalExam.examId'))
		.executeTakeFirstOrThrow();
	return Number(people);
}
