import type { Instant } from '#lib/base/core/clock.ts';
import type { ItemId, ItemVersionId, PersonId, PlanMonthId, PracticeSetId, SessionId } from '#lib/base/core/ids.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { loadContents, loadKeys } from '#lib/content/item/item.server.ts';
import type { AskedChoices } from './asking.ts';
import { type Question, questionOf, type Solved, solvedOf } from './question.ts';
import type { Scope, SetKind } from './scope.ts';

export interface SetHeader {
	readonly id: PracticeSetId;
	readonly code: string;
	readonly kind: SetKind;
	readonly scope: Scope;
	readonly planMonthId: PlanMonthId | null;
	readonly sessionId: SessionId | null;
	readonly madeAt: Instant;
	readonly finishedAt: Instant | null;
}

/** One asking without its contents. */
export interface AskLine {
	readonly id: number;
	readonly n: number;
	readonly itemId: ItemId;
	readonly itemVersionId: ItemVersionId;
	readonly reason: 'asked' | 'again' | 'between';
	readonly choices: string;
	readonly token: string;
	readonly answer: string | null;
	readonly answeredAt: Instant | null;
	readonly isRight: number | null;
	readonly isUnsure: number;
}

/** A person's own set with its askings in order; undefined for everybody else. */
export async function findSet(
	db: Db,
	personId: PersonId,
	code: string
): Promise<{ readonly set: SetHeader; readonly asks: readonly AskLine[] } | undefined> {
	const row = await db
		.selectFrom('practiceSet')
		.selectAll()
		.where('code', '=', code)
		.where('personId', '=', personId)
		.executeTakeFirst();
	if (!row) return undefined;
	const { personId: owner, ...set } = row;
	const asks = await db.selectFrom('practiceAsk').selectAll().where('setId', '=', row.id).orderBy('n').execute();
	return owner === personId ? { set: { ...set, scope: JSON.parse(set.scope) as Scope }, asks } : undefined;
}

/** The question of an asking that waits for its answer. */
export async function questionAt(db: Db, ask: AskLine): Promise<Question> {
	const item = (await loadContents(db, [ask.itemVersionId])).get(ask.itemVersionId);
	if (!item) throw new Error(`there is no item version ${ask.itemVersionId}`);
	return questionOf(item.kind, item.content, JSON.parse(ask.choices) as AskedChoices);
}

/** A solved question with the law and articles it rests on. */
export interface SolvedAsk extends Solved {
	readonly n: number;
	readonly itemId: ItemId;
	readonly isRight: boolean;
	readonly isUnsure: boolean;
	readonly law: { readonly id: number; readonly title: string } | null;
	/** As written, 第七条、第九条; '' when none. */
	readonly article: string;
}

/** Answered askings with their keys. Those that are not answered are left out: their keys are nobody's yet. */
export async function solvedAsks(db: Db, asks: readonly AskLine[]): Promise<readonly SolvedAsk[]> {
	const answered = asks.filter(({ answeredAt }) => answeredAt !== null);
	const versions = answered.map(({ itemVersionId }) => itemVersionId);
	const contents = await loadContents(db, versions);
	const keys = await loadKeys(db, versions);
	const laws = await lawsOf(db, versions);
	return answered.flatMap((ask) => {
		const item = contents.get(ask.itemVersionId);
		if (!item) return [];
		const answer = JSON.parse(ask.answer ?? '[]') as string[][];
		const choices = JSON.parse(ask.choices) as AskedChoices;
		return {
			...solvedOf(item.kind, item.content, keys.get(ask.itemVersionId) ?? [], choices, answer),
			n: ask.n,
			itemId: ask.itemId,
			isRight: ask.isRight === 1,
			isUnsure: ask.isUnsure === 1,
			law: laws.get(ask.itemVersionId) ?? null,
			article: item.article
		};
	});
}

async function lawsOf(db: Db, versions: readonly ItemVersionId[]) {
	if (versions.length === 0) return new Map<ItemVersionId, { id: number; title: string }>();
	const rows = await db
		.selectFrom('itemVersion')
		.innerJoin('lawEdition', 'lawEdition.id', 'itemVersion.lawEditionId')
		.innerJoin('law', 'law.id', 'lawEdition.lawId')
		.where('itemVersion.id', 'in', [...new Set(versions)])
		.select(['itemVersion.id', 'law.id as lawId', 'law.shortTitle'])
		.execute();
	return new Map(rows.map(({ id, lawId, shortTitle }) => [id, { id: lawId, title: shortTitle }]));
}

/** How far a set has come: questions of its own that were answered right, of all. */
export function progressOf(asks: readonly Pick<AskLine, 'itemId' | 'reason' | 'isRight'>[]): {
	readonly done: number;
	readonly total: number;
} {
	const own = new Set(asks.filter(({ reason }) => reason === 'asked').map(({ itemId }) => itemId));
	const right = new Set(
		asks.filter(({ reason, isRight }) => reason !== 'between' && isRight === 1).map(({ itemId }) => itemId)
	);
	return { done: right.size, total: own.size };
}
