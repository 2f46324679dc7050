import { expect, test } from 'vitest';
import type { Store } from '#lib/base/db/store.server.ts';
import { csvBytes } from '#lib/base/sheet/write.ts';
import { verifyChain } from '#lib/base/audit/audit.server.ts';
import { createBank } from '#lib/content/item/bank.server.ts';
import { noChoices } from '#lib/content/item/choices.ts';
import { retireItem, reviseItem, writeItem } from '#lib/content/item/edit.server.ts';
import { readItemFile } from '#lib/content/item/file.server.ts';
import { findBatch, listBatches, undoImport } from '#lib/content/item/undo.server.ts';
import { availableItems, loadContents, loadKeys, markUsed } from '#lib/content/item/item.server.ts';
import { rowsOf } from '#lib/content/item/formats/template.ts';
import { editionNames } from '#lib/content/item/export.server.ts';
import { listItems, noFilter } from '#lib/content/item/find.server.ts';
import { chooseForUpload, importUpload, keepUpload, previewUpload } from '#lib/content/item/upload.server.ts';
import { currentVersions, versionsOf } from '#lib/content/item/version.server.ts';
import { addEdition } from '#lib/content/law/law.server.ts';
import { freshStore } from './fresh.ts';
import { auditor, editor, officer } from './item-viewers.ts';

const now = Date.UTC(2026, 10, 1);
const header = ['编号', '题型', '题干', '选项A', '选项B', '选项C', '答案', '解析', '难度', '法律', '条文'];
const rows = [
	[
		'K-1',
		'单选',
		'国家的根本制度是（　）。',
		'社会主义制度',
		'资本主义制度',
		'封建制度',
		'A',
		'见条文',
		'1',
		'宪法',
		'第一条'
	],
	['K-2', '判断', '国家实行依法治国。', '', '', '', '对', '见条文', '2', '宪法', '第五条'],
	['K-3', '多选', '公民的义务有（　）。', '纳税', '服兵役', '旅游', 'AB', '见条文', '3', '宪法', '第五十五条']
];

async function bankWithLaw(store: Store) {
	const bank = await createBank(store.db, editor, { code: 'own', name: '本区题库', purpose: 'exam' }, now);
	if (!bank.ok) throw new Error(bank.reason);
	const draft = { title: '中华人民共和国宪法', shortTitle: '宪法', kind: 'constitution', label: '2018年修正' } as const;
	await addEdition(
		store.db,
		editor,
		{ ...draft, adoptedOn: null, inForceOn: null, repealedOn: null, checkedOn: null },
		now
	);
	return bank.value;
}

async function upload(
	store: Store,
	bankId: Parameters<typeof keepUpload>[2],
	table: readonly (readonly string[])[],
	name = '题库.csv'
) {
	const file = await readItemFile({ bytes: csvBytes(header, table) }, name);
	if (!file.ok) throw new Error(file.reason);
	const kept = await keepUpload(store.db, editor, bankId, file.value, now);
	if (!kept.ok) throw new Error(kept.reason);
	return kept.value;
}

async function preview(store: Store, uploadId: number) {
	const shown = await previewUpload(store.db, editor, uploadId);
	if (!shown.ok) throw new Error(shown.reason);
	return shown.value;
}

async function importAll(
	store: Store,
	bankId: Parameters<typeof keepUpload>[2],
	table: readonly (readonly string[])[]
) {
	const uploadId = await upload(store, bankId, table);
	const { fingerprint } = await preview(store, uploadId);
	const result = await importUpload(store.db, editor, uploadId, { validOnly: false, fingerprint }, now);
	if (!result.ok) throw new Error(result.reason);
	return result.value;
}

test('preview, import, import again, import changed: versions are appended', async () => {
	const store = await freshStore();
	const bank = await bankWithLaw(store);
	const first = await importAll(store, bank.id, rows);
	expect(first.counts).toEqual({ added: 3, changed: 0, unchanged: 0, left: 0 });
	const pool = await availableItems(store.db, { bankIds: [bank.id] });
	expect(pool.map(({ kind, difficulty, parts }) => [kind, difficulty, parts])).toEqual([
		['single', 1, 1],
		['judge', 2, 1],
		['multiple', 3, 1]
	]);

	const again = await preview(store, await upload(store, bank.id, rows));
	expect(again.plan.counts).toEqual({ added: 0, changed: 0, unchanged: 3, asked: 0, refused: 0 });

	const [frozen] = pool;
	if (!frozen) throw new Error('no items');
	await store.db.transaction().execute((trx) => markUsed(trx, [frozen.itemVersionId], now));
	const second = await importAll(store, bank.id, [(rows[0] ?? []).with(6, 'B'), ...rows.slice(1)]);
	expect(second.counts).toEqual({ added: 0, changed: 1, unchanged: 2, left: 0 });
	const versions = await versionsOf(store.db, frozen.itemId);
	expect(versions.map(({ no, keys, usedAt }) => [no, keys[0]?.correct, usedAt])).toEqual([
		[2, ['B'], null],
		[1, ['A'], now]
	]);
	// A paper keeps what it was given, key and all.
	expect((await loadKeys(store.db, [frozen.itemVersionId])).get(frozen.itemVersionId)?.[0]?.correct).toEqual(['A']);
	expect((await verifyChain(store.db)).firstBroken).toBeNull();
});

