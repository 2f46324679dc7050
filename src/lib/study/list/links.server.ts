import type { Instant } from '#lib/base/core/clock.ts';
import { may, type Viewer } from '#lib/base/core/permit.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { visibleUnits } from '#lib/people/directory/directory.server.ts';
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
	const sessions = await sessionsOn(db, viewer, wanted);
	return new Map(
		wanted.map((id) => [
			id,
			{
				months: months.filter(({ lawId }) => lawId === id).map(({ year, month }) => ({ year, month })),
				questions: pool.filter(({ lawId }) => lawId === id).length,
				hasText: texts.some(({ lawId }) => lawId === id),
				sessions: sessions.filter(({ lawId }) => lawId === id)
			}
		])
	);
}

/** Held sessions that treated the laws, the newest first, as far as the viewer sees them; the plain person sees none here. */
async function sessionsOn(db: Db, viewer: Viewer, lawIds: readonly number[]) {
	if (!may(viewer, 'sessions.read')) return [];
	const visible = await visibleUnits(db, viewer, 'sessions.read');
	const units = visible === 'all' ? [] : [...visible];
	return db
		.selectFrom('sessionLaw')
		.innerJoin('studySession', 'studySession.id', 'sessionLaw.sessionId')
		.where('sessionLaw.lawId', 'in', lawIds)
		.where('studySession.state', '=', 'held')
		.$if(visible !== 'all', (query) =>
			query.where(({ or, eb, exists, selectFrom }) =>
				or([
					eb('studySession.unitId', 'in', units),
					exists(
						selectFrom('sessionPerson')
							.whereRef('sessionPerson.sessionId', '=', 'studySession.id')
							.where('sessionPerson.withdrawnAt', 'is', null)
							.where('sessionPerson.unitId', 'in', units)
							.select('sessionPerson.id')
					)
				])
			)
		)
		.select(['sessionLaw.lawId', 'studySession.id', 'studySession.topic', 'studySession.startsAt'])
		.orderBy('studySession.startsAt', 'desc')
		.execute();
}
