import { formatDay, type Instant } from '#lib/base/core/clock.ts';
import type { ItemId, ItemVersionId, PersonId } from '#lib/base/core/ids.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import { chance, shuffled } from '#lib/base/core/random.ts';
import type { Db, Trx } from '#lib/base/db/schema.ts';
import { loadContents, loadKeys } from '#lib/content/item/item.server.ts';
import { type AnswerFault, type AskedChoices, nextAsk, partsRight, readChoices } from './asking.ts';
import { noteAnswer } from './memory.ts';
import { practicePool } from './pool.server.ts';
import { isSpaced, type Scope } from './scope.ts';
import { addAsks } from './set.server.ts';

export interface GivenAnswer {
	/** The one-time token of the asking. */
	readonly token: string;
	/** The values posted under a field's name. */
	readonly fields: (name: string) => readonly string[];
	/** The person was not sure: a right answer is remembered as hard. */
	readonly isUnsure: boolean;
}

/** `noAsk`: there is no such question in this person's set. */
export type AnswerRefusal = 'noAsk' | AnswerFault;

/**
 * Takes the answer to one asking, checks it, notes what is remembered and puts the next question. A token is good for one
 * answer: the same request again changes nothing and is told the number of the asking.
 */
export async function answerAsk(
	db: Db,
	personId: PersonId,
	code: string,
	given: GivenAnswer,
	now: Instant
): Promise<Outcome<{ readonly n: number; readonly finished: boolean }, AnswerRefusal>> {
	return db.transaction().execute(async (trx) => {
		const set = await trx
			.selectFrom('practiceSet')
			.selectAll()
			.where('code', '=', code)
			.where('personId', '=', personId)
			.where('kind', '!=', 'mock')
			.executeTakeFirst();
		const ask =
			set &&
			(await trx
				.selectFrom('practiceAsk')
				.selectAll()
				.where('setId', '=', set.id)
				.where('token', '=', given.token)
				.executeTakeFirst());
		if (!ask) return refused('noAsk');
		if (ask.answeredAt !== null) return done({ n: ask.n, finished: set.finishedAt !== null });
		const item = (await loadContents(trx, [ask.itemVersionId])).get(ask.itemVersionId);
		if (!item) throw new Error(`there is no item version ${ask.itemVersionId}`);
		const answer = readChoices(item.content, JSON.parse(ask.choices) as AskedChoices, given.fields);
		if (typeof answer === 'string') return refused(answer);
		await settle(trx, personId, ask, answer, given.isUnsure, now);
		const finished = await goOn(trx, set, now);
		return done({ n: ask.n, finished });
	});
}

interface OpenAsk {
	readonly id: number;
	readonly itemId: ItemId;
	readonly itemVersionId: ItemVersionId;
}

/** Closes an asking with its answer, and notes what is remembered. Returns which parts are right. */
export async function settle(
	trx: Trx,
	personId: PersonId,
	ask: OpenAsk,
	answer: readonly (readonly string[])[],
	isUnsure: boolean,
	now: Instant
): Promise<readonly boolean[]> {
	const keys = (await loadKeys(trx, [ask.itemVersionId])).get(ask.itemVersionId) ?? [];
	const parts = partsRight(keys, answer);
	const isRight = parts.length > 0 && parts.every(Boolean);
	await trx
		.updateTable('practiceAsk')
		.set({
			answeredAt: now,
			answer: JSON.stringify(answer),
			isRight: isRight ? 1 : 0,
			isUnsure: isUnsure ? 1 : 0
		})
		.where('id', '=', ask.id)
		.execute();
	await note(trx, personId, ask, isRight, isUnsure, now);
	return parts;
}

/** Writes what is remembered after the answer. */
async function note(
	trx: Trx,
	personId: PersonId,
	ask: OpenAsk,
	isRight: boolean,
	isUnsure: boolean,
	now: Instant
): Promise<void> {
	const { itemId } = ask;
	const day = formatDay(now);
	const law = await trx
		.selectFrom('itemVersion')
		.leftJoin('lawEdition', 'lawEdition.id', 'itemVersion.lawEditionId')
		.where('itemVersion.id', '=', ask.itemVersionId)
		.select('lawEdition.lawId')
		.executeTakeFirstOrThrow();
	const before =
		(await trx
			.selectFrom('memory')
			.selectAll()
			.where('personId', '=', personId)
			.where('itemId', '=', itemId)
			.executeTakeFirst()) ?? null;
	const { after, rating } = noteAnswer(before, { isRight, isUnsure, day });
	if (rating !== null)
		await trx
			.insertInto('recall')
			.values({ personId, itemId, lawId: law.lawId, askId: ask.id, day, rating, at: now })
			.execute();
	const row = { ...after, personId, itemId, lawId: law.lawId };
	await trx
		.insertInto('memory')
		.values(row)
		.onConflict((conflict) => conflict.columns(['personId', 'itemId']).doUpdateSet(row))
		.execute();
}

/** Puts the next question of a set, or ends it; returns whether it has ended. */
async function goOn(
	trx: Trx,
	set: {
		readonly id: Parameters<typeof addAsks>[1];
		readonly code: string;
		readonly kind: Parameters<typeof isSpaced>[0];
		readonly scope: string;
		readonly finishedAt: number | null;
	},
	now: Instant
): Promise<boolean> {
	const asks = await trx
		.selectFrom('practiceAsk')
		.select(['n', 'itemId', 'itemVersionId', 'reason', 'isRight'])
		.where('setId', '=', set.id)
		.orderBy('n')
		.execute();
	const known = asks.map((ask) => ({ ...ask, isRight: ask.isRight === null ? null : ask.isRight === 1 }));
	const next = nextAsk(known, isSpaced(set.kind));
	if (next.kind === 'waiting') return false;
	if (next.kind === 'finished') {
		if (set.finishedAt === null)
			await trx.updateTable('practiceSet').set({ finishedAt: now }).where('id', '=', set.id).execute();
		return true;
	}
	const missed = nextAsk(known, false);
	const again = asks.find(({ itemId }) => missed.kind === 'again' && itemId === missed.itemId);
	if (!again) throw new Error(`nothing was missed in set ${set.code}`);
	let item: Pick<typeof again, 'itemId' | 'itemVersionId'> = again;
	if (next.kind === 'between') {
		const { lawIds } = JSON.parse(set.scope) as Scope;
		const asked = new Set(asks.map(({ itemId }) => itemId));
		const others = (await practicePool(trx, lawIds ?? null, now)).filter(({ itemId }) => !asked.has(itemId));
		// A pool that is used up puts the missed question at once: nobody is kept from finishing.
		item = shuffled(others, chance(`${set.code}/${asks.length}`))[0] ?? again;
	}
	await addAsks(trx, set.id, asks.length, item === again ? 'again' : 'between', [item], now);
	return false;
}
