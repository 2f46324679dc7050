import type { Selectable } from 'kysely';
import { record } from '#lib/base/audit/audit.server.ts';
import type { Instant } from '#lib/base/core/clock.ts';
import type { ListId } from '#lib/base/core/ids.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import { may, type Viewer } from '#lib/base/core/permit.ts';
import { characters, cleanCell, compact } from '#lib/base/core/text.ts';
import type { Db, Tables, Trx } from '#lib/base/db/schema.ts';
import { lawNamed } from '#lib/content/law/law.ts';
import { listLaws } from '#lib/content/law/law.server.ts';
import {
	type Audience,
	type LawList,
	type ListedLaw,
	type ListEntry,
	listLimits,
	type ListTier,
	stateOf
} from './list.ts';

/**
 * All lists, common ones first, with their entries in order. An entry of a law that was awaited and is here by now names
 * the law of the database.
 */
export async function listLists(db: Db): Promise<readonly LawList[]> {
	const lists = await db.selectFrom('lawList').selectAll().orderBy('tier').orderBy('id').execute();
	const entries = await db.selectFrom('listEntry').selectAll().orderBy('n').orderBy('id').execute();
	const laws = await listLaws(db);
	const byId = new Map(laws.map((law) => [law.lawId, law]));
	const byList = Map.groupBy(entries, ({ listId }) => listId);
	return lists.map(({ id, title, tier, categories, posts, activatedAt, retiredAt }) => ({
		...{ id, title, tier, activatedAt, retiredAt },
		categories: JSON.parse(categories) as string[],
		posts: JSON.parse(posts) as string[],
		entries: (byList.get(id) ?? []).map((row) => entryOf(row, lawOf(row, byId, laws)))
	}));
}

type EntryRow = Selectable<Tables['listEntry']>;

function lawOf(row: EntryRow, byId: ReadonlyMap<number, ListedLaw>, laws: readonly ListedLaw[]): ListedLaw {
	const title = row.title ?? '';
	const law = row.lawId === null ? lawNamed(laws, title) : byId.get(row.lawId);
	return law ?? { lawId: null, title, shortTitle: title, kind: row.kind ?? 'statute' };
}

function entryOf(row: EntryRow, { lawId, title, shortTitle, kind }: ListedLaw): ListEntry {
	const { id, note, addedAt, retiredAt, fromArticle, fromInserted, toArticle, toInserted } = row;
	const articles =
		fromArticle === null || toArticle === null
			? null
			: {
					from: { article: fromArticle, inserted: fromInserted ?? 0 },
					to: { article: toArticle, inserted: toInserted ?? 0 }
				};
	return { ...{ id, lawId, title, shortTitle, kind, articles, note }, addedAt, retiredAt };
}

export async function findList(db: Db, listId: ListId): Promise<LawList | undefined> {
	return (await listLists(db)).find(({ id }) => id === listId);
}

/** A list as the viewer may see it: drafts for those who plan only. */
export async function findListFor(db: Db, viewer: Viewer, listId: ListId): Promise<LawList | undefined> {
	if (!may(viewer, 'study.read')) return undefined;
	const list = await findList(db, listId);
	return list && (stateOf(list) !== 'draft' || may(viewer, 'study.plan')) ? list : undefined;
}

/** Unit categories in use, in the order of the units. */
export async function unitCategories(db: Db): Promise<readonly string[]> {
	const rows = await db
		.selectFrom('unit')
		.select('category')
		.where('abolishedAt', 'is', null)
		.where('category', '!=', '')
		.orderBy('sortOrder')
		.orderBy('id')
		.execute();
	return [...new Set(rows.map(({ category }) => category))];
}

/** `title`, `note`, `lawTitle`: missing or too long (`detail.most`) · `audience`: none, or a category that is not there (`detail.value`) · `articles`: `detail.value`, `detail.title` */
export type ListFault =
	| 'forbidden'
	| 'gone'
	| 'title'
	| 'taken'
	| 'audience'
	| 'words'
	| 'note'
	| 'lawTitle'
	| 'kind'
	| 'articles'
	| 'articlesOrder'
	| 'articlesUnknown'
	| 'twice'
	| 'tooMany'
	| 'empty';

export interface ListHead extends Audience {
	readonly title: string;
	readonly tier: ListTier;
}

