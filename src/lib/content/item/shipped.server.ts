import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { record } from '#lib/base/audit/audit.server.ts';
import { operator } from '#lib/base/core/permit.ts';
import type { Db, Trx } from '#lib/base/db/schema.ts';
import { listEditions, putEdition } from '#lib/content/law/law.server.ts';
import { readLaws } from '#lib/content/law/laws-file.ts';
import { findBank, type Bank } from './bank.server.ts';
import { noChoices } from './choices.ts';
import { readItemFile, type ItemFile } from './file.server.ts';
import type { Grid } from './formats/rows.ts';
import { planItems } from './plan.ts';
import { addItem, appendVersion, currentVersions } from './version.server.ts';

const lawsFile = 'laws.csv';
/** Study guides, year plans and must-know lists: no items. */
const isForStudy = (name: string) => /^(guides|plan-\d{4}|list-\w+)\.csv$/.test(name);
/** Banks for practice: their names begin with this, and no exam draws from them. */
const practicePrefix = 'practice-';

/** What became of one file of question-banks/. */
export interface SyncedBank {
	readonly code: string;
	readonly name: string;
	readonly added: number;
	readonly changed: number;
	readonly retired: number;
	readonly restored: number;
	readonly unchanged: number;
	/** Rows that could not be taken, as `row rule`; the shipped files have none, a house test sees to it. */
	readonly problems: readonly string[];
}

/** The codes that a sync itself retired: only those does a later one bring back, never what an editor retired. */
const settingName = (code: string) => `shippedBank.${code}`;

async function retiredBySync(trx: Trx, code: string): Promise<ReadonlySet<string>> {
	const row = await trx.selectFrom('setting').where('name', '=', settingName(code)).select('value').executeTakeFirst();
	return new Set(row ? (JSON.parse(row.value) as { retired: string[] }).retired : []);
}

async function keepRetired(trx: Trx, code: string, retired: ReadonlySet<string>): Promise<void> {
	const value = JSON.stringify({ retired: [...retired].sort() });
	await trx
		.insertInto('setting')
		.values({ name: settingName(code), value })
		.onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
		.execute();
}

/** The short title of the law that most items cite: what the bank is called. */
function bankName(
	plan: ReturnType<typeof planItems>,
	shortTitles: ReadonlyMap<number, string>,
	fallback: string
): string {
	const counts = new Map<number, number>();
	for (const item of plan.items)
		for (const { lawEditionId } of item.whole?.labels ?? [])
			if (lawEditionId !== null) counts.set(lawEditionId, (counts.get(lawEditionId) ?? 0) + 1);
	const [most] = [...counts].sort((a, b) => b[1] - a[1]);
	return (most && shortTitles.get(most[0])) ?? fallback;
}

async function shippedBank(trx: Trx, code: string, name: string, now: number): Promise<Bank | undefined> {
	const found = await findBank(trx, code);
	// A bank that someone made by hand under this code is left alone.
	if (found) return found.shipped ? found : undefined;
	const purpose = code.startsWith(practicePrefix) ? 'practice' : 'exam';
	const bank = { code, name, purpose, shipped: 1, createdAt: now } as const;
	const { id } = await trx.insertInto('itemBank').values(bank).returning('id').executeTakeFirstOrThrow();
	return { ...bank, id, shipped: true };
}

/** Makes one bank be as its file says, in one transaction. */
async function syncBank(trx: Trx, code: string, grids: readonly Grid[], now: number): Promise<SyncedBank> {
	const editions = await listEditions(trx);
	const shortTitles = new Map(editions.map((edition) => [edition.lawEditionId as number, edition.shortTitle]));
	const choices = { ...noChoices, replaceOthers: true };
	const title = bankName(planItems(grids, { items: [], editions }, choices), shortTitles, code);
	const name = code.startsWith(practicePrefix) ? `${title}（练习）` : title;
	const bank = await shippedBank(trx, code, name, now);
	const result = { code, name, added: 0, changed: 0, retired: 0, restored: 0, unchanged: 0, problems: [] as string[] };
	if (!bank) return { ...result, problems: ['0 codeTaken'] };
	const stored = await currentVersions(trx, bank.id);
	const view = stored.map((item) => ({ ...item, retiredAt: null }));
	const plan = planItems(grids, { items: view, editions }, choices);
	const held = new Set(await retiredBySync(trx, code));
	const heldBefore = held.size;
	for (const item of plan.items) {
		const { outcome, whole, itemId } = item;
		if (outcome === 'refused' || outcome === 'asked' || !whole) {
			const reasons = item.problems.filter((problem) => problem.weight !== 'warn');
			result.problems.push(...reasons.map(({ row, rule }) => `${row} ${rule}`));
			continue;
		}
		if (outcome === 'added') await addItem(trx, bank.id, item.code, whole, now);
		else if (outcome === 'changed' && itemId !== null) await appendVersion(trx, itemId, whole, now);
		result[outcome]++;
		if (itemId !== null && held.delete(item.code)) {
			await trx.updateTable('item').set({ retiredAt: null }).where('id', '=', itemId).execute();
			result.restored++;
		}
	}
	const named = new Set(plan.items.map((item) => item.code));
	for (const item of stored)
		if (!named.has(item.code) && item.retiredAt === null) {
			await trx.updateTable('item').set({ retiredAt: now }).where('id', '=', item.itemId).execute();
			held.add(item.code);
			result.retired++;
		}
	if (result.added + result.changed + result.retired + result.restored === 0) return result;
	if (held.size > 0 || heldBefore > 0) await keepRetired(trx, code, held);
	await record(trx, operator, { act: 'bank.synced', subjectKind: 'itemBank', subjectId: bank.id, body: result }, now);
	return result;
}

async function readAll(folder: string): Promise<Map<string, ItemFile>> {
	const names = (await readdir(folder)).filter((name) => name.endsWith('.csv') && !isForStudy(name)).sort();
	const files = new Map<string, ItemFile>();
	for (const name of names) {
		const file = await readItemFile({ path: join(folder, name) }, name);
		if (!file.ok) throw new Error(`shipped bank ${name} cannot be read: ${file.reason}`);
		files.set(name, file.value);
	}
	return files;
}

/**
 * Brings the shipped laws and question banks (`laws.csv` and one CSV per bank in `folder`) into the database. Idempotent:
 * changed rows become new versions, rows taken out are retired, nothing is deleted.
 * @throws when a file of the folder cannot be read at all or laws.csv is faulty: the installation is damaged
 */
export async function syncShippedBanks(db: Db, folder: string, now: number): Promise<readonly SyncedBank[]> {
	const files = await readAll(folder);
	const laws = readLaws(files.get(lawsFile)?.grids[0]?.rows ?? []);
	const [fault] = laws.problems;
	if (fault) throw new Error(`${lawsFile}: row ${fault.row} ${fault.column} ${fault.rule}`);
	await db.transaction().execute(async (trx) => {
		for (const draft of laws.drafts) await putEdition(trx, operator, draft, now);
	});
	const results: SyncedBank[] = [];
	for (const [name, file] of files)
		if (name !== lawsFile)
			results.push(await db.transaction().execute((trx) => syncBank(trx, name.replace(/\.csv$/, ''), file.grids, now)));
	return results;
}
