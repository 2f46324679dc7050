import { formatDay, type Instant } from '#lib/base/core/clock.ts';
import type { PersonId, PlanMonthId } from '#lib/base/core/ids.ts';
import type { ExpressionBuilder } from 'kysely';
import type { Db, Tables } from '#lib/base/db/schema.ts';
import { type ItemKind, itemKinds } from '#lib/content/item/item.ts';
import { listLaws } from '#lib/content/law/law.server.ts';
import { practicePool } from './pool.server.ts';
import { handful, isInWrongBook, type Scope, type SetKind } from './scope.ts';

/** How far a person is with one law. */
export interface LawLine {
	readonly lawId: number;
	readonly title: string;
	/** Questions there are. */
	readonly items: number;
	/** Of them asked at least once. */
	readonly met: number;
	readonly inWrongBook: number;
}

/** A set that was begun and waits. */
export interface BegunSet {
	readonly code: string;
	readonly kind: SetKind;
	readonly scope: Scope;
	readonly madeAt: Instant;
	/** Its questions that were answered right; in a mock exam those that have an answer. */
	readonly done: number;
	readonly total: number;
}

export interface PracticeOverview {
	/** Worth asking today; what is offered is a handful of them. */
	readonly due: number;
	readonly offered: number;
	/** The next day on which something is due; null when nothing is remembered yet. */
	readonly nextDay: string | null;
	readonly wrong: number;
	readonly laws: readonly LawLine[];
	readonly kinds: readonly { readonly kind: ItemKind; readonly items: number }[];
	readonly begun: readonly BegunSet[];
}

/** Where a person stands in practice. Nothing here is a score, a rank or a time. */
export async function practiceOverview(db: Db, personId: PersonId, now: Instant): Promise<PracticeOverview> {
	const today = formatDay(now);
	const pool = await practicePool(db, null, now);
	const memory = await db.selectFrom('memory').selectAll().where('personId', '=', personId).execute();
	const known = new Map(memory.map((row) => [row.itemId, row]));
	const asked = pool.flatMap(({ itemId }) => known.get(itemId) ?? []);
	const due = asked.filter(({ dueDay }) => dueDay <= today).length;
	const later = asked.map(({ dueDay }) => dueDay).filter((day) => day > today);
	const titles = new Map((await listLaws(db)).map(({ lawId, shortTitle }) => [lawId, shortTitle]));
	const laws = new Map<number, { items: number; met: number; inWrongBook: number }>();
	for (const { lawId, itemId } of pool) {
		if (lawId === null) continue;
		const line = laws.get(lawId) ?? { items: 0, met: 0, inWrongBook: 0 };
		const row = known.get(itemId);
		line.items++;
		if (row) line.met++;
		if (row && isInWrongBook(row)) line.inWrongBook++;
		laws.set(lawId, line);
	}
	return {
		due,
		offered: Math.min(due, handful),
		nextDay: later.sort()[0] ?? null,
		wrong: asked.filter(isInWrongBook).length,
		laws: [...laws].map(([lawId, line]) => ({ lawId, title: titles.get(lawId) ?? '', ...line })),
		kinds: itemKinds
			.map((kind) => ({ kind, items: pool.filter((item) => item.kind === kind).length }))
			.filter(({ items }) => items > 0),
		begun: await begunSets(db, personId)
	};
}

/** Questions of a set, and those of them that have been answered right. */
const questionCounts = ({ fn }: ExpressionBuilder<Tables, 'practiceSet' | 'practiceAsk'>) => [
	fn.count<number>('practiceAsk.itemId').distinct().filterWhere('practiceAsk.reason', '=', 'asked').as('total'),
	fn
		.count<number>('practiceAsk.itemId')
		.distinct()
		.filterWhere('practiceAsk.reason', '!=', 'between')
		.filterWhere('practiceAsk.isRight', '=', 1)
		.as('right')
];

async function begunSets(db: Db, personId: PersonId): Promise<readonly BegunSet[]> {
	const rows = await db
		.selectFrom('practiceSet')
		.innerJoin('practiceAsk', 'practiceAsk.setId', 'practiceSet.id')
		.where('personId', '=', personId)
		.where('finishedAt', 'is', null)
		.select(['practiceSet.id', 'code', 'kind', 'scope', 'madeAt'])
		.select(questionCounts)
		.select(({ fn }) => fn.count<number>('practiceAsk.answer').as('answered'))
		.groupBy('practiceSet.id')
		.orderBy('practiceSet.id', 'desc')
		.limit(8)
		.execute();
	return rows.map(({ code, kind, scope, madeAt, answered, right, total }) => {
		return { code, kind, scope: JSON.parse(scope) as Scope, madeAt, done: kind === 'mock' ? answered : right, total };
	});
}

/** How far a person is with a month of the plan. */
export interface MonthProgress {
	readonly code: string;
	readonly done: number;
	readonly total: number;
	readonly finishedAt: Instant | null;
}

/** The person's quizzes of these months; months without one are missing. */
export async function monthProgress(
	db: Db,
	personId: PersonId,
	months: readonly PlanMonthId[]
): Promise<ReadonlyMap<PlanMonthId, MonthProgress>> {
	if (months.length === 0) return new Map();
	const rows = await db
		.selectFrom('practiceSet')
		.innerJoin('practiceAsk', 'practiceAsk.setId', 'practiceSet.id')
		.where('personId', '=', personId)
		.where('kind', '=', 'month')
		.where('planMonthId', 'in', months)
		.select(['planMonthId', 'code', 'finishedAt'])
		.select(questionCounts)
		.groupBy('practiceSet.id')
		.execute();
	return new Map(
		rows.flatMap(({ planMonthId, right, ...line }) =>
			planMonthId === null ? [] : [[planMonthId, { ...line, done: right }] as const]
		)
	);
}
