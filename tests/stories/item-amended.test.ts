import { expect, test } from 'vitest';
import { operator } from '#lib/base/core/permit.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { amendedItems } from '#lib/content/item/amended.server.ts';
import { createBank } from '#lib/content/item/bank.server.ts';
import { retireItem, reviseItem, writeItem } from '#lib/content/item/edit.server.ts';
import { importLaws, planLaws } from '#lib/content/law/law-import.server.ts';
import { addEdition } from '#lib/content/law/law.server.ts';
import { checkExam } from '#lib/exam/plan/publish.server.ts';
import { createFromFile } from '#lib/exam/plan/create-file.server.ts';
import { freshStore } from './fresh.ts';
import { act, readAll, utf8 } from './law-files.ts';

const law = '示例市河灯条例';
const day = '2026-11-27';

async function take({ db }: Store, text: string) {
	const plan = await planLaws(db, await readAll(['a.txt', utf8(text)]), new Map());
	const done = await importLaws(db, operator, plan, { acceptClean: false }, 1000);
	if (!done.ok) throw new Error(done.reason);
}

const row = (code: string, stem: string, label: string, article: string): string[] => {
	const cells = Array<string>(21).fill('');
	const set = { 0: code, 3: '判断', 4: stem, 13: '正确', 14: '见该条。', 15: '2', 16: law, 17: label, 18: article };
	for (const [place, text] of Object.entries(set)) cells[Number(place)] = text;
	return cells;
};

/** A bank of four items on the law of 2001: the articles 1, 2, 4, and one of a place that nobody can read. */
async function bankOf2001(store: Store) {
	const { db } = store;
	await take(store, `${act(2001, '放灯应当报告。')}\n第四条\u3000放灯的人应当自行回收河灯。`);
	const bank = await createBank(db, operator, { code: 'lanterns', name: '河灯', purpose: 'exam' }, 1);
	if (!bank.ok) throw new Error(bank.reason);
	const add = async (...[code, stem, article]: [string, string, string]) => {
		const made = await writeItem(db, operator, bank.value.id, [row(code, stem, '2001年公布', article)], 1);
		if (!made.ok || !made.value.saved) throw new Error(JSON.stringify(made));
		return made.value.itemId;
	};
	const ids = {
		same: await add('HD-1', '制定条例是为了规范河灯。', '第一条'),
		amended: await add('HD-2', '放灯应当报告。', '第二条'),
		gone: await add('HD-3', '放灯的人应当自行回收河灯。', '第四条'),
		unread: await add('HD-4', '条例已经施行。', '附则部分')
	};
	return { db, bank: bank.value, ids };
}

const marks = async ({ db }: Pick<Store, 'db'>, on = day) =>
	[...(await amendedItems(db, on)).values()].map(({ code, places }) => [code, ...places.map(({ why }) => why)]);

test('a new edition marks what cites an article that it amends or drops, and nothing else, from its day on', async () => {
	const store = await freshStore();
	const { db, bank, ids } = await bankOf2001(store);
	expect(await marks(store)).toEqual([]);
	await take(store, act(2021, '放灯应当登记。'));
	expect(await marks(store, '2021-08-31')).toEqual([]);
	expect(await marks(store)).toEqual([
		['HD-2', 'amended'],
		['HD-3', 'gone'],
		['HD-4', 'unread']
	]);
	const [place] = [...(await amendedItems(db, day, [bank.id])).values()][0]!.places;
	expect(place).toMatchObject({ before: ['放灯应当报告。'], after: ['放灯应当登记。'], article: '第二条' });
	expect((await amendedItems(db, day, [])).size).toBe(0);

	const moved = row('HD-2', '放灯应当登记。', '2021年修订', '第二条');
	expect(await reviseItem(db, operator, ids.amended, [moved], 2)).toMatchObject({ ok: true, value: { saved: true } });
	await retireItem(db, operator, ids.gone, true, 3);
	expect(await marks(store)).toEqual([['HD-4', 'unread']]);
});

test('where the newer text is not here nothing can be compared, and all is to be read', async () => {
	const store = await freshStore();
	const { db } = await bankOf2001(store);
	const dates = { adoptedOn: null, inForceOn: '2025-01-01', repealedOn: null, checkedOn: null };
	const head = { title: law, shortTitle: '', kind: 'localRegulation' as const, label: '2024年修正' };
	expect((await addEdition(db, operator, { ...head, ...dates }, 5)).ok).toBe(true);
	expect((await marks(store)).map(([, why]) => why)).toEqual(['unread', 'unread', 'unread', 'unread']);
});

test('the plan of an exam names marked items that may be drawn, as the law stands on its day', async () => {
	const store = await freshStore();
	const { db, bank } = await bankOf2001(store);
	await take(store, act(2021, '放灯应当登记。'));
	const made = await createFromFile(
		db,
		operator,
		{
			...{ title: '考试', organiser: '区司法局', enrolment: { all: true }, scheme: { minutes: 60 } },
			paper: { banks: [bank.code], rows: [{ kind: 'judge', count: 2, points: 50 }] },
			window: { opensAt: '2026-12-01 09:00', closesAt: '2026-12-01 18:00' }
		},
		Date.parse(`${day}T00:00:00Z`)
	);
	if (!made.ok) throw new Error(JSON.stringify(made));
	const warnings = async (opensAt: number) =>
		(await checkExam(db, { ...made.value.exam, opensAt }, 1)).filter(({ rule }) => rule === 'itemsAmended');
	expect(await warnings(made.value.exam.opensAt)).toMatchObject([
		{ weight: 'warn', path: 'paper', detail: { items: 3, codes: 'HD-2、HD-3、HD-4' } }
	]);
	expect(await warnings(Date.parse('2021-08-01T00:00:00Z'))).toEqual([]);
});