test('what candidates may get holds no key', async () => {
	const store = await freshStore();
	const bank = await bankWithLaw(store);
	await importAll(store, bank.id, rows);
	const pool = await availableItems(store.db, { bankIds: [bank.id] });
	const contents = await loadContents(
		store.db,
		pool.map((item) => item.itemVersionId)
	);
	expect(contents.size).toBe(3);
	expect(JSON.stringify([...contents.values()].map((item) => item.content))).not.toMatch(/correct|explanation|见条文/);
	expect([...contents.values()][0]).toMatchObject({
		lawTitle: '中华人民共和国宪法',
		article: '第一条',
		itemCode: 'K-1'
	});
});

test('bad rows hold the file back until the valid ones are chosen expressly', async () => {
	const store = await freshStore();
	const bank = await bankWithLaw(store);
	const uploadId = await upload(store, bank.id, [
		...rows,
		['K-4', '单选', '坏题', '甲', '乙', '', 'D', '', '9', '宪法', '']
	]);
	const { plan, fingerprint } = await preview(store, uploadId);
	expect(plan.counts).toMatchObject({ added: 3, refused: 1 });
	expect(plan.items[3]?.problems.map(({ rule }) => rule)).toEqual([
		'answerWithoutOption',
		'explanationMissing',
		'articleMissing',
		'badDifficulty'
	]);
	expect(await importUpload(store.db, editor, uploadId, { validOnly: false, fingerprint }, now)).toMatchObject({
		reason: 'notAllClean'
	});
	expect((await currentVersions(store.db, bank.id)).length).toBe(0);
	const valid = await importUpload(store.db, editor, uploadId, { validOnly: true, fingerprint }, now);
	expect(valid).toMatchObject({ ok: true, value: { counts: { added: 3, left: 1 } } });
	expect(await importUpload(store.db, editor, uploadId, { validOnly: true, fingerprint }, now)).toMatchObject({
		reason: 'alreadyImported'
	});
});

test('what was previewed is what is imported, or nothing', async () => {
	const store = await freshStore();
	const bank = await bankWithLaw(store);
	const one = await upload(store, bank.id, rows);
	const { fingerprint } = await preview(store, one);
	await importAll(store, bank.id, rows.slice(0, 1));
	expect(await importUpload(store.db, editor, one, { validOnly: false, fingerprint }, now)).toMatchObject({
		reason: 'changedMeanwhile'
	});
});

test('undo takes an unused batch back whole, and names what stands in the way', async () => {
	const store = await freshStore();
	const bank = await bankWithLaw(store);
	const first = await importAll(store, bank.id, rows.slice(0, 2));
	const second = await importAll(store, bank.id, [(rows[0] ?? []).with(6, 'B'), ...rows.slice(1)]);
	expect((await listBatches(store.db, bank.id)).map(({ counts }) => counts.added)).toEqual([1, 2]);
	// The first batch's K-1 has a newer version now.
	expect(await undoImport(store.db, editor, first.batchId, now)).toMatchObject({
		reason: 'changedSince',
		detail: { codes: 'K-1' }
	});
	expect(await undoImport(store.db, editor, second.batchId, now)).toEqual({
		ok: true,
		value: { removed: 1, returned: 1 }
	});
	expect((await currentVersions(store.db, bank.id)).map(({ code, no, keys }) => [code, no, keys[0]?.correct])).toEqual([
		['K-1', 1, ['A']],
		['K-2', 1, ['T']]
	]);
	expect(await undoImport(store.db, editor, second.batchId, now)).toMatchObject({ reason: 'undone' });
	const pool = await availableItems(store.db, { bankIds: [bank.id] });
	await store.db.transaction().execute((trx) =>
		markUsed(
			trx,
			pool.slice(1).map((item) => item.itemVersionId),
			now
		)
	);
	expect(await undoImport(store.db, editor, first.batchId, now)).toMatchObject({
		reason: 'used',
		detail: { codes: 'K-2', count: 1 }
	});
	expect((await findBatch(store.db, first.batchId))?.undoneAt).toBeNull();
});

