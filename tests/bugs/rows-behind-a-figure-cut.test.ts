import { expect, test } from 'vitest';
import { rowsDesk } from '../../src/routes/unit/sessions/rows-desk.ts';
import { markAllPresent } from '#lib/study/session/mark.server.ts';
import { holdSession } from '#lib/study/session/state.server.ts';
import { freshStore } from '../stories/fresh.ts';
import { at, laySessions, officer, session } from '../stories/session-district.ts';

// The list behind a figure stopped at 3,000 rows without a word: every number opens to all its rows, page by page.
test('the pages of a list hold every row that its figure counts, each once', async () => {
	const store = await freshStore();
	await laySessions(store.db, 40);
	for (let day = 10; day < 14; day++) {
		const startsAt = at(`2027-03-${day} 09:00`);
		const id = await session(store.db, startsAt);
		await markAllPresent(store.db, officer, id, null, startsAt);
		await holdSession(store.db, officer, id, { early: false }, startsAt + 1);
	}
	const look = (page: number) => {
		const url = new URL(`http://x/bureau/sessions/rows?year=2027&level=district&what=present&page=${page}`);
		const locals = { db: store.db, viewer: officer, now: () => at('2027-04-01 09:00') };
		return rowsDesk({ url, locals, params: {}, route: { id: '/bureau/sessions/rows' } } as unknown as Parameters<
			typeof rowsDesk
		>[0]);
	};
	const first = await look(1);
	expect(first.total).toBeGreaterThan(500);
	expect(first.pages).toBe(2);
	const keys = [...first.rows, ...(await look(2)).rows].map(({ key }) => key);
	expect(new Set(keys).size).toBe(first.total);
});
