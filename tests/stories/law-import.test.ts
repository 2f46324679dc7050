import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { operator } from '#lib/base/core/permit.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { formatCitation } from '#lib/content/law/citation.ts';
import type { LawFile } from '#lib/content/law/law-file.server.ts';
import { importLaws, listLawImports, planLaws, undoLawImport } from '#lib/content/law/law-import.server.ts';
import { listEditions, putEdition } from '#lib/content/law/law.server.ts';
import { searchLaws } from '#lib/content/law/law-search.server.ts';
import { importLawUpload, keepLawUpload, previewLawUpload, stateOfUpload } from '#lib/content/law/law-upload.server.ts';
import { findText } from '#lib/content/law/statute.server.ts';
import { freshStore } from './fresh.ts';
import { act, readAll as read, utf8 } from './law-files.ts';

async function take(store: Store, files: readonly LawFile[], acceptClean = false) {
	const plan = await planLaws(store.db, files, new Map());
	return { plan, done: await importLaws(store.db, operator, plan, { acceptClean }, 1000) };
}

describe('importing', () => {
	const first = act(2001, '放灯应当报告。');
	const second = act(2021, '放灯应当登记，二百盏以上的先听证。');

	test('a law, then its next edition beside it; the same again changes nothing', async () => {
		const store = await freshStore();
		const one = await take(store, await read(['a.txt', utf8(first)]));
		expect(one.plan.counts).toMatchObject({ newLaw: 1, refused: 0 });
		expect(one.done.ok).toBe(true);
		const two = await take(store, await read(['b.txt', utf8(second)]));
		expect(two.plan.counts).toMatchObject({ newEdition: 1 });
		const editions = await listEditions(store.db);
		expect(editions.map(({ label, inForceOn, issuedBy }) => [label, inForceOn, issuedBy])).toEqual([
			['2001年公布', '2001-09-01', '示例市人民代表大会常务委员会'],
			['2021年修订', '2021-09-01', '示例市人民代表大会常务委员会']
		]);
		expect(new Set(editions.map(({ lawId }) => lawId)).size).toBe(1);
		const again = await take(store, await read(['b.txt', utf8(second)]));
		expect(again.plan.counts).toMatchObject({ unchanged: 1 });
		expect(again.done).toMatchObject({ ok: false, reason: 'nothingToImport' });
		const text = await findText(store.db, editions[1]!.lawEditionId);
		expect(text?.articles.map(({ paragraphs }) => paragraphs[0])).toContain('放灯应当登记，二百盏以上的先听证。');
	});

	test('one refused file keeps all out unless the clean ones are wanted', async () => {
		const store = await freshStore();
		const files = await read(['a.txt', utf8(first)], ['b.txt', utf8('各单位：\n请注意。')], ['c.pdf', utf8('%PDF')]);
		const refusedAll = await take(store, files);
		expect(refusedAll.done).toMatchObject({ ok: false, reason: 'notAllClean', detail: { refused: 2 } });
		expect(await listEditions(store.db)).toEqual([]);
		expect((await take(store, files, true)).done.ok).toBe(true);
		expect(await listEditions(store.db)).toHaveLength(1);
	});

	test('undo gives back what was there: no law, no edition, or the text before; the later import goes first', async () => {
		const store = await freshStore();
		const importOf = async (text: string) => {
			const { done } = await take(store, await read(['a.txt', utf8(text)]));
			if (!done.ok) throw new Error(done.reason);
			return done.value.importId;
		};
		const undo = (id: number) => undoLawImport(store.db, operator, id, 2000);
		const one = await importOf(first);
		const two = await importOf(first.replace('应当报告', '必须报告'));
		const three = await importOf(second);
		expect(await undo(one)).toMatchObject({ ok: false, reason: 'changedSince' });
		expect((await undo(three)).ok).toBe(true);
		expect((await listEditions(store.db)).map(({ label }) => label)).toEqual(['2001年公布']);
		expect((await searchLaws(store.db, '必须报告', { most: 5 })).total).toBe(1);
		expect((await undo(two)).ok).toBe(true);
		expect(await undo(two)).toMatchObject({ ok: false, reason: 'undone' });
		expect((await searchLaws(store.db, '必须报告', { most: 5 })).total).toBe(0);
		expect((await searchLaws(store.db, '应当报告', { most: 5 })).total).toBe(1);
		expect((await undo(one)).ok).toBe(true);
		expect(await listEditions(store.db)).toEqual([]);
		expect(await store.db.selectFrom('law').select('id').execute()).toEqual([]);
		expect((await listLawImports(store.db)).map(({ undoneAt }) => undoneAt)).toEqual([2000, 2000, 2000]);
	});

	test('a text comes to an edition that was there before it, and undo leaves that edition', async () => {
		const store = await freshStore();
		const days = { adoptedOn: null, inForceOn: null, repealedOn: null, checkedOn: '2026-01-01' };
		const draft = {
			title: '示例市河灯条例',
			shortTitle: '河灯条例',
			kind: 'localRegulation',
			label: '2021年修订'
		} as const;
		await store.db.transaction().execute((trx) => putEdition(trx, operator, { ...draft, ...days }, 1));
		const { plan, done } = await take(store, await read(['a.txt', utf8(second)]));
		expect(plan.counts.newText).toBe(1);
		expect((await listEditions(store.db))[0]).toMatchObject({
			shortTitle: '河灯条例',
			inForceOn: '2021-09-01',
			checkedOn: '2026-01-01'
		});
		if (done.ok) await undoLawImport(store.db, operator, done.value.importId, 2);
		expect(await listEditions(store.db)).toHaveLength(1);
	});

	test('an upload waits for what a person states, and is imported as shown or not at all', async () => {
		const store = await freshStore();
		const kept = await keepLawUpload(store.db, operator, await read(['a.txt', utf8(first)]), 1);
		if (!kept.ok) throw new Error(kept.reason);
		const shown = await previewLawUpload(store.db, operator, kept.value);
		if (!shown.ok) throw new Error(shown.reason);
		const [file] = shown.value.plan.files;
		await stateOfUpload(store.db, operator, kept.value, { [file!.hash]: { inForceOn: '2001-10-01' } });
		const order = { acceptClean: false, fingerprint: shown.value.fingerprint };
		expect(await importLawUpload(store.db, operator, kept.value, order, 2)).toMatchObject({
			reason: 'changedMeanwhile'
		});
		const now = await previewLawUpload(store.db, operator, kept.value);
		if (!now.ok) throw new Error(now.reason);
		const done = await importLawUpload(
			store.db,
			operator,
			kept.value,
			{ ...order, fingerprint: now.value.fingerprint },
			3
		);
		expect(done.ok).toBe(true);
		expect((await listEditions(store.db))[0]?.inForceOn).toBe('2001-10-01');
		expect(await previewLawUpload(store.db, operator, kept.value)).toMatchObject({ reason: 'noUpload' });
	});

	test('a search finds words inside sentences, several together, in the laws asked for', async () => {
		const store = await freshStore();
		await take(store, await read(['a.txt', utf8(first)]));
		await take(store, await read(['b.txt', utf8(second)]));
		const [old, current] = await listEditions(store.db);
		const found = async (query: string, only?: typeof old) =>
			(await searchLaws(store.db, query, { most: 9, ...(only ? { only: [only.lawEditionId] } : {}) })).hits.map(
				({ number }) => number
			);
		expect(await found('灯应')).toEqual([2, 2]);
		expect(await found('听证 登记')).toEqual([2]);
		expect(await found('听证', old)).toEqual([]);
		expect(await found('河灯', current)).toEqual([1]);
		expect(await found('" OR body:')).toEqual([]);
		expect(await found('')).toEqual([]);
	});
});

