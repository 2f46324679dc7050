import { expect, test } from 'vitest';
import { createFromFile } from '#lib/exam/plan/create-file.server.ts';
import { makeAccount, password } from '../doors/people.ts';
import { openDoors } from '../doors/server.ts';
import { examInput, layDistrict, officer } from '../stories/plan-district.ts';

const doors = await openDoors(async ({ db }) => {
	await layDistrict(db);
	const created = await createFromFile(db, officer, examInput(), Date.now());
	if (!created.ok) throw new Error(JSON.stringify(created));
	await makeAccount(db, { login: 'officer', roles: [{ role: 'examOfficer', unitId: null }] });
});

// A published exam owns a frozen copy of its blueprint: "2 blueprints" stood above a list of one.
test('the way to an exam counts the blueprints that can be worked on', async () => {
	const me = doors.client();
	await me.signIn('officer', password);
	const { text } = await me.get('/bureau');
	expect(text).toContain('1 个方案');
	expect(text).not.toContain('2 个方案');
});
