import { join } from 'node:path';
import { expect, test } from 'vitest';
import { syncShippedBanks } from '#lib/content/item/shipped.server.ts';
import { makeAccount, password } from '../doors/people.ts';
import { openDoors } from '../doors/server.ts';

const doors = await openDoors(async ({ db }) => {
	await syncShippedBanks(db, join(import.meta.dirname, '..', '..', 'question-banks'), 1);
	await makeAccount(db, { login: 'editor', roles: [{ role: 'itemEditor', unitId: null }] });
});

// "432 items in use" stood on the bureau's way to an exam, 312 of which no exam may draw.
test('the way to an exam counts the items that an exam may draw', async () => {
	const me = doors.client();
	await me.signIn('editor', password);
	expect((await me.get('/bureau')).text).toContain('120 道在用试题');
});
