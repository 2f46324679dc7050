import { asId } from '#lib/base/core/ids.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { importLaws, planLaws, undoLawImport } from '#lib/content/law/law-import.server.ts';
import { addEdition } from '#lib/content/law/law.server.ts';
import { syncShippedBanks } from '#lib/content/item/shipped.server.ts';
import { addEntry, changeEntry, moveEntry, restoreEntry, retireEntry } from '#lib/study/list/entry.server.ts';
import { standing } from '#lib/study/list/list.ts';
import { importLists, readListFile, syncLists } from '#lib/study/list/list-file.server.ts';
import { changeList, createList, findList, findListFor, listLists, setListState } from '#lib/study/list/list.server.ts';
import { operator } from '#lib/base/core/permit.ts';
import { describe, expect, test } from 'vitest';
import { freshStore } from './fresh.ts';
import { act, readAll, utf8 } from './law-files.ts';
import { common, form, made, now, school } from './list-desk.ts';
import { officer, others, viewer } from './plan-district.ts';
import { banks, lawId, studyStore } from './practice-desk.ts';

describe('the shipped list', () => {
	test('comes in once as a draft, 党内法规 by their titles, and never beside a list that is there', async () => {
		const { db } = await freshStore();
		await syncShippedBanks(db, banks, now);
		expect(await syncLists(db, banks, now)).toHaveLength(1);
		const [list] = await listLists(db);
		expect(list).toMatchObject({ tier: 'common', activatedAt: null });
		expect(list?.entries.filter(({ lawId: id }) => id !== null)).toHaveLength(12);
		expect(list?.entries.filter(({ kind }) => kind === 'partyRegulation').map(({ lawId: id }) => id)).toEqual([
			null,
			null,
			null,
			null
		]);
		expect(await syncLists(db, banks, now)).toEqual([]);
		expect(await listLists(db)).toHaveLength(1);
	});
});

describe('a list', () => {
	test('is managed by the exam officer only, each change with its record', async () => {
		const { db } = await studyStore(now);
		for (const other of others) {
			expect(await createList(db, other, common, now)).toMatchObject({ reason: 'forbidden' });
			expect(await importLists(db, other, [], 'add', now)).toMatchObject({ reason: 'forbidden' });
		}
		const id = await made(db, common, '宪法', '民法典');
		const entry = (await findList(db, id))!.entries[0]!.id;
		for (const other of others) {
			expect(await addEntry(db, other, id, form('监察法'), now)).toMatchObject({ reason: 'forbidden' });
			expect(await changeList(db, other, id, common, now)).toMatchObject({ reason: 'forbidden' });
			expect(await changeEntry(db, other, id, entry, form(''), now)).toMatchObject({ reason: 'forbidden' });
			expect(await retireEntry(db, other, id, entry, now)).toMatchObject({ reason: 'forbidden' });
			expect(await restoreEntry(db, other, id, entry, now)).toMatchObject({ reason: 'forbidden' });
			expect(await moveEntry(db, other, id, entry, 1, now)).toMatchObject({ reason: 'forbidden' });
			expect(await setListState(db, other, id, 'active', now)).toMatchObject({ reason: 'forbidden' });
		}
		expect(await findListFor(db, viewer('auditor'), id)).toBeUndefined();
		await setListState(db, officer, id, 'active', now);
		expect((await findListFor(db, viewer('auditor'), id))?.title).toBe('共性清单');
		expect(await findListFor(db, viewer('systemAdmin'), id)).toBeUndefined();
		const acts = await db.selectFrom('auditEntry').select('act').where('subjectKind', '=', 'list').execute();
		expect(acts.map(({ act }) => act)).toEqual([
			'list.created',
			'list.entryAdded',
			'list.entryAdded',
			'list.activated'
		]);
	});

	test('keeps what was in force: its entries are retired, in a draft they go', async () => {
		const { db, raw } = await studyStore(now);
		const id = await made(db, common, '宪法', '民法典', '监察法');
		const ids = (await findList(db, id))!.entries.map((entry) => entry.id);
		await retireEntry(db, officer, id, ids[2]!, now);
		expect((await findList(db, id))?.entries).toHaveLength(2);
		await setListState(db, officer, id, 'active', now);
		await retireEntry(db, officer, id, ids[1]!, now + 1);
		expect((await findList(db, id))?.entries.map(({ retiredAt }) => retiredAt)).toEqual([null, now + 1]);
		expect(await restoreEntry(db, officer, id, ids[1]!, now)).toMatchObject({ ok: true });
		await moveEntry(db, officer, id, ids[1]!, -1, now);
		expect((await findList(db, id))?.entries.map(({ shortTitle }) => shortTitle)).toEqual(['民法典', '宪法']);
		expect(() => raw.exec('delete from law_list')).toThrow(/never deleted/);
		expect(() => raw.exec('delete from list_entry')).toThrow(/never deleted/);
		expect(await retireEntry(db, officer, asId<'list'>(99), ids[0]!, now)).toMatchObject({ reason: 'gone' });
	});

	test('refuses what cannot stand: twice, no such article, no such category, empty in force', async () => {
		const { db } = await studyStore(now);
		const id = await made(db, common);
		expect(await setListState(db, officer, id, 'active', now)).toMatchObject({ reason: 'empty' });
		expect(await addEntry(db, officer, id, form('《宪法》'), now)).toMatchObject({ ok: true });
		expect(await addEntry(db, officer, id, form('中华人民共和国宪法'), now)).toMatchObject({ reason: 'twice' });
		expect(await addEntry(db, officer, id, form('宪法', { articles: '第33条' }), now)).toMatchObject({ ok: true });
		expect(await addEntry(db, officer, id, form('宪法', { articles: '总纲' }), now)).toMatchObject({
			reason: 'articles'
		});
		expect(await addEntry(db, officer, id, form('宪法', { articles: '9-3' }), now)).toMatchObject({
			reason: 'articlesOrder'
		});
		expect(await createList(db, officer, { ...common, title: ' 共性 清单' }, now)).toMatchObject({ reason: 'taken' });
		expect(await createList(db, officer, { ...school, categories: ['医院'] }, now)).toMatchObject({
			reason: 'audience',
			detail: { value: '医院' }
		});
		expect(await createList(db, officer, { ...school, categories: [] }, now)).toMatchObject({ reason: 'audience' });
	});

	test('a title that waits is found once the law is here', async () => {
		const { db } = await studyStore(now);
		const id = await made(db, common);
		const awaited = form('中国共产党章程', { kind: '党内法规' });
		await addEntry(db, officer, id, awaited, now);
		expect((await findList(db, id))?.entries[0]).toMatchObject({ lawId: null, kind: 'partyRegulation' });
		const days = { adoptedOn: null, inForceOn: null, repealedOn: null, checkedOn: null };
		const title = { title: '中国共产党章程', shortTitle: '党章', label: '2022年修改' };
		await addEdition(db, operator, { ...title, kind: 'partyRegulation', ...days }, now);
		const found = (await findList(db, id))!.entries[0]!;
		expect(found).toMatchObject({ lawId: await lawId(db, '党章'), shortTitle: '党章' });
	});

	test('holds its laws: the import that brought one is not taken back', async () => {
		const { db } = await studyStore(now);
		const brought = async (year: number) => {
			const files = await readAll([`${year}.txt`, utf8(act(year, '放灯应当报告。'))]);
			return importLaws(db, operator, await planLaws(db, files, new Map()), { acceptClean: false }, now);
		};
		const first = await brought(2021);
		if (!first.ok) throw new Error(first.reason);
		const { title } = await db.selectFrom('law').select('title').orderBy('id', 'desc').executeTakeFirstOrThrow();
		const id = await made(db, common);
		const entry = await addEntry(db, officer, id, form(title, { articles: '1' }), now);
		expect(await addEntry(db, officer, id, form(title, { articles: '900' }), now)).toMatchObject({
			reason: 'articlesUnknown'
		});
		const { id: importId } = await db.selectFrom('lawImport').select('id').executeTakeFirstOrThrow();
		expect(await undoLawImport(db, operator, importId, now)).toMatchObject({ reason: 'used' });
		if (entry.ok) await retireEntry(db, officer, id, entry.value, now);
		expect(await undoLawImport(db, operator, importId, now)).toMatchObject({ ok: true });
	});
});

