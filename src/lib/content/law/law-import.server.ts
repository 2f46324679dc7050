import { createHash } from 'node:crypto';
import { record } from '#lib/base/audit/audit.server.ts';
import type { LawEditionId } from '#lib/base/core/ids.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import { may, type Viewer } from '#lib/base/core/permit.ts';
import type { Db, Trx } from '#lib/base/db/schema.ts';
import { type LawEdition, titleKey } from './law.ts';
import { listEditions, putEdition } from './law.server.ts';
import type { LawFile } from './law-file.server.ts';
import { canonicalText, isRefused, type LawChoices, type LawEntry, planLaw, withoutTwins } from './law-plan.ts';
import type { StatuteText } from './statute.ts';
import { findText, putText, removeText, type TextSource } from './statute.server.ts';

/** What an import does to one edition. */
export type LawChange = 'newLaw' | 'newEdition' | 'newText' | 'changedText' | 'unchanged';

export type PlannedLaw = (LawEntry & { readonly change: LawChange }) | Extract<LawFile, { readonly refusal: unknown }>;

export interface LawPlan {
	readonly files: readonly PlannedLaw[];
	readonly counts: Readonly<Record<LawChange | 'refused', number>>;
}

export const isEntry = (file: PlannedLaw): file is LawEntry & { readonly change: LawChange } => 'statute' in file;
const isClean = (file: PlannedLaw): file is LawEntry & { readonly change: LawChange } =>
	isEntry(file) && !isRefused(file);

/**
 * What the files would become. Writes nothing. The same file twice counts once.
 * @param choices by a file's hash: what a person has stated of it
 */
export async function planLaws(
	db: Db,
	files: readonly LawFile[],
	choices: ReadonlyMap<string, LawChoices>
): Promise<LawPlan> {
	const editions = await listEditions(db);
	const seen = new Set<string>();
	const once = files.filter((file) => 'refusal' in file || (!seen.has(file.hash) && seen.add(file.hash)));
	const entries = withoutTwins(
		once.flatMap((file) => ('lines' in file ? [planLaw(file, editions, choices.get(file.hash) ?? {})] : []))
	);
	const planned: PlannedLaw[] = [];
	for (const file of once) {
		const entry = entries.find((one) => 'lines' in file && one.hash === file.hash);
		if (entry) planned.push({ ...entry, change: await changeOf(db, entry, editions) });
		else if ('refusal' in file) planned.push(file);
	}
	const count = (change: LawChange) => planned.filter((file) => isClean(file) && file.change === change).length;
	const [newLaw, newEdition, newText] = [count('newLaw'), count('newEdition'), count('newText')];
	const [changedText, unchanged] = [count('changedText'), count('unchanged')];
	const rejected = planned.filter((file) => !isClean(file)).length;
	return { files: planned, counts: { newLaw, newEdition, newText, changedText, unchanged, refused: rejected } };
}

async function changeOf(
	db: Db,
	{ known, statute, facts, sameAs }: LawEntry,
	editions: readonly LawEdition[]
): Promise<LawChange> {
	if (sameAs !== undefined) return 'unchanged';
	if (!known) return editions.some(({ title }) => titleKey(title) === titleKey(facts.title)) ? 'newEdition' : 'newLaw';
	const text = await findText(db, known.lawEditionId);
	if (!text) return 'newText';
	const sameDays = known.inForceOn === facts.inForceOn && known.repealedOn === facts.repealedOn;
	return canonicalText(text) === canonicalText(statute) && sameDays ? 'unchanged' : 'changedText';
}

/** Names a plan: what was shown is what is taken over, or nothing is. */
export function fingerprintOf({ files }: LawPlan): string {
	const hash = createHash('sha256');
	for (const file of files)
		hash.update(isEntry(file) ? JSON.stringify([file.hash, file.change, file.facts, isRefused(file)]) : file.fileName);
	return hash.digest('hex');
}

export type LawImportRefusal = 'forbidden' | 'notAllClean' | 'nothingToImport';

