import { formatDay } from '#lib/base/core/clock.ts';
import { operator } from '#lib/base/core/permit.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { copyPlan, findPlan, publishPlan } from '#lib/study/month/plan.server.ts';

/** The year that the shipped plan is made for. */
const shippedYear = 2027;

/** Publishes the shipped plan, and the same for the year that the demo runs in. */
export async function loadStudy(db: Db, now: number): Promise<void> {
	const year = Number(formatDay(now).slice(0, 4));
	if (!(await findPlan(db, year))) {
		const copied = await copyPlan(db, operator, shippedYear, year, `${year}年“一月一法”学习计划`, now);
		if (!copied.ok) throw new Error(`plan: ${copied.reason}`);
	}
	for (const one of new Set([year, shippedYear])) {
		const published = await publishPlan(db, operator, one, true, now);
		if (!published.ok) throw new Error(`plan of ${one}: ${published.reason}`);
	}
}
