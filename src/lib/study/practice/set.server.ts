import { randomBytes } from 'node:crypto';
import { formatDay, type Instant } from '#lib/base/core/clock.ts';
import type { ItemVersionId, PersonId, PracticeSetId } from '#lib/base/core/ids.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import { chance, shuffled } from '#lib/base/core/random.ts';
import type { Db, Trx } from '#lib/base/db/schema.ts';
import { loadContents, markUsed } from '#lib/content/item/item.server.ts';
import { layOut } from './asking.ts';
import { chooseKinds, chooseMixed, monthQuestions } from './choosing.ts';
import { practicePool, type PracticeItem, seenItems } from './pool.server.ts';
import { handful, isInWrongBook, mockScheme, roundQuestions, scopeOf, successesToLeave, type Wish } from './scope.ts';

/** `noItems`: nothing to ask · `tooMany`: more sets on one day than a person needs · `unknown`: no such scheme */
export type SetRefusal = 'noItems' | 'tooMany' | 'unknown';

/** More sets than a person starts on a day: whoever does is a program. */
const setsPerDay = 60;

const dayMs = 86_400_000;

/**
 * The set in which a person practises: one that was begun and waits is gone on with, of a month or a session there is
 * only one for ever. Returns its code.
 */
export async function openSet(
	db: Db,
	personId: PersonId,
	wish: Wish,
	now: Instant
): Promise<Outcome<string, SetRefusal>> {
	return db.transaction().execute(async (trx) => {
		const begun = await findBegun(trx, personId, wish);
		if (begun) return done(begun);
		const { sets } = await trx
			.selectFrom('practiceSet')
			.where('personId', '=', personId)
			.where('madeAt', '>', now - dayMs)
			.select(({ fn }) => fn.countAll<number>().as('sets'))
			.executeTakeFirstOrThrow();
		if (sets >= setsPerDay) return refused('tooMany', { sets: setsPerDay });
		if (wish.kind === 'mock' && !mockScheme(wish.presetId)) return refused('unknown');
		const code = randomBytes(12).toString('base64url');
		const items = await choose(trx, personId, wish, code, now);
		if (items.length === 0) return refused('noItems');
		const { id } = await trx
			.insertInto('practiceSet')
			.values({
				code,
				personId,
				kind: wish.kind,
				scope: JSON.stringify(scopeOf(wish)),
				planMonthId: wish.kind === 'month' ? wish.planMonthId : null,
				sessionId: wish.kind === 'catchUp' ? wish.sessionId : null,
				madeAt: now,
				finishedAt: null
			})
			.returning('id')
			.executeTakeFirstOrThrow();
		await addAsks(trx, id, 0, 'asked', items, now);
		return done(code);
	});
}

async function findBegun(trx: Trx, personId: PersonId, wish: Wish): Promise<string | undefined> {
	let query = trx
		.selectFrom('practiceSet')
		.select('code')
		.where('personId', '=', personId)
		.where('kind', '=', wish.kind);
	if (wish.kind === 'month') query = query.where('planMonthId', '=', wish.planMonthId);
	else if (wish.kind === 'catchUp') query = query.where('sessionId', '=', wish.sessionId);
	else query = query.where('finishedAt', 'is', null).where('scope', '=', JSON.stringify(scopeOf(wish)));
	return (await query.orderBy('id', 'desc').limit(1).executeTakeFirst())?.code;
}

async function choose(
	trx: Trx,
	personId: PersonId,
	wish: Wish,
	seed: string,
	now: Instant
): Promise<readonly PracticeItem[]> {
	const pool = await practicePool(trx, 'lawIds' in wish ? wish.lawIds : null, now);
	const next = chance(seed);
	switch (wish.kind) {
		case 'month':
		case 'catchUp':
			return chooseMixed(pool, monthQuestions, await seenItems(trx, personId), next);
		case 'law':
		case 'random':
			return chooseMixed(pool, roundQuestions, await seenItems(trx, personId), next);
		case 'kind': {
			const fitting = pool.filter(({ kind }) => kind === wish.itemKind);
			return chooseMixed(fitting, roundQuestions, await seenItems(trx, personId), next);
		}
		case 'mock':
			return chooseKinds(pool, mockScheme(wish.presetId)?.rows ?? [], next);
		case 'wrong':
		case 'due':
			return remembered(trx, personId, wish.kind, pool, now);
	}
}

/** The items of a person's memory that wait: those missed, the longest ago first, or those due, the most overdue first. */
async function remembered(
	trx: Trx,
	personId: PersonId,
	kind: 'wrong' | 'due',
	pool: readonly PracticeItem[],
	now: Instant
): Promise<readonly PracticeItem[]> {
	const byId = new Map(pool.map((item) => [item.itemId, item]));
	const rows = await trx
		.selectFrom('memory')
		.selectAll()
		.where('personId', '=', personId)
		.$if(kind === 'due', (query) => query.where('dueDay', '<=', formatDay(now)).orderBy('dueDay'))
		.$if(kind === 'wrong', (query) => query.where('successes', '<', successesToLeave).orderBy('missedDay'))
		.execute();
	return rows
		.filter((row) => kind === 'due' || isInWrongBook(row))
		.flatMap(({ itemId }) => byId.get(itemId) ?? [])
		.slice(0, kind === 'due' ? handful : roundQuestions);
}

/** Adds askings behind the first `after`, each with a token and values of its own. */
export async function addAsks(
	trx: Trx,
	setId: PracticeSetId,
	after: number,
	reason: 'asked' | 'again' | 'between',
	items: readonly Pick<PracticeItem, 'itemId' | 'itemVersionId'>[],
	now: Instant
): Promise<void> {
	const versions: ItemVersionId[] = items.map(({ itemVersionId }) => itemVersionId);
	const contents = await loadContents(trx, versions);
	const rows = items.map(({ itemId, itemVersionId }, index) => {
		const item = contents.get(itemVersionId);
		if (!item) throw new Error(`there is no item version ${itemVersionId}`);
		const token = randomBytes(18).toString('base64url');
		const next = chance(token);
		const choices = layOut(
			item,
			(ids) => shuffled(ids, next),
			() => randomBytes(6).toString('base64url')
		);
		return { setId, n: after + index + 1, itemId, itemVersionId, reason, choices: JSON.stringify(choices), token };
	});
	await trx
		.insertInto('practiceAsk')
		.values(rows.map((row) => ({ ...row, answeredAt: null, answer: null, isRight: null })))
		.execute();
	await markUsed(trx, versions, now);
}