/** Takes the clean files of a plan over in one transaction; with refused ones among them only by express choice. */
export async function importLaws(
	db: Db,
	viewer: Viewer,
	plan: LawPlan,
	options: { readonly acceptClean: boolean },
	now: number
): Promise<Outcome<{ readonly importId: number }, LawImportRefusal>> {
	if (!may(viewer, 'items.edit')) return refused('forbidden');
	if (plan.counts.refused > 0 && !options.acceptClean) return refused('notAllClean', { refused: plan.counts.refused });
	const fresh = plan.files.filter(isClean).filter(({ change }) => change !== 'unchanged');
	if (fresh.length === 0) return refused('nothingToImport');
	return db.transaction().execute(async (trx) => {
		const { id: importId } = await trx
			.insertInto('lawImport')
			.values({ actor: viewer.name, accountId: viewer.accountId, at: now, undoneAt: null })
			.returning('id')
			.executeTakeFirstOrThrow();
		for (const [index, entry] of fresh.entries()) await takeOver(trx, viewer, { importId, n: index + 1 }, entry, now);
		const body = { files: fresh.map(({ fileName, hash, change }) => ({ fileName, hash, change })) };
		await record(trx, viewer, { act: 'laws.imported', subjectKind: 'lawImport', subjectId: importId, body }, now);
		return done({ importId });
	});
}

async function takeOver(
	trx: Trx,
	viewer: Viewer,
	{ importId, n }: { readonly importId: number; readonly n: number },
	{ facts, statute, known, change, fileName, hash }: LawEntry & { readonly change: LawChange },
	now: number
): Promise<void> {
	const stood = known && (await factsOf(trx, known.lawEditionId));
	const draft = { ...facts, checkedOn: known?.checkedOn ?? null };
	const { lawEditionId } = await putEdition(trx, viewer, draft, now);
	const { issuedBy, kind, shortTitle } = facts;
	const { law, lawId } = stood ?? (await factsOf(trx, lawEditionId));
	await trx
		.updateTable('law')
		.set({ issuedBy: issuedBy ?? law.issuedBy, kind, shortTitle })
		.where('id', '=', lawId)
		.execute();
	const before: Before = { days: stood?.days ?? null, law, text: (await findText(trx, lawEditionId)) ?? null };
	await trx
		.insertInto('lawImportChange')
		.values({
			importId,
			n,
			lawEditionId,
			addedLaw: Number(change === 'newLaw'),
			addedEdition: Number(!known),
			before: JSON.stringify(before),
			after: JSON.stringify(await factsOf(trx, lawEditionId))
		})
		.execute();
	await putText(trx, lawEditionId, statute, { importId, fileName, fileHash: hash });
}

/** What is on record of an edition and its law beside the text. */
async function factsOf(trx: Trx, lawEditionId: LawEditionId) {
	const { lawId, adoptedOn, inForceOn, repealedOn, ...law } = await trx
		.selectFrom('lawEdition')
		.innerJoin('law', 'law.id', 'lawEdition.lawId')
		.select(['lawEdition.lawId', 'lawEdition.adoptedOn', 'lawEdition.inForceOn', 'lawEdition.repealedOn'])
		.select(['law.kind', 'law.shortTitle', 'law.issuedBy'])
		.where('lawEdition.id', '=', lawEditionId)
		.executeTakeFirstOrThrow();
	return { lawId, days: { adoptedOn, inForceOn, repealedOn }, law };
}

type Facts = Awaited<ReturnType<typeof factsOf>>;

interface Before {
	/** Null for an edition that was not there. */
	readonly days: Facts['days'] | null;
	readonly law: Facts['law'];
	readonly text: (StatuteText & { readonly source: TextSource }) | null;
}

/** Of a row's fields those to set so that it is as before: what somebody has stated since stays. */
const backTo = <Fields extends object>(before: Fields, after: Fields, now: Fields): Fields => ({
	...now,
	...Object.fromEntries(
		(Object.entries(before) as [keyof Fields, unknown][]).filter(([name]) => now[name] === after[name])
	)
});

export type LawUndoRefusal = 'forbidden' | 'noImport' | 'undone' | 'changedSince' | 'used';

/**
 * Takes an import back: each edition has again the text it had, or none; editions and laws that it brought go with it
 * unless something cites them by now. Days and facts of the others are as before, but for what a person has stated since.
 */
