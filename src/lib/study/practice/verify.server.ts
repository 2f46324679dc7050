import { formatDay } from '#lib/base/core/clock.ts';
import type { ItemId, PersonId } from '#lib/base/core/ids.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { noteAnswer, type Rating, type Remembered } from './memory.ts';

export interface MemoryFault {
	readonly personId: PersonId;
	readonly itemId: ItemId;
	/** `memory`: what is kept is not the fold of the answers · `recall`: the days and ratings are not. */
	readonly what: 'memory' | 'recall';
}

const fields = ['stability', 'difficulty', 'lastDay', 'dueDay', 'reviews', 'lapses', 'missedDay', 'successes'] as const;

/** Folds one person's answers anew and compares: memories, and the rows from which figures of groups are made. */
export async function verifyMemory(db: Db, personId: PersonId): Promise<readonly MemoryFault[]> {
	const asks = await db
		.selectFrom('practiceAsk')
		.innerJoin('practiceSet', 'practiceSet.id', 'practiceAsk.setId')
		.where('practiceSet.personId', '=', personId)
		.where('answeredAt', 'is not', null)
		.select(['itemId', 'isRight', 'isUnsure', 'answeredAt'])
		.orderBy('answeredAt')
		.orderBy('practiceAsk.id')
		.execute();
	const folded = new Map<ItemId, Remembered>();
	const counted = new Map<ItemId, [day: string, rating: Rating][]>();
	for (const { itemId, isRight, isUnsure, answeredAt } of asks) {
		const answer = { isRight: isRight === 1, isUnsure: isUnsure === 1, day: formatDay(answeredAt ?? 0) };
		const { after, rating } = noteAnswer(folded.get(itemId) ?? null, answer);
		folded.set(itemId, after);
		if (rating !== null) counted.set(itemId, [...(counted.get(itemId) ?? []), [answer.day, rating]]);
	}
	const kept = new Map(
		(await db.selectFrom('memory').selectAll().where('personId', '=', personId).execute()).map((row) => [
			row.itemId,
			row
		])
	);
	const recalls = Map.groupBy(
		await db.selectFrom('recall').selectAll().where('personId', '=', personId).orderBy('day').execute(),
		({ itemId }) => itemId
	);
	const faults: MemoryFault[] = [];
	for (const itemId of new Set([...folded.keys(), ...kept.keys(), ...recalls.keys()])) {
		const [fold, row] = [folded.get(itemId), kept.get(itemId)];
		if (!fold || !row || fields.some((field) => fold[field] !== row[field]))
			faults.push({ personId, itemId, what: 'memory' });
		const days = (recalls.get(itemId) ?? []).map(({ day, rating }) => [day, rating]);
		if (JSON.stringify(days) !== JSON.stringify(counted.get(itemId) ?? []))
			faults.push({ personId, itemId, what: 'recall' });
	}
	return faults;
}
