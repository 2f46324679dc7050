import { expect, test } from 'vitest';
import { publishExam } from '#lib/exam/plan/publish.server.ts';
import { makeAccount, password } from '../doors/people.ts';
import { openDoors } from '../doors/server.ts';
import { layDistrict, officer } from '../stories/plan-district.ts';
import { draftIn, keep } from '../stories/rehearsal-place.ts';

const hours = 3_600_000;
const doors = await openDoors(async ({ db }) => {
	await layDistrict(db);
	await makeAccount(db, { login: 'officer', roles: [{ role: 'examOfficer', unitId: null }] });
	await makeAccount(db, { login: 'auditor', roles: [{ role: 'auditor', unitId: null }] });
});

async function overview(login: string, id: number): Promise<string> {
	const client = doors.client();
	await client.signIn(login, password);
	const { status, text } = await client.get(`/bureau/exams/${id}`);
	expect(status).toBe(200);
	return text;
}

// The overview asked how the rehearsals stand as long as the exam was a draft: a no-go that came after publication was
// to be read on the page of the rehearsal only.
test('the overview of a published exam says that the last rehearsal was a no-go, and when there was none', async () => {
	const { store, secret } = doors;
	const window = { opensAt: '+48h', closesAt: '+96h' };
	const place = await draftIn(store.db, { window }, Date.now());
	const { id } = place.exam;
	expect((await publishExam(store.db, officer, id, Date.now())).ok).toBe(true);
	expect(await overview('officer', id)).toContain('还没有演练过');
	await keep(place, 500, {}, secret);
	expect(await overview('officer', id), 'control').not.toContain('演练的结论');
	await keep(place, 500, { lost: 1 }, secret);
	expect(await overview('officer', id)).toContain('最近一次演练的结论是不能开考');
	expect(await overview('auditor', id), 'nothing for who cannot rehearse').not.toContain('演练的结论');
});

test('once it is open only what speaks against it is said: it is too late to rehearse', async () => {
	const { store, secret } = doors;
	const past = Date.now() - 2 * hours;
	const place = await draftIn(store.db, { window: { opensAt: '+1h', closesAt: '+96h' } }, past);
	const { id } = place.exam;
	expect((await publishExam(store.db, officer, id, past)).ok).toBe(true);
	expect(await overview('officer', id)).not.toContain('还没有演练过');
	await keep(place, 4, {}, secret);
	expect(await overview('officer', id)).toContain('超过演练测得的容量');
});
