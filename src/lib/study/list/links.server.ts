import type { Instant } from '#lib/base/core/clock.ts';
import type { SessionId } from '#lib/base/core/ids.ts';
import { may, type Viewer } from '#lib/base/core/permit.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { practicePool } from '#lib/study/practice/pool.server.ts';
import type { LawLinks } from './links.ts';

/**
 * Where each law is treated: months of the plan (those that are published; all for those who plan), practice questions,
 * the text, held sessions.
 */
export async function lawLinks(
	db: Db,
	viewer: Viewer,
	lawIds: readonly number[],
	now: Instant
): Promise<ReadonlyMap<number, LawLinks>> {
	const wanted = [...new Set(lawIds)];
	if (wanted.length === 0) return new Map();
	const months = await db
		.selectFrom('planLaw')
		.innerJoin('planMonth', 'planMonth.id', 'planLaw.planMonthId')
		.innerJoin('planYear', 'planYear.year', 'planMonth.year')
		.where('planLaw.lawId', 'in', wanted)
		.$if(!may(viewer, 'study.plan'), (query) => query.where('planYear.publishedAt', 'is not', null))
		.select(['planLaw.lawId', 'planMonth.year', 'planMonth.month'])
		.orderBy('planMonth.year', 'desc')
		.orderBy('planMonth.month')
		.execute();
	const texts = await db
		.selectFrom('lawText')
		.innerJoin('lawEdition', 'lawEdition.id', 'lawText.lawEditionId')
		.where('lawEdition.lawId', 'in', wanted)
		.select('lawEdition.lawId')
		.distinct()
		.execute();
	const pool = await practicePool(db, wanted, now);
	const sessions = await sessionsOn(db, wanted);
	return new Map(
		wanted.map((id) => [
			id,
			{
				months: months.filter(({ lawId }) => lawId === id).map(({ year, month }) => ({ year, month })),
				questions: pool.filter(({ lawId }) => lawId === id).length,
				hasText: texts.some(({ lawId }) => lawId === id),
				sessions: sessions.get(id) ?? []
			}
		])
	);
}

/** Held sessions that treated each law, the newest first. */
function sessionsOn(_db: Db, _lawIds: readonly number[]): Promise<ReadonlyMap<number, readonly SessionId[]>> {
	return Promise.resolve(new Map());
}
