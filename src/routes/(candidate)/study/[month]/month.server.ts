import { error } from '@sveltejs/kit';
import type { Viewer } from '#lib/base/core/permit.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { parseMonthKey, type PlanMonth } from '#lib/study/month/plan.ts';
import { findMonth } from '#lib/study/month/plan.server.ts';

/** The month that a path names; 404 where there is none, or none that is published. */
export async function monthOfPath(db: Db, viewer: Viewer | null, key: string): Promise<PlanMonth> {
	const place = parseMonthKey(key);
	return (place && viewer && (await findMonth(db, viewer, place))) ?? error(404, 'notFound');
}
