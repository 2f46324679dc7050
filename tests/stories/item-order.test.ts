import { expect, test } from 'vitest';
import { operator } from '#lib/base/core/permit.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { csvBytes } from '#lib/base/sheet/write.ts';
import { findBank } from '#lib/content/item/bank.server.ts';
import { noChoices } from '#lib/content/item/choices.ts';
import { readItemFile } from '#lib/content/item/file.server.ts';
import { importFile, type ImportOrder } from '#lib/content/item/order.server.ts';
import { readItem, readKeys, takeExport } from '#lib/content/item/read.server.ts';
import { currentVersions } from '#lib/content/item/version.server.ts';
import { listEditions } from '#lib/content/law/law.server.ts';
import { freshStore } from './fresh.ts';
import { auditor, editor, officer } from './item-viewers.ts';

const now = Date.UTC(2026, 10, 1);
const header = ['题型', '题干', '选项A', '选项B', '答案', '法律', '版本'];
const good = ['单选', '民法典自何时起施行？', '2020年', '2021年', 'B', '民法典', '2020年'];
const bad = ['单选', '坏题', '甲', '', 'B', '民法典', '2020年'];

async function order(store: Store, rows: readonly (readonly string[])[], change: Partial<ImportOrder> = {}) {
	const file = await readItemFile({ bytes: csvBytes(header, rows) }, '题库.csv');
	if (!file.ok) throw new Error(file.reason);
	const bank = { code: 'civil', name: '民法典题库', purpose: 'exam' } as const;
	const base = {
		bank,
		file: file.value,
		choices: noChoices,
		law: null,
		createLaws: true,
		validOnly: false,
		dryRun: false
	};
	return importFile(store.db, operator, { ...base, ...change }, now);
}

const nothingThere = async (store: Store) =>
	(await findBank(store.db, 'civil')) === undefined && (await listEditions(store.db)).length === 0;

test('bank, law and items are there together, or none of them is', async () => {
	const store = await freshStore();
	expect(await order(store, [good], { createLaws: false })).toMatchObject({
		ok: true,
		value: { imported: null, refusal: 'notAllClean' }
	});
	expect(await nothingThere(store)).toBe(true);
	expect(await order(store, [good, bad])).toMatchObject({
		ok: true,
		value: { imported: null, refusal: 'notAllClean' }
	});
	expect(await nothingThere(store)).toBe(true);
	const dry = await order(store, [good], { dryRun: true });
	expect(dry).toMatchObject({ ok: true, value: { imported: null, refusal: null, plan: { counts: { added: 1 } } } });
	expect(await nothingThere(store)).toBe(true);
	const done = await order(store, [good, bad], { validOnly: true });
	expect(done).toMatchObject({
		ok: true,
		value: { bankCreated: true, lawsCreated: ['民法典'], imported: { counts: { added: 1, left: 1 } } }
	});
	expect(await listEditions(store.db)).toMatchObject([{ title: '民法典', label: '2020年', kind: 'statute' }]);
	expect(await order(store, [good])).toMatchObject({
		ok: true,
		value: { bankCreated: false, refusal: 'nothingToImport' }
	});
});

test('a law for rows that name none', async () => {
	const store = await freshStore();
	const rows = [good.with(5, '').with(6, '')];
	expect(await order(store, rows, { law: { title: '民法典', label: '' }, createLaws: false })).toMatchObject({
		ok: false,
		reason: 'unknownLaw'
	});
	expect(await order(store, rows, { law: { title: '民法典', label: '' } })).toMatchObject({
		ok: true,
		value: { imported: { counts: { added: 1 } } }
	});
	expect(await order(store, rows, { law: { title: '民法典', label: '1999年' }, createLaws: false })).toMatchObject({
		ok: false,
		reason: 'unknownEdition'
	});
});

test('keys are for editors and exam officers; taking them out is on record', async () => {
	const store = await freshStore();
	await order(store, [good]);
	const bank = await findBank(store.db, 'civil');
	const [item] = bank ? await currentVersions(store.db, bank.id) : [];
	if (!bank || !item) throw new Error('no item');
	for (const [viewer, sees] of [
		[editor, true],
		[officer, true],
		[auditor, false]
	] as const) {
		const read = await readItem(store.db, viewer, item.itemId);
		expect(read.ok && read.value.versions[0]?.keys?.[0]?.correct).toEqual(sees ? ['B'] : undefined);
		expect((await readKeys(store.db, viewer, [item.itemVersionId])).size).toBe(sees ? 1 : 0);
		expect((await takeExport(store.db, viewer, bank.id, 'csv', now)).ok).toBe(sees);
	}
	const acts = await store.db.selectFrom('auditEntry').where('act', '=', 'items.exported').select('actor').execute();
	expect(acts.map(({ actor }) => actor)).toEqual([editor.name, officer.name]);
});