/** Statutes as the national database serves them lie beside the repository on the authors' machines only. */
const statutes = join(import.meta.dirname, '..', '..', '..', 'shared', 'data', 'laws');
if (!existsSync(statutes)) {
	process.stdout.write(`SKIPPED: no statutes at ${statutes}\n`);
	test.skip('statutes in force, article by article (no texts on this machine)');
} else {
	interface Expected {
		readonly no: number;
		readonly sub: string | number;
		readonly paragraphs: readonly string[];
		readonly book: string;
		readonly chapter: string;
		readonly section: string;
	}
	const plain = (text: string) => text.replace(/\s/g, '');
	test('statutes in force: every article, heading and paragraph equals an independent split', async () => {
		const store = await freshStore();
		const names = readdirSync(join(statutes, 'docx')).map(
			(name) => [name, new Uint8Array(readFileSync(join(statutes, 'docx', name)))] as const
		);
		const plan = await planLaws(store.db, await read(...names), new Map());
		expect(plan.counts.refused).toBe(0);
		for (const file of plan.files) {
			if (!('statute' in file)) continue;
			const name = file.fileName.replace('中华人民共和国', '').replace('.docx', '.json');
			const { articles } = JSON.parse(readFileSync(join(statutes, 'articles', name), 'utf8')) as {
				articles: Expected[];
			};
			expect(
				file.statute.articles.map(({ number, paragraphs, headings }) => [
					formatCitation({ article: number, inserted: 0 }),
					paragraphs.map(plain),
					plain(headings.join(''))
				])
			).toEqual(
				articles.map(({ no, paragraphs, book, chapter, section }) => [
					formatCitation({ article: no, inserted: 0 }),
					paragraphs.map(plain),
					plain(book + chapter + section)
				])
			);
		}
	});
}
