import type { Instant } from '#lib/base/core/clock.ts';
import type { PersonId } from '#lib/base/core/ids.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { practicePool } from './pool.server.ts';
import { isInWrongBook, successesToLeave } from './scope.ts';
import { type SolvedAsk, solvedAsks } from './view.server.ts';

export interface WrongItem extends SolvedAsk {
	readonly missedDay: string;
	/** Days with a right first answer since then, of `successesToLeave`. */
	readonly successes: number;
}

/** What the person missed and has not recalled often enough since, with the last wrong answer; the latest first. */
export async function wrongBook(db: Db, personId: PersonId, now: Instant): Promise<readonly WrongItem[]> {
	const rows = await db
		.selectFrom('memory')
		.select(['itemId', 'missedDay', 'successes'])
		.where('personId', '=', personId)
		.where('missedDay', 'is not', null)
		.where('successes', '<', successesToLeave)
		.orderBy('missedDay', 'desc')
		.execute();
	const practised = new Set((await practicePool(db, null, now)).map(({ itemId }) => itemId));
	const open = rows.filter((row) => isInWrongBook(row) && practised.has(row.itemId));
	if (open.length === 0) return [];
	const asks = await db
		.selectFrom('practiceAsk')
		.innerJoin('practiceSet', 'practiceSet.id', 'practiceAsk.setId')
		.selectAll('practiceAsk')
		.where('practiceSet.personId', '=', personId)
		.where('isRight', '=', 0)
		.where(
			'itemId',
			'in',
			open.map(({ itemId }) => itemId)
		)
		.orderBy('practiceAsk.id')
		.execute();
	const last = new Map(asks.map((ask) => [ask.itemId, ask]));
	const solved = new Map((await solvedAsks(db, [...last.values()])).map((ask) => [ask.itemId, ask]));
	return open.flatMap(({ itemId, missedDay, successes }) => {
		const ask = solved.get(itemId);
		return ask && missedDay !== null ? [{ ...ask, missedDay, successes }] : [];
	});
}
