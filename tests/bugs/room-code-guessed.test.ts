import { expect, test } from 'vitest';
import { asId } from '#lib/base/core/ids.ts';
import { roomCode } from '#lib/exam/attempt/safeguards.server.ts';
import { noSafeguards } from '#lib/exam/plan/safeguards.ts';
import { openExam } from '../browser/sitting-fixture.ts';
import { password } from '../doors/people.ts';
import { openDoors } from '../doors/server.ts';

const doors = await openDoors(async (store) => {
	await openExam(store, 2, { safeguards: { ...noSafeguards, roomCode: true } });
});
const current = () => roomCode(doors.secret, asId<'exam'>(1), Date.now());
const start = async (login: string) => {
	const client = doors.client();
	await client.signIn(login, password);
	return (room: string) => client.post('/exams/1', { pledge: 'yes', room });
};

// Six digits that are taken for a minute were nobody's secret from a script at home: at a hundred tries a second it was
// in within the hour. Whoever has typed twenty wrong codes now waits, and only that account does.
test('wrong room codes are counted: after twenty nobody gets in by going on, and nobody else waits for it', async () => {
	const guess = await start('S1');
	for (let n = 0; n < 20; n++) {
		const wrong = await guess(String((Number(current()) + 1000 + n * 7919) % 1_000_000).padStart(6, '0'));
		expect(wrong.text).toContain('考场码不对');
	}
	const right = await guess(current());
	expect(right.status).toBe(409);
	expect(right.text).toContain('分钟后再试');
	expect((await (await start('S2'))(current())).status).toBe(303);
});
