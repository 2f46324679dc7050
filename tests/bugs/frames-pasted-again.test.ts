import { expect, test } from 'vitest';
import { openExam } from '../browser/sitting-fixture.ts';
import { makeAccount, password } from '../doors/people.ts';
import { openDoors } from '../doors/server.ts';

const doors = await openDoors(async (store) => {
	await openExam(store, 1);
	await makeAccount(store.db, { login: 'officer', roles: [{ role: 'examOfficer', unitId: null }] });
});

/** A sheet of several codes of which one was missing, or misread, emptied the field: all of them were scanned again. */
test('the frames of a rescue sheet that cannot be opened yet stay where they were pasted', async () => {
	const client = doors.client();
	await client.signIn('officer', password);
	const frames = 'XF1/1/3/AB12/abcdef';
	const { status, text } = await client.post('/bureau/exams/1/rescue?/check', { frames });
	expect(status).toBe(400);
	expect(text).toMatch(new RegExp(`<textarea[^>]*>${frames}</textarea>`));
});