function headFault({ title, tier, categories, posts }: ListHead, known: readonly string[]): Outcome<null, ListFault> {
	const name = cleanCell(title);
	if (name === '' || characters(name) > listLimits.title) return refused('title', { most: listLimits.title });
	if (tier === 'common') return done(null);
	if (categories.length === 0 && posts.length === 0) return refused('audience', { value: '' });
	const strange = categories.find((category) => !known.includes(category));
	if (strange !== undefined) return refused('audience', { value: strange });
	const isTooLong = posts.length > listLimits.words || posts.some((word) => characters(word) > listLimits.word);
	return isTooLong ? refused('words', { most: listLimits.words, length: listLimits.word }) : done(null);
}

const columnsOf = ({ title, tier, categories, posts }: ListHead) => ({
	title: cleanCell(title),
	titleKey: compact(title),
	tier,
	categories: JSON.stringify(tier === 'common' ? [] : categories),
	posts: JSON.stringify(tier === 'common' ? [] : posts)
});

const bodyOf = ({ title, tier, categories, posts }: ListHead) => ({ title, tier, categories, posts });

/** Begins a list as a draft. */
export async function createList(
	db: Db,
	viewer: Viewer,
	head: ListHead,
	now: Instant
): Promise<Outcome<ListId, ListFault>> {
	if (!may(viewer, 'study.plan')) return refused('forbidden');
	return db.transaction().execute((trx) => beginList(trx, viewer, head, now));
}

/** The same inside an open transaction, for those who have asked already. */
export async function beginList(
	trx: Trx,
	viewer: Viewer,
	head: ListHead,
	now: Instant
): Promise<Outcome<ListId, ListFault>> {
	const fault = headFault(head, await unitCategories(trx));
	if (!fault.ok) return fault;
	const columns = columnsOf(head);
	if ((await listLists(trx)).some(({ title }) => compact(title) === columns.titleKey))
		return refused('taken', { title: columns.title });
	const row = { ...columns, madeAt: now, activatedAt: null, retiredAt: null };
	const { id } = await trx.insertInto('lawList').values(row).returning('id').executeTakeFirstOrThrow();
	const act = { act: 'list.created', subjectKind: 'list', subjectId: id, body: bodyOf(head) };
	await record(trx, viewer, act, now);
	return done(id);
}

/** Changes title and audience; the entries stay. */
export async function changeList(
	db: Db,
	viewer: Viewer,
	listId: ListId,
	head: ListHead,
	now: Instant
): Promise<Outcome<null, ListFault>> {
	if (!may(viewer, 'study.plan')) return refused('forbidden');
	return db.transaction().execute(async (trx) => {
		const lists = await listLists(trx);
		const before = lists.find(({ id }) => id === listId);
		if (!before) return refused('gone');
		// Categories that the list names already may stay, though no unit is of them now.
		const fault = headFault(head, [...(await unitCategories(trx)), ...before.categories]);
		if (!fault.ok) return fault;
		const columns = columnsOf(head);
		if (lists.some(({ id, title }) => id !== listId && compact(title) === columns.titleKey))
			return refused('taken', { title: columns.title });
		const after = columnsOf(before);
		if (Object.entries(columns).every(([name, value]) => after[name as keyof typeof after] === value))
			return done(null);
		await trx.updateTable('lawList').set(columns).where('id', '=', listId).execute();
		const body = { before: bodyOf(before), after: bodyOf(head) };
		await record(trx, viewer, { act: 'list.changed', subjectKind: 'list', subjectId: listId, body }, now);
		return done(null);
	});
}

/** Lets a list stand for everybody it is for, or takes it out of force; it is never deleted. */
export async function setListState(
	db: Db,
	viewer: Viewer,
	listId: ListId,
	state: 'active' | 'retired',
	now: Instant
): Promise<Outcome<null, ListFault>> {
	if (!may(viewer, 'study.plan')) return refused('forbidden');
	return db.transaction().execute(async (trx) => {
		const list = await findList(trx, listId);
		if (!list) return refused('gone');
		if (stateOf(list) === state) return done(null);
		if (state === 'active' && !list.entries.some(({ retiredAt }) => retiredAt === null)) return refused('empty');
		const columns = state === 'active' ? { activatedAt: list.activatedAt ?? now, retiredAt: null } : { retiredAt: now };
		await trx.updateTable('lawList').set(columns).where('id', '=', listId).execute();
		const act = state === 'active' ? 'list.activated' : 'list.retired';
		await record(trx, viewer, { act, subjectKind: 'list', subjectId: listId, body: { title: list.title } }, now);
		return done(null);
	});
}