describe('a file', () => {
	const read = async (db: Db, text: string) => {
		const file = { source: { bytes: Buffer.from(text) }, fileName: '清单.csv' };
		const found = await readListFile(db, file, now);
		if (!found.ok) throw new Error(found.reason);
		return found.value;
	};

	test('adds or replaces, whole or not at all', async () => {
		const { db } = await studyStore(now);
		const first = await read(db, '层级,法律\n共性,宪法\n共性,民法典\n');
		expect(await importLists(db, officer, first.drafts, 'add', now)).toMatchObject({
			value: [{ title: '清单', isNew: true, added: 2 }]
		});
		const [list] = await listLists(db);
		await setListState(db, officer, list!.id, 'active', now);
		const second = await read(db, '层级,法律,备注\n共性,民法典,婚姻家庭编\n共性,监察法,\n');
		expect(await importLists(db, officer, second.drafts, 'add', now)).toMatchObject({
			value: [{ isNew: false, added: 1, changed: 1, removed: 0 }]
		});
		expect(await importLists(db, officer, second.drafts, 'replace', now)).toMatchObject({
			value: [{ added: 0, changed: 0, removed: 1 }]
		});
		const titles = standing((await findList(db, list!.id))!.entries).map(({ shortTitle }) => shortTitle);
		expect(titles).toEqual(['民法典', '监察法']);
		expect((await findList(db, list!.id))?.entries).toHaveLength(3);
		const good = (await read(db, '清单,层级,法律\n新的,共性,宪法\n')).drafts;
		const bad = { ...good[0]!, title: '坏的', tier: 'specific' as const, categories: ['没有的'] };
		expect(await importLists(db, officer, [...good, bad], 'add', now)).toMatchObject({ reason: 'audience' });
		expect((await listLists(db)).map(({ title }) => title)).toEqual(['清单']);
	});

	test('without a header, or with faults, changes nothing', async () => {
		const { db } = await studyStore(now);
		const file = { source: { bytes: Buffer.from('甲,乙\n1,2\n') }, fileName: 'x.csv' };
		expect(await readListFile(db, file, now)).toMatchObject({ ok: false, reason: 'header' });
		const { drafts, problems } = await read(db, '层级,对象,法律\n个性,医院,宪法\n');
		expect(drafts).toEqual([]);
		expect(problems.map(({ row, rule }) => [row, rule])).toEqual([[2, 'audience.unknown']]);
	});
});
