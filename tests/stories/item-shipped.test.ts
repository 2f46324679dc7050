import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { listBanks } from '#lib/content/item/bank.server.ts';
import { retireItem, reviseItem } from '#lib/content/item/edit.server.ts';
import { availableItems, markUsed } from '#lib/content/item/item.server.ts';
import { syncShippedBanks } from '#lib/content/item/shipped.server.ts';
import { currentVersions, versionsOf } from '#lib/content/item/version.server.ts';
import { listEditions } from '#lib/content/law/law.server.ts';
import { freshStore } from './fresh.ts';
import { editor } from './item-viewers.ts';

const now = Date.UTC(2026, 10, 1);
const shipped = join(import.meta.dirname, '..', '..', 'question-banks');

/** The shipped folder, copied, with a way to change the constitution's file. */
function copied() {
	const folder = mkdtempSync(join(tmpdir(), 'xuefa-banks-'));
	onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
	cpSync(shipped, folder, { recursive: true });
	const path = join(folder, 'constitution-2018.csv');
	const lines = readFileSync(path, 'utf8').split('\n');
	return {
		folder,
		write: (change: (lines: string[]) => string[]) => writeFileSync(path, change([...lines]).join('\n'))
	};
}

test('the shipped banks come in whole, named after their laws, and a second sync writes nothing', async () => {
	const store = await freshStore();
	const first = await syncShippedBanks(store.db, shipped, now);
	expect(first.flatMap(({ problems }) => problems)).toEqual([]);
	expect(first.slice(0, 3).map(({ code, name }) => [code, name])).toEqual([
		['administrative-reconsideration-2023', '行政复议法'],
		['constitution-2018', '宪法'],
		['practice-administrative-penalty-2021', '行政处罚法（练习）']
	]);
	const banks = await listBanks(store.db);
	expect(
		banks.map(({ purpose, shipped: own, counts }) => [purpose, own, counts.reduce((sum, row) => sum + row.items, 0)])
	).toEqual([['exam', true, 60], ['exam', true, 60], ...Array.from({ length: 12 }, () => ['practice', true, 26])]);
	const editions = await listEditions(store.db);
	expect(editions).toHaveLength(12);
	expect(editions.find(({ shortTitle }) => shortTitle === '行政复议法')).toMatchObject({
		label: '2023年修订',
		adoptedOn: '2023-09-01',
		inForceOn: '2024-01-01'
	});
	const entries = await store.db.selectFrom('auditEntry').select('id').execute();
	const again = await syncShippedBanks(store.db, shipped, now + 1);
	expect(again.map(({ unchanged, added, changed }) => [unchanged, added, changed])).toEqual([
		[60, 0, 0],
		[60, 0, 0],
		...Array.from({ length: 12 }, () => [26, 0, 0])
	]);
	expect(await store.db.selectFrom('auditEntry').select('id').execute()).toHaveLength(entries.length);
});

test('changed rows become versions, rows taken out are retired and come back; used versions stay', async () => {
	const store = await freshStore();
	const { folder, write } = copied();
	await syncShippedBanks(store.db, folder, now);
	const bank = (await listBanks(store.db)).find(({ code }) => code === 'constitution-2018');
	if (!bank) throw new Error('no bank');
	const pool = await availableItems(store.db, { bankIds: [bank.id] });
	await store.db.transaction().execute((trx) =>
		markUsed(
			trx,
			pool.map((item) => item.itemVersionId),
			now
		)
	);

	write((lines) =>
		lines
			.toSpliced(2, 1)
			.map((line) => (line.startsWith('XF-001,') ? line.replace('统一战线组织', '统一战线的组织') : line))
	);
	const changed = (await syncShippedBanks(store.db, folder, now)).find(({ code }) => code === bank.code);
	expect(changed).toMatchObject({ added: 0, changed: 1, retired: 1, unchanged: 58 });
	const items = await currentVersions(store.db, bank.id);
	expect(items).toHaveLength(60);
	expect(items.filter(({ retiredAt }) => retiredAt !== null).map(({ code }) => code)).toEqual(['XF-002']);
	const first = items.find(({ code }) => code === 'XF-001');
	expect(first && (await versionsOf(store.db, first.itemId)).map(({ no, usedAt }) => [no, usedAt])).toEqual([
		[2, null],
		[1, now]
	]);

	write((lines) => lines);
	const back = (await syncShippedBanks(store.db, folder, now)).find(({ code }) => code === bank.code);
	expect(back).toMatchObject({ changed: 1, restored: 1 });
	expect((await availableItems(store.db, { bankIds: [bank.id] })).length).toBe(60);
});

test('what an editor retired stays retired, and shipped items are not edited by hand', async () => {
	const store = await freshStore();
	await syncShippedBanks(store.db, shipped, now);
	const [bank] = await listBanks(store.db);
	if (!bank) throw new Error('no bank');
	const [item] = await currentVersions(store.db, bank.id);
	if (!item) throw new Error('no item');
	expect(await reviseItem(store.db, editor, item.itemId, [], now)).toMatchObject({ reason: 'shipped' });
	await retireItem(store.db, editor, item.itemId, true, now);
	await syncShippedBanks(store.db, shipped, now + 1);
	expect((await availableItems(store.db, { bankIds: [bank.id] })).length).toBe(59);
});
