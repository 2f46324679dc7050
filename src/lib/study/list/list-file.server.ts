import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { record } from '#lib/base/audit/audit.server.ts';
import type { Instant } from '#lib/base/core/clock.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import { may, operator, type Viewer } from '#lib/base/core/permit.ts';
import { compact } from '#lib/base/core/text.ts';
import type { Db, Trx } from '#lib/base/db/schema.ts';
import { readRows, type SheetFile } from '#lib/base/sheet/open.server.ts';
import type { SheetRefusal } from '#lib/base/sheet/sheet.ts';
import { listLaws } from '#lib/content/law/law.server.ts';
import { articleNumbers, bringBack, entryBody, putEntry, takeOut } from './entry.server.ts';
import { planLists, type PlannedList } from './list-change.ts';
import { findListHeader, listColumns, type ListDraft, type ListProblem, readLists } from './list-rows.ts';
import { beginList, type ListFault, listLists, unitCategories } from './list.server.ts';

const mostRows = 2000;

export type ListFileRefusal = SheetRefusal | 'header' | 'noRows' | 'tooManyRows';

/** Reads lists from CSV or a workbook: lists and problems; changes nothing. `title`: of lists that the file does not name. */
export async function readListFile(
	db: Db,
	{ title, ...given }: SheetFile & { readonly title?: string },
	now: Instant
): Promise<
	Outcome<{ readonly drafts: readonly ListDraft[]; readonly problems: readonly ListProblem[] }, ListFileRefusal>
> {
	const file = await readRows(given, listColumns, mostRows);
	if (!file.ok) return file;
	const { rows } = file.value;
	const header = findListHeader(rows);
	if (!header) return refused('header', { fileName: given.fileName });
	const laws = await listLaws(db);
	const read = readLists(rows, header, {
		laws,
		categories: await unitCategories(db),
		articles: await articleNumbers(
			db,
			laws.map(({ lawId }) => lawId),
			now
		),
		lists: await listLists(db),
		title: title || given.fileName.replace(/\.[^.]*$/, '')
	});
	if (read.drafts.length === 0 && read.problems.length === 0) return refused('noRows', { fileName: given.fileName });
	return done(read);
}

/** What an import would do, list by list; changes nothing. */
export async function previewLists(db: Db, drafts: readonly ListDraft[]): Promise<readonly PlannedList[]> {
	return planLists(drafts, await listLists(db));
}

/** `add`: what the file does not name stays · `replace`: it is taken out of the lists that the file names. */
export type ImportMode = 'add' | 'replace';

export interface ImportedList {
	readonly title: string;
	readonly isNew: boolean;
	readonly added: number;
	readonly changed: number;
	readonly restored: number;
	readonly removed: number;
}

/** Writes lists as previewed, all or none; new ones begin as drafts. */
export async function importLists(
	db: Db,
	viewer: Viewer,
	drafts: readonly ListDraft[],
	mode: ImportMode,
	now: Instant
): Promise<Outcome<readonly ImportedList[], ListFault>> {
	if (!may(viewer, 'study.plan')) return refused('forbidden');
	class Refusal extends Error {
		readonly outcome: Outcome<never, ListFault>;
		constructor(outcome: Outcome<never, ListFault>) {
			super('refused');
			this.outcome = outcome;
		}
	}
	try {
		return await db.transaction().execute(async (trx) => {
			const results: ImportedList[] = [];
			for (const plan of planLists(drafts, await listLists(trx))) {
				const written = await writeList(trx, viewer, plan, mode, now);
				// Thrown, so that lists written before it are rolled back.
				if (!written.ok) throw new Refusal(written);
				results.push(written.value);
			}
			return done(results);
		});
	} catch (error) {
		if (error instanceof Refusal) return error.outcome;
		throw error;
	}
}

async function writeList(
	trx: Trx,
	viewer: Viewer,
	plan: PlannedList,
	mode: ImportMode,
	now: Instant
): Promise<Outcome<ImportedList, ListFault>> {
	const { draft, list } = plan;
	const begun = list ? done(list.id) : await beginList(trx, viewer, draft, now);
	if (!begun.ok) return begun;
	const counts = { added: 0, changed: 0, restored: 0, removed: 0 };
	for (const line of plan.lines) {
		if (line.change === 'same') continue;
		counts[line.change]++;
		if (line.change === 'added') {
			await putEntry(trx, viewer, begun.value, line.draft, now);
			continue;
		}
		if (line.change === 'restored') await bringBack(trx, viewer, begun.value, line.entry, now);
		if (line.entry.note === line.draft.note) continue;
		const { note } = line.draft;
		await trx.updateTable('listEntry').set({ note }).where('id', '=', line.entry.id).execute();
		const body = { before: entryBody(line.entry), after: { ...entryBody(line.entry), note } };
		const act = { act: 'list.entryChanged', subjectKind: 'list', subjectId: begun.value, body };
		await record(trx, viewer, act, now);
	}
	if (mode === 'replace' && list)
		for (const entry of plan.missing) {
			counts.removed++;
			await takeOut(trx, viewer, list, entry, now);
		}
	const result = { title: draft.title, isNew: list === null, ...counts };
	const act = { act: 'list.imported', subjectKind: 'list', subjectId: begun.value, body: { mode, ...counts } };
	if (Object.values(counts).some((count) => count > 0)) await record(trx, viewer, act, now);
	return done(result);
}

/** The title of the list that ships. */
const shippedTitle = '国家工作人员应知应会法律法规共性清单';

/**
 * Brings the shipped lists (`list-….csv`) in as drafts where no list exists yet. Returns their titles.
 * @throws when a file is faulty: the installation is damaged
 */
export async function syncLists(db: Db, folder: string, now: Instant): Promise<string[]> {
	if (!existsSync(folder) || (await listLists(db)).length > 0) return [];
	const drafts: ListDraft[] = [];
	for (const name of readdirSync(folder).sort()) {
		if (!/^list-\w+\.csv$/.test(name)) continue;
		const file = { source: { path: join(folder, name) }, fileName: name, title: shippedTitle };
		const read = await readListFile(db, file, now);
		if (!read.ok) throw new Error(`${name} cannot be read: ${read.reason}`);
		const fault = read.value.problems.find(({ weight }) => weight === 'refuse');
		if (fault) throw new Error(`${name}: row ${fault.row}: ${fault.rule} ${JSON.stringify(fault.detail ?? {})}`);
		drafts.push(
			...read.value.drafts.filter(({ title }) => !drafts.some((one) => compact(one.title) === compact(title)))
		);
	}
	const written = await importLists(db, operator, drafts, 'add', now);
	if (!written.ok) throw new Error(`lists: ${written.reason}`);
	return written.value.map(({ title }) => title);
}
