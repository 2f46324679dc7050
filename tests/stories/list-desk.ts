import type { Db } from '#lib/base/db/schema.ts';
import { addEntry } from '#lib/study/list/entry.server.ts';
import { createList } from '#lib/study/list/list.server.ts';
import { officer } from './plan-district.ts';

export const now = Date.parse('2026-11-27T00:00:00Z');
export const common = { title: '共性清单', tier: 'common' as const, categories: [], posts: [] };
export const school = { title: '学校清单', tier: 'specific' as const, categories: ['学校'], posts: [] };
export const form = (law: string, more = {}) => ({ law, kind: '', articles: '', note: '', ...more });

/** A draft with these laws. */
export async function made(db: Db, head: Parameters<typeof createList>[2], ...laws: string[]) {
	const list = await createList(db, officer, head, now);
	if (!list.ok) throw new Error(list.reason);
	for (const law of laws) {
		const added = await addEntry(db, officer, list.value, form(law), now);
		if (!added.ok) throw new Error(added.reason);
	}
	return list.value;
}
