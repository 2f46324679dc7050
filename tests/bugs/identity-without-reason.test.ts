import { expect, test } from 'vitest';
import { confirmIdentity } from '#lib/exam/attempt/officer.server.ts';
import { attemptExam, minute, opensAt, sit } from '../stories/attempt-exam.ts';
import { about, actsOn, officer } from '../stories/board-duty.ts';
import { freshStore } from '../stories/fresh.ts';

/** Every act on the board stated a reason but this one, so that nobody could say later what had been looked at. */
test('an identity is confirmed by something: what was seen goes on record', async () => {
	const store = await freshStore();
	const fixture = await attemptExam(store);
	await sit(store, fixture, opensAt);
	const confirm = (note: string) =>
		confirmIdentity(store, officer, { ...about(fixture, 1), note }, 'all', opensAt + minute);
	expect(await confirm('　 ')).toMatchObject({ reason: 'noteMissing' });
	expect(await actsOn(store)).toEqual([]);
	expect(await confirm('居民身份证')).toMatchObject({ ok: true });
	expect(await actsOn(store)).toEqual(['attempt.identityConfirmed']);
});
