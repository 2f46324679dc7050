import { sql } from 'kysely';
import { formatInstant, type Instant } from '#lib/base/core/clock.ts';
import type { Db } from '#lib/base/db/schema.ts';

/** Why no rehearsal may run now: real people come first. */
export type Hindrance = 'sitting' | 'opensSoon';

/** No rehearsal begins when an exam opens within this time. */
export const quietMs = 30 * 60_000;

/** Somebody real is writing, or will be soon; undefined when the machine is free. */
export async function hindrance(
	db: Db,
	now: Instant
): Promise<{ readonly reason: Hindrance; readonly detail: Readonly<Record<string, string | number>> } | undefined> {
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

/** How many real people are writing; attempts past their deadline wait for the clock to close them. */
export async function sittingNow(db: Db, now: Instant): Promise<number> {
	const { people } = await db
		.selectFrom('attemptState')
		.select((select) => select.fn.countAll<number>().as('people'))
		.where('status', '=', 'open')
		.where(sql<boolean>`deadline_at + grace_ms > ${now}`)
		.executeTakeFirstOrThrow();
	return Number(people);
}
