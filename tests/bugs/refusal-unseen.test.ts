import { expect, test } from 'vitest';
import { closeByOfficer, voidAttempt } from '#lib/exam/attempt/officer.server.ts';
import { openExam } from '../browser/sitting-fixture.ts';
import { makeAccount, password } from '../doors/people.ts';
import { openDoors } from '../doors/server.ts';
import { type Fixture, sit } from '../stories/attempt-exam.ts';
import { about, officer } from '../stories/board-duty.ts';

let fixture: Fixture | undefined;
const doors = await openDoors(async (store) => {
	fixture = await openExam(store, 1);
	await sit(store, fixture, Date.now());
	await makeAccount(store.db, { login: 'officer', roles: [{ role: 'examOfficer', unitId: null }] });
});

/**
 * The page was opened while the person wrote. More time was given after the paper had been handed in: refused, and the page
 * that came back offered no such form any more, where the refusal would have stood; it looked as if it had been done.
 */
test('an act that is refused because the attempt has changed meanwhile says so', async () => {
	const client = doors.client();
	await client.signIn('officer', password);
	const act = async (name: string) => {
		const fields = { no: '1', reason: '断网', minutes: '10', typedName: '张1', confirmed: 'on' };
		const { status, text } = await client.post(`/bureau/exams/1/board/1?/${name}`, fields);
		return { status, said: /role="alert"><p>([^<]*)/.exec(text)?.[1] };
	};
	if (!fixture) throw new Error('no exam');
	expect(await closeByOfficer(doors.store, officer, about(fixture, 1), Date.now())).toMatchObject({ ok: true });
	for (const name of ['extend', 'release', 'close'])
		expect(await act(name), name).toEqual({ status: 400, said: expect.stringContaining('不在答题中') });
	const asked = { ...about(fixture, 1), typedName: '张1' };
	expect(await voidAttempt(doors.store, officer, asked, Date.now())).toMatchObject({ ok: true });
	expect(await act('void')).toEqual({ status: 400, said: expect.stringContaining('作废') });
	expect((await act('reopen')).said).toBeTruthy();
});
