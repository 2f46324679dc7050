import { record } from '#lib/base/audit/audit.server.ts';
import { formatDay, type Instant } from '#lib/base/core/clock.ts';
import type { ListEntryId, ListId } from '#lib/base/core/ids.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import { may, type Viewer } from '#lib/base/core/permit.ts';
import { characters, cleanCell } from '#lib/base/core/text.ts';
import type { Db, Trx } from '#lib/base/db/schema.ts';
import { editionOn, guessLawKind, parseLawKind } from '#lib/content/law/law.ts';
import { listEditions } from '#lib/content/law/law.server.ts';
import {
	type ArticleRange,
	entryKey,
	formatRange,
	type LawList,
	type ListEntry,
	listLimits,
	parseRange,
	plainTitle,
	standing
} from './list.ts';
import { lawNamed } from '#lib/content/law/law.ts';
import { listLaws } from '#lib/content/law/law.server.ts';
import { type EntryDraft, missingArticles } from './list-rows.ts';
import { findList, type ListFault } from './list.server.ts';

/** Article numbers of the edition in force, for each law whose text is here. */
export async function articleNumbers(db: Db, lawIds: readonly number[], now: Instant) {
	const numbers = new Map<number, readonly { readonly article: number; readonly inserted: number }[]>();
	const editions = await listEditions(db);
	for (const lawId of new Set(lawIds)) {
		const edition = editionOn(
			editions.filter((one) => one.lawId === lawId),
			formatDay(now)
		);
		if (!edition) continue;
		const rows = await db
			.selectFrom('lawArticle')
			.select(['number as article', 'inserted'])
			.where('lawEditionId', '=', edition.lawEditionId)
			.execute();
		if (rows.length > 0) numbers.set(lawId, rows);
	}
	return numbers;
}

/** What a form states of one entry, as typed. */
export interface EntryForm {
	readonly law: string;
	/** Asked only of a law that the database does not hold. */
	readonly kind: string;
	readonly articles: string;
	readonly note: string;
}

async function draftOf(db: Db, form: EntryForm, now: Instant): Promise<Outcome<EntryDraft, ListFault>> {
	const title = plainTitle(form.law);
	if (title === '' || characters(title) > listLimits.lawTitle)
		return refused('lawTitle', { most: listLimits.lawTitle });
	const note = cleanCell(form.note);
	if (characters(note) > listLimits.note) return refused('note', { most: listLimits.note });
	const articles = parseRange(form.articles);
	if (articles === 'form') return refused('articles', { value: form.articles });
	if (articles === 'order') return refused('articlesOrder', { value: form.articles });
	const known = lawNamed(await listLaws(db), title);
	if (known) {
		const numbers = articles && (await articleNumbers(db, [known.lawId], now)).get(known.lawId);
		const missing = articles && missingArticles(articles, numbers ?? undefined);
		if (missing !== null) return refused('articlesUnknown', { value: missing, title: known.shortTitle });
		return done({ ...known, articles, note });
	}
	const kind = form.kind === '' ? guessLawKind(title) : parseLawKind(form.kind);
	return kind ? done({ lawId: null, title, shortTitle: title, kind, articles, note }) : refused('kind');
}

export const entryColumns = ({ lawId, title, kind, articles, note }: EntryDraft) => ({
	...(lawId === null ? { lawId, title, kind } : { lawId, title: null, kind: null }),
	...rangeColumns(articles),
	note
});

const rangeColumns = (range: ArticleRange | null) => ({
	fromArticle: range?.from.article ?? null,
	fromInserted: range?.from.inserted ?? null,
	toArticle: range?.to.article ?? null,
	toInserted: range?.to.inserted ?? null
});

export const entryBody = ({ title, articles, note }: Pick<ListEntry, 'title' | 'articles' | 'note'>) => ({
	title,
	articles: formatRange(articles),
	note
});

/** Why the draft cannot stand in the list, beside its other entries. */
function placeFault(list: LawList, draft: EntryDraft, own: ListEntryId | null): Outcome<null, ListFault> {
	const others = standing(list.entries).filter(({ id }) => id !== own);
	if (others.some((entry) => entryKey(entry) === entryKey(draft))) return refused('twice', { title: draft.shortTitle });
	return others.length >= listLimits.entries ? refused('tooMany', { most: listLimits.entries }) : done(null);
}

/** Adds an entry at the end of the list. */
export async function addEntry(
	db: Db,
	viewer: Viewer,
	listId: ListId,
	form: EntryForm,
	now: Instant
): Promise<Outcome<ListEntryId, ListFault>> {
	if (!may(viewer, 'study.plan')) return refused('forbidden');
	return db.transaction().execute(async (trx) => {
		const list = await findList(trx, listId);
		if (!list) return refused('gone');
		const draft = await draftOf(trx, form, now);
		if (!draft.ok) return draft;
		const fault = placeFault(list, draft.value, null);
		return fault.ok ? done(await putEntry(trx, viewer, list.id, draft.value, now)) : fault;
	});
}

/** Writes a new last entry, inside an open transaction. */
export async function putEntry(
	trx: Trx,
	viewer: Viewer,
	listId: ListId,
	draft: EntryDraft,
	now: Instant
): Promise<ListEntryId> {
	const { last } = await trx
		.selectFrom('listEntry')
		.select(({ fn }) => fn.max('n').as('last'))
		.where('listId', '=', listId)
		.executeTakeFirstOrThrow();
	const row = { listId, n: Number(last ?? 0) + 1, ...entryColumns(draft), addedAt: now, retiredAt: null };
	const { id } = await trx.insertInto('listEntry').values(row).returning('id').executeTakeFirstOrThrow();
	await tell(trx, viewer, listId, 'list.entryAdded', entryBody(draft), now);
	return id;
}

