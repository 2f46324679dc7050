import { expect, test } from 'vitest';
import { openExam } from '../browser/sitting-fixture.ts';
import { makeAccount, password } from '../doors/people.ts';
import { openDoors } from '../doors/server.ts';
import { sit } from '../stories/attempt-exam.ts';

const doors = await openDoors(async (store) => {
	await sit(store, await openExam(store, 1), Date.now());
	await makeAccount(store.db, { login: 'officer', roles: [{ role: 'examOfficer', unitId: null }] });
});

/** A wrong staff number, or a name mistyped, emptied the form: the grant was typed anew while people were waiting for it. */
test('a grant or an act that is refused comes back as it was typed', async () => {
	const client = doors.client();
	await client.signIn('officer', password);
	const windows = '/bureau/exams/1/windows';
	const times = { opensAt: '', closesAt: '2030-01-02T03:04', extra: '15' };
	const grant = { unit: '', person: 'S99', ...times, reason: '机房停电' };
	const refused = await client.post(`${windows}?/grant`, grant);
	expect(refused.status).toBe(400);
	const fields = refused.text.slice(refused.text.indexOf('?/grant'));
	for (const value of ['S99', '2030-01-02T03:04', '15', '机房停电']) expect(fields).toContain(`value="${value}"`);
	const everyone = await client.post(`${windows}?/grant`, { ...grant, unit: 'all' });
	expect(everyone.text).toMatch(/<option value="all" selected/);
	const later = { closesAt: '2020-01-02T03:04', reason: '大雪' };
	const earlier = (await client.post(`${windows}?/extend`, later)).text;
	const extend = earlier.slice(earlier.indexOf('?/extend'), earlier.indexOf('?/grant'));
	for (const value of Object.values(later)) expect(extend).toContain(`value="${value}"`);
	const other = earlier.slice(earlier.indexOf('action="?/grant"'));
	expect(other.slice(0, other.indexOf('</form>'))).not.toContain('大雪');

	const act = { no: '1', reason: '设备故障', minutes: '900', typedName: '张三' };
	const tooLong = (await client.post('/bureau/exams/1/board/1?/extend', { ...act, confirmed: 'on' })).text;
	expect(tooLong).toMatch(/id="extend-minutes"[^>]*value="900"/);
	const otherName = (await client.post('/bureau/exams/1/board/1?/void', { ...act, confirmed: 'on' })).text;
	expect(otherName).toMatch(/id="typedName"[^>]*value="张三"/);
	expect(await doors.store.db.selectFrom('windowOverride').select('id').execute()).toEqual([]);
});
