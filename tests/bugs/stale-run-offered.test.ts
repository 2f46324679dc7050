import { expect, test } from 'vitest';
import { asId } from '#lib/base/core/ids.ts';
import { decideAdoption, proposeAdoption } from '#lib/exam/attempt/adoption.server.ts';
import { voidAttempt } from '#lib/exam/attempt/officer.server.ts';
import { saveResponses } from '#lib/exam/attempt/save.server.ts';
import { submitAttempt } from '#lib/exam/attempt/submit.server.ts';
import { openExam } from '../browser/sitting-fixture.ts';
import { makeAccount, password } from '../doors/people.ts';
import { openDoors } from '../doors/server.ts';
import { edit, type Fixture, minute, sit } from '../stories/attempt-exam.ts';
import { about, officer } from '../stories/board-duty.ts';

const ended = Date.now() - 60 * minute;
let fixture: Fixture | undefined;
const doors = await openDoors(async (store) => {
	const window = { opensAt: ended - 240 * minute, closesAt: ended };
	fixture = await openExam(store, 2, {}, window);
	const [first, second] = fixture.people;
	for (const person of [first, second]) {
		const { header, epoch } = await sit(store, fixture, ended - 120 * minute, person);
		await saveResponses(store, header, { epoch, batch: '', ops: [edit(1, epoch, 1, ['T'])] }, ended - 100 * minute);
		await submitAttempt(store, header, null, ended - 90 * minute);
		await saveResponses(store, header, { epoch, batch: '', ops: [edit(2, epoch, 2, ['T'])] }, ended - 80 * minute);
	}
	await makeAccount(store.db, { login: 'officer', roles: [{ role: 'examOfficer', unitId: null }] });
});
const { store } = doors;

/** After the first version, answers were adopted and a paper voided: the desk said that nobody's score had changed. */
test('the desk says that papers have changed since the run it would publish, and no more once scored again', async () => {
	const client = doors.client();
	await client.signIn('officer', password);
	const desk = '/bureau/exams/1/results/publish';
	const isStale = async () => (await client.get(desk)).text.includes('计分之后答卷或答案有变化');
	const score = () => client.post(`${desk}?/score`, { reason: '计分' });
	await score();
	const published = { run: '1', reason: '首次', confirm: 'yes', blank: 'sat' };
	expect((await client.post(`${desk}?/publish`, published)).status).toBe(303);
	expect(await isStale()).toBe(false);

	const [proposer, decider] = await Promise.all(
		['o1', 'o2'].map(async (login) => ({
			...officer,
			accountId: (await makeAccount(store.db, { login })).accountId
		}))
	);
	if (!proposer || !decider || !fixture) throw new Error('two are needed');
	const late = { examId: fixture.examId, attemptId: asId<'attempt'>(1), reason: '断网' };
	const proposed = await proposeAdoption(store, proposer, late, Date.now());
	if (!proposed.ok) throw new Error(proposed.reason);
	expect(await isStale(), 'nothing counts yet').toBe(false);
	const choice = { examId: fixture.examId, approve: true, note: '' };
	expect(await decideAdoption(store, decider, proposed.value, choice, Date.now())).toMatchObject({ ok: true });
	expect(await isStale()).toBe(true);
	await score();
	expect(await isStale()).toBe(false);

	const asked = { ...about(fixture, 2), typedName: '张2' };
	expect(await voidAttempt(store, officer, asked, Date.now())).toMatchObject({ ok: true });
	expect(await isStale()).toBe(true);
	await score();
	expect(await isStale()).toBe(false);
});
