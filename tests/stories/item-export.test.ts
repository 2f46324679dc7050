import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Store } from '#lib/base/db/store.server.ts';
import { csvBytes } from '#lib/base/sheet/write.ts';
import { xlsxBytes } from '#lib/base/sheet/write.server.ts';
import { createBank } from '#lib/content/item/bank.server.ts';
import { noChoices } from '#lib/content/item/choices.ts';
import { exportRows } from '#lib/content/item/export.server.ts';
import { readItemFile } from '#lib/content/item/file.server.ts';
import { shippedHeader } from '#lib/content/item/formats/columns.ts';
import { importGrids, planForBank } from '#lib/content/item/import.server.ts';
import { addItem } from '#lib/content/item/version.server.ts';
import { addEdition } from '#lib/content/law/law.server.ts';
import { anyItems } from '../rules/item-any.ts';
import { editions } from '../rules/item-fixture.ts';
import { freshStore } from './fresh.ts';
import { editor } from './item-viewers.ts';

const now = Date.UTC(2026, 10, 1);

async function newBank(store: Store, code: string) {
	const bank = await createBank(store.db, editor, { code, name: code, purpose: 'exam' }, now);
	if (!bank.ok) throw new Error(bank.reason);
	return bank.value;
}

async function storeWithLaws() {
	const store = await freshStore();
	for (const edition of editions) await addEdition(store.db, editor, edition, now);
	return store;
}

async function read(bytes: Uint8Array, name: string) {
	const file = await readItemFile({ bytes }, name);
	if (!file.ok) throw new Error(file.reason);
	return file.value;
}

test('export → import → export is byte-equal, in CSV and .xlsx, whatever the texts hold', async () => {
	const store = await storeWithLaws();
	const choices = { ...noChoices, withoutLaw: true };
	let round = 0;
	await fc.assert(
		fc.asyncProperty(anyItems, async (items) => {
			round++;
			const source = await newBank(store, `source-${round}`);
			await store.db.transaction().execute(async (trx) => {
				for (const { code, whole } of items) await addItem(trx, source.id, code, whole, now);
			});
			const rows = await exportRows(store.db, source.id);
			const csv = csvBytes(shippedHeader, rows);
			const files = [await read(csv, 'a.csv'), await read(await xlsxBytes('题库', shippedHeader, rows), 'a.xlsx')];
			for (const [index, file] of files.entries()) {
				const same = await planForBank(store.db, source, file.grids, choices);
				expect(same.counts).toEqual({ added: 0, changed: 0, unchanged: items.length, asked: 0, refused: 0 });
				const target = await newBank(store, `target-${round}-${index}`);
				const { fileName, fileHash } = file;
				const imported = await importGrids(
					store.db,
					editor,
					target.id,
					file.grids,
					choices,
					{ fileName, fileHash, validOnly: false },
					now
				);
				expect(imported).toMatchObject({ ok: true, value: { counts: { added: items.length, left: 0 } } });
				expect(csvBytes(shippedHeader, await exportRows(store.db, target.id))).toEqual(csv);
			}
		}),
		{ numRuns: 40, endOnFailure: true }
	);
});

test('5,000 items are previewed and imported in seconds', async () => {
	const store = await storeWithLaws();
	const bank = await newBank(store, 'big');
	const rows = Array.from({ length: 5000 }, (_, index) => {
		const words = [...'国家机关工作人员应当依照法律规定履行职责公民享有权利义务行政复议申请期限受理决定执行'];
		const stem = Array.from(
			{ length: 30 },
			(_, at) => words[(index * 7 + at * (1 + (index % 31))) % words.length]
		).join('');
		return [`B-${index}`, '单选', `第${index}问：${stem}`, '甲', '乙', '丙', 'A', '见条文', '1', '宪法', '第一条'];
	});
	const header = ['编号', '题型', '题干', '选项A', '选项B', '选项C', '答案', '解析', '难度', '法律', '条文'];
	const started = performance.now();
	const file = await read(csvBytes(header, rows), 'big.csv');
	const plan = await planForBank(store.db, bank, file.grids, noChoices);
	expect(plan.counts.added + plan.counts.refused).toBe(5000);
	const { fileName, fileHash } = file;
	await importGrids(store.db, editor, bank.id, file.grids, noChoices, { fileName, fileHash, validOnly: true }, now);
	const again = await planForBank(store.db, bank, file.grids, noChoices);
	expect(again.counts.unchanged).toBe(plan.counts.added);
	expect(performance.now() - started).toBeLessThan(20_000);
});
