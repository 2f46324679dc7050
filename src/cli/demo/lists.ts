import { operator } from '#lib/base/core/permit.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { addEntry } from '#lib/study/list/entry.server.ts';
import { createList, listLists, setListState } from '#lib/study/list/list.server.ts';
import { stateOf } from '#lib/study/list/list.ts';

/** Puts the shipped list in force, and one more for those who lead a section. */
export async function loadLists(db: Db, now: number): Promise<void> {
	const head = { title: '科室负责人个性清单', tier: 'specific' as const, categories: [], posts: ['科长'] };
	if ((await listLists(db)).some(({ title }) => title === head.title)) return;
	const made = await createList(db, operator, head, now);
	if (!made.ok) throw new Error(`list: ${made.reason}`);
	const entries = [
		{ law: '行政处罚法', kind: '', articles: '第四十四条至第五十条', note: '一般程序之前的告知' },
		{ law: '行政复议法', kind: '', articles: '', note: '' },
		{ law: '党政主要负责人履行推进法治建设第一责任人职责规定', kind: 'partyRegulation', articles: '', note: '' }
	];
	for (const entry of entries) {
		const added = await addEntry(db, operator, made.value, entry, now);
		if (!added.ok) throw new Error(`entry: ${added.reason}`);
	}
	for (const list of await listLists(db))
		if (stateOf(list) === 'draft') await setListState(db, operator, list.id, 'active', now);
}