test('an open question of the file is answered by a choice', async () => {
	const store = await freshStore();
	const bank = await bankWithLaw(store);
	const uploadId = await upload(
		store,
		bank.id,
		rows.map((row) => row.with(9, ''))
	);
	expect((await preview(store, uploadId)).plan.counts.asked).toBe(3);
	await chooseForUpload(store.db, editor, uploadId, { ...noChoices, withoutLaw: true });
	expect((await preview(store, uploadId)).plan.counts.added).toBe(3);
});

test('editing by hand: the same rules, a new version, retire and restore', async () => {
	const store = await freshStore();
	const bank = await bankWithLaw(store);
	await importAll(store, bank.id, rows);
	const [item] = await currentVersions(store.db, bank.id);
	if (!item) throw new Error('no item');
	const form = rowsOf(item.code, item, await editionNames(store.db));
	expect(await reviseItem(store.db, editor, item.itemId, form, now)).toMatchObject({ reason: 'unchanged' });
	const bad = await reviseItem(
		store.db,
		editor,
		item.itemId,
		form.map((cells) => cells.with(13, 'H')),
		now
	);
	expect(bad.ok && !bad.value.saved && bad.value.planned.problems.map(({ rule }) => rule)).toEqual([
		'answerWithoutOption'
	]);
	const good = await reviseItem(
		store.db,
		editor,
		item.itemId,
		form.map((cells) => cells.with(4, '国家的根本制度是什么？')),
		now
	);
	expect(good).toMatchObject({ ok: true, value: { saved: true } });
	expect((await versionsOf(store.db, item.itemId)).map(({ no }) => no)).toEqual([2, 1]);
	const twin = await writeItem(
		store.db,
		editor,
		bank.id,
		form.map((cells) => cells.with(0, '').with(4, '国家的根本制度是什么?')),
		now
	);
	expect(twin).toMatchObject({ ok: true, value: { saved: false } });
	expect(await retireItem(store.db, editor, item.itemId, true, now)).toMatchObject({ ok: true });
	expect((await availableItems(store.db, { bankIds: [bank.id] })).length).toBe(2);
	expect((await listItems(store.db, bank.id, { ...noFilter, retired: true }, 1)).total).toBe(1);
	expect(await retireItem(store.db, editor, item.itemId, false, now)).toMatchObject({ ok: true });
	expect((await availableItems(store.db, { bankIds: [bank.id] })).length).toBe(3);
});

test('search by words, number, kind, difficulty', async () => {
	const store = await freshStore();
	const bank = await bankWithLaw(store);
	await importAll(store, bank.id, rows);
	const codes = async (filter: Partial<typeof noFilter>) =>
		(await listItems(store.db, bank.id, { ...noFilter, ...filter }, 1)).items.map((item) => item.code);
	expect(await codes({ text: '依法 治国' })).toEqual(['K-2']);
	expect(await codes({ text: 'k-3' })).toEqual(['K-3']);
	expect(await codes({ text: '%' })).toEqual([]);
	expect(await codes({ kind: 'judge' })).toEqual(['K-2']);
	expect(await codes({ difficulty: 3 })).toEqual(['K-3']);
	expect((await listItems(store.db, bank.id, noFilter, 2, 2)).items.map((item) => item.code)).toEqual(['K-3']);
});

test('only item editors write', async () => {
	const store = await freshStore();
	const bank = await bankWithLaw(store);
	const uploadId = await upload(store, bank.id, rows);
	const { fingerprint } = await preview(store, uploadId);
	for (const viewer of [officer, auditor]) {
		expect(await createBank(store.db, viewer, { code: 'x', name: 'x', purpose: 'exam' }, now)).toMatchObject({
			reason: 'forbidden'
		});
		expect(await previewUpload(store.db, viewer, uploadId)).toMatchObject({ reason: 'forbidden' });
		expect(await importUpload(store.db, viewer, uploadId, { validOnly: false, fingerprint }, now)).toMatchObject({
			reason: 'forbidden'
		});
		expect(await writeItem(store.db, viewer, bank.id, [], now)).toMatchObject({ reason: 'forbidden' });
	}
});
