import { expect, test, vi } from 'vitest';
import { makeAccount, password } from '../doors/people.ts';
import { openDoors } from '../doors/server.ts';
import { layDistrict } from '../stories/plan-district.ts';
import { draftIn } from '../stories/rehearsal-place.ts';

const doors = await openDoors(async ({ db }) => {
	await layDistrict(db);
	await makeAccount(db, { login: 'officer', roles: [{ role: 'examOfficer', unitId: null }] });
	await draftIn(db, { window: { opensAt: '+48h', closesAt: '+96h' } }, Date.now());
	await draftIn(db, { window: { opensAt: '+48h', closesAt: '+96h' } }, Date.now());
});

const acts = async () => {
	const rows = await doors.store.db
		.selectFrom('auditEntry')
		.select(['act', 'actor', 'subjectId'])
		.where('act', 'like', 'exam.rehearsal%')
		.orderBy('id')
		.execute();
	return rows.map(({ act, actor, subjectId }) => [act, actor, subjectId]);
};

// The start of a rehearsal stood in the record, its end by a person did not.
test('who stops a rehearsal stands in the record, once', { timeout: 60_000 }, async () => {
	const client = doors.client();
	await client.signIn('officer', password);
	const page = '/bureau/exams/1/rehearsal';
	expect((await client.post(`${page}?/start`, { heads: '12', minutes: '6' })).status).toBe(303);
	expect((await client.post('/bureau/exams/2/rehearsal?/cancel', {})).status, 'that of another exam').toBe(400);
	expect((await client.post(`${page}?/cancel`, {})).status).toBe(303);
	await client.post(`${page}?/cancel`, {});
	expect(await acts()).toEqual([
		['exam.rehearsalStarted', 'officer', '1'],
		['exam.rehearsalCancelled', 'officer', '1']
	]);
	await vi.waitFor(async () => expect((await client.get(page)).text).toContain('演练已停止，没有结论'), 40_000);
});