export async function undoLawImport(
	db: Db,
	viewer: Viewer,
	importId: number,
	now: number
): Promise<Outcome<{ readonly editions: number }, LawUndoRefusal>> {
	if (!may(viewer, 'items.edit')) return refused('forbidden');
	return db.transaction().execute(async (trx) => {
		const found = await trx.selectFrom('lawImport').select('undoneAt').where('id', '=', importId).executeTakeFirst();
		if (!found) return refused('noImport');
		if (found.undoneAt !== null) return refused('undone');
		const changes = await trx
			.selectFrom('lawImportChange')
			.selectAll()
			.where('importId', '=', importId)
			.orderBy('n', 'desc')
			.execute();
		const stands = await trx
			.selectFrom('lawText')
			.select('lawEditionId')
			.where('importId', '=', importId)
			.where(
				'lawEditionId',
				'in',
				changes.map(({ lawEditionId }) => lawEditionId)
			)
			.execute();
		if (stands.length < changes.length) return refused('changedSince');
		for (const change of changes)
			if (change.addedEdition && (await isCited(trx, change.lawEditionId))) return refused('used');
		for (const change of changes)
			if (change.addedLaw && (await isStudied(trx, change.lawEditionId))) return refused('used');
		for (const change of changes) await takeBack(trx, change);
		await trx.updateTable('lawImport').set({ undoneAt: now }).where('id', '=', importId).execute();
		const body = { editions: changes.length };
		await record(trx, viewer, { act: 'laws.undone', subjectKind: 'lawImport', subjectId: importId, body }, now);
		return done({ editions: changes.length });
	});
}

/** Whether a plan, a list or a session names the law. */
async function isStudied(trx: Trx, lawEditionId: LawEditionId): Promise<boolean> {
	for (const table of ['planLaw', 'planMaterial', 'listEntry', 'sessionLaw'] as const) {
		const named = await trx
			.selectFrom(table)
			.innerJoin('lawEdition', 'lawEdition.lawId', `${table}.lawId`)
			.where('lawEdition.id', '=', lawEditionId)
			.select('lawEdition.id')
			.limit(1)
			.executeTakeFirst();
		if (named) return true;
	}
	return false;
}

const isCited = async (trx: Trx, lawEditionId: LawEditionId): Promise<boolean> =>
	(await trx
		.selectFrom('itemVersion')
		.select('id')
		.where('lawEditionId', '=', lawEditionId)
		.limit(1)
		.executeTakeFirst()) !== undefined;

async function takeBack(
	trx: Trx,
	change: { lawEditionId: LawEditionId; addedLaw: number; addedEdition: number; before: string; after: string }
): Promise<void> {
	const { lawEditionId, addedLaw, addedEdition } = change;
	const before = JSON.parse(change.before) as Before;
	const after = JSON.parse(change.after) as Facts;
	const { lawId, days, law } = await factsOf(trx, lawEditionId);
	if (before.text) await putText(trx, lawEditionId, before.text, before.text.source);
	else await removeText(trx, lawEditionId);
	if (addedEdition) await trx.deleteFrom('lawEdition').where('id', '=', lawEditionId).execute();
	else if (before.days)
		await trx
			.updateTable('lawEdition')
			.set(backTo(before.days, after.days, days))
			.where('id', '=', lawEditionId)
			.execute();
	const others = await trx.selectFrom('lawEdition').select('id').where('lawId', '=', lawId).executeTakeFirst();
	if (addedLaw && !others) await trx.deleteFrom('law').where('id', '=', lawId).execute();
	else
		await trx
			.updateTable('law')
			.set(backTo(before.law, after.law, law))
			.where('id', '=', lawId)
			.execute();
}

/** One import, for the list from which it can be undone. */
export interface LawImport {
	readonly importId: number;
	readonly actor: string;
	readonly at: number;
	readonly undoneAt: number | null;
	/** What it brought, as "title (edition)"; of an undone one only what is still here. */
	readonly editions: readonly string[];
}

/** The last imports, the newest first. */
export async function listLawImports(db: Db): Promise<readonly LawImport[]> {
	const rows = await db.selectFrom('lawImport').selectAll().orderBy('id', 'desc').limit(20).execute();
	const changes = await db
		.selectFrom('lawImportChange')
		.innerJoin('lawEdition', 'lawEdition.id', 'lawImportChange.lawEditionId')
		.innerJoin('law', 'law.id', 'lawEdition.lawId')
		.select(['lawImportChange.importId', 'law.shortTitle', 'lawEdition.label'])
		.where('lawImportChange.importId', '>=', rows.at(-1)?.id ?? 0)
		.execute();
	return rows.map(({ id, actor, at, undoneAt }) => ({
		importId: id,
		actor,
		at,
		undoneAt,
		editions: changes
			.filter(({ importId }) => importId === id)
			.map(({ shortTitle, label }) => `${shortTitle}（${label}）`)
	}));
}