const tell = (trx: Trx, viewer: Viewer, listId: ListId, act: string, body: object, now: Instant) =>
	record(trx, viewer, { act, subjectKind: 'list', subjectId: listId, body }, now);

async function withEntry<Value>(
	db: Db,
	listId: ListId,
	entryId: ListEntryId,
	act: (trx: Trx, list: LawList, entry: ListEntry) => Promise<Outcome<Value, ListFault>>
): Promise<Outcome<Value, ListFault>> {
	return db.transaction().execute(async (trx) => {
		const list = await findList(trx, listId);
		const entry = list?.entries.find(({ id }) => id === entryId);
		return list && entry ? act(trx, list, entry) : refused('gone');
	});
}

/** Changes articles and note of an entry; its law stays: another law is another entry. */
export async function changeEntry(
	db: Db,
	viewer: Viewer,
	listId: ListId,
	entryId: ListEntryId,
	form: Pick<EntryForm, 'articles' | 'note'>,
	now: Instant
): Promise<Outcome<null, ListFault>> {
	if (!may(viewer, 'study.plan')) return refused('forbidden');
	return withEntry(db, listId, entryId, async (trx, list, entry) => {
		const draft = await draftOf(trx, { law: entry.title, kind: entry.kind, ...form }, now);
		if (!draft.ok) return draft;
		const fault = placeFault(list, draft.value, entryId);
		if (!fault.ok) return fault;
		const [before, after] = [entryBody(entry), entryBody(draft.value)];
		if (JSON.stringify(before) === JSON.stringify(after)) return done(null);
		await trx
			.updateTable('listEntry')
			.set({ ...rangeColumns(draft.value.articles), note: draft.value.note })
			.where('id', '=', entryId)
			.execute();
		await tell(trx, viewer, listId, 'list.entryChanged', { before, after }, now);
		return done(null);
	});
}

/** Takes an entry out: gone where the list was never in force, else retired. */
export async function retireEntry(
	db: Db,
	viewer: Viewer,
	listId: ListId,
	entryId: ListEntryId,
	now: Instant
): Promise<Outcome<null, ListFault>> {
	if (!may(viewer, 'study.plan')) return refused('forbidden');
	return withEntry(db, listId, entryId, async (trx, list, entry) => {
		if (entry.retiredAt === null) await takeOut(trx, viewer, list, entry, now);
		return done(null);
	});
}

/** The same inside an open transaction. */
export async function takeOut(trx: Trx, viewer: Viewer, list: LawList, entry: ListEntry, now: Instant): Promise<void> {
	if (list.activatedAt === null) await trx.deleteFrom('listEntry').where('id', '=', entry.id).execute();
	else await trx.updateTable('listEntry').set({ retiredAt: now }).where('id', '=', entry.id).execute();
	const act = list.activatedAt === null ? 'list.entryRemoved' : 'list.entryRetired';
	await tell(trx, viewer, list.id, act, entryBody(entry), now);
}

/** Lets a retired entry stand again. */
export async function restoreEntry(
	db: Db,
	viewer: Viewer,
	listId: ListId,
	entryId: ListEntryId,
	now: Instant
): Promise<Outcome<null, ListFault>> {
	if (!may(viewer, 'study.plan')) return refused('forbidden');
	return withEntry(db, listId, entryId, async (trx, list, entry) => {
		if (entry.retiredAt === null) return done(null);
		const fault = placeFault(list, entry, entryId);
		if (!fault.ok) return fault;
		await bringBack(trx, viewer, listId, entry, now);
		return done(null);
	});
}

/** The same inside an open transaction. */
export async function bringBack(
	trx: Trx,
	viewer: Viewer,
	listId: ListId,
	entry: ListEntry,
	now: Instant
): Promise<void> {
	await trx.updateTable('listEntry').set({ retiredAt: null }).where('id', '=', entry.id).execute();
	await tell(trx, viewer, listId, 'list.entryRestored', entryBody(entry), now);
}

/** Moves an entry one place up or down among those that stand. */
export async function moveEntry(
	db: Db,
	viewer: Viewer,
	listId: ListId,
	entryId: ListEntryId,
	by: -1 | 1,
	now: Instant
): Promise<Outcome<null, ListFault>> {
	if (!may(viewer, 'study.plan')) return refused('forbidden');
	return withEntry(db, listId, entryId, async (trx, list, entry) => {
		const order = standing(list.entries).map(({ id }) => id);
		const place = order.indexOf(entryId);
		const other = order[place + by];
		if (place < 0 || other === undefined) return done(null);
		[order[place], order[place + by]] = [other, entryId];
		const retired = list.entries.filter(({ retiredAt }) => retiredAt !== null).map(({ id }) => id);
		for (const [index, id] of [...order, ...retired].entries())
			await trx
				.updateTable('listEntry')
				.set({ n: index + 1 })
				.where('id', '=', id)
				.execute();
		await tell(trx, viewer, listId, 'list.entryMoved', { ...entryBody(entry), to: place + by + 1 }, now);
		return done(null);
	});
}
