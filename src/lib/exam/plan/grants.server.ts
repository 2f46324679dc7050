import type { Instant } from '#lib/base/core/clock.ts';
import type { PersonId, UnitId } from '#lib/base/core/ids.ts';
import type { Db } from '#lib/base/db/schema.ts';
import type { Exam } from './exam.server.ts';
import { deadlineFor } from './scheme.ts';
import { ancestryOf, concerns, windowOf } from './window.ts';

/** An officer's word by which a deadline became later. */
export interface Grant {
	readonly deadlineAt: Instant;
	readonly actor: string;
	readonly reason: string;
}

export interface Sitting {
	readonly personId: PersonId;
	readonly unitId: UnitId;
	readonly startedAt: Instant;
}

/**
 * By whose word, one after the other, the deadlines of an exam have become later since a sitting began: what an attempt's
 * record says of its extensions. The last one is the deadline that the plan promises now. Empty where nobody has done
 * anything since, and nothing earlier explains more than `from`.
 */
export async function grantsSince(
	db: Db,
	exam: Exam
): Promise<(sitting: Sitting, from: Instant) => Promise<readonly Grant[]>> {
	const overrides = await db
		.selectFrom('windowOverride')
		.select(['unitId', 'personId', 'opensAt', 'closesAt', 'extraMs', 'reason', 'actor', 'at'])
		.where('examId', '=', exam.id)
		.orderBy('id')
		.execute();
	const units = await db.selectFrom('examUnit').select(['unitId', 'parentId']).where('examId', '=', exam.id).execute();
	const parents = new Map(units.map((unit) => [unit.unitId, unit.parentId]));
	let extension: ReturnType<typeof lastExtension> | undefined;
	return async ({ personId, unitId, startedAt }, from) => {
		const ancestry = ancestryOf(parents, unitId);
		const mine = overrides.filter((override) => concerns(override, personId, ancestry));
		const deadlineAt = (count: number) =>
			deadlineFor(exam.scheme, windowOf(exam, mine.slice(0, count), personId, ancestry), startedAt);
		const before = mine.filter(({ at }) => at <= startedAt).length;
		const grants: Grant[] = [];
		// With an end of one's own the end of the whole window moves nothing.
		const ownEnd = mine.slice(before).some(({ closesAt }) => closesAt !== null);
		if (!ownEnd && deadlineAt(before) > from) {
			const moved = await (extension ??= lastExtension(db, exam));
			// None since the start: then an override came in at the very moment of it.
			const by = moved && moved.at > startedAt ? moved : mine[before - 1];
			if (by) grants.push({ deadlineAt: deadlineAt(before), actor: by.actor, reason: by.reason });
		}
		for (let count = before + 1; count <= mine.length; count++) {
			const by = mine[count - 1];
			if (by) grants.push({ deadlineAt: deadlineAt(count), actor: by.actor, reason: by.reason });
		}
		return grants;
	};
}

/** Who last moved the end of the whole window, and why; only where that moves deadlines. */
async function lastExtension(db: Db, { id, scheme }: Exam) {
	if (scheme.windowEnd !== 'cuts') return undefined;
	const row = await db
		.selectFrom('auditEntry')
		.select(['actor', 'at', 'body'])
		.where('subjectKind', '=', 'exam')
		.where('subjectId', '=', String(id))
		.where('act', '=', 'exam.windowExtended')
		.orderBy('id', 'desc')
		.limit(1)
		.executeTakeFirst();
	return row && { actor: row.actor, at: row.at, reason: (JSON.parse(row.body) as { readonly reason: string }).reason };
}
