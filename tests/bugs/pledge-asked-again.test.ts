import { expect, test } from 'vitest';
import { noSafeguards } from '#lib/exam/plan/safeguards.ts';
import { openExam } from '../browser/sitting-fixture.ts';
import { password } from '../doors/people.ts';
import { openDoors } from '../doors/server.ts';

const minute = 60_000;
const opensAt = Date.now() - 10 * minute;
const doors = await openDoors(async (store) => {
	const scheme = {
		durationMs: 25 * minute,
		latestEntryMs: 29 * minute,
		windowEnd: 'cuts' as const,
		safeguards: { ...noSafeguards, roomCode: true }
	};
	await openExam(store, 1, scheme, { opensAt, closesAt: Date.now() + 20 * minute });
});
const box = (page: string, name: string) => new RegExp(`<input type="checkbox" name="${name}"[^>]*>`).exec(page)?.[0];

// Who mistyped the code on the wall had to give the pledge once more, and to agree to the short time once more.
test('what was ticked stays ticked when a code is refused, and nothing else is', async () => {
	const candidate = doors.client();
	await candidate.signIn('S1', password);
	const refused = async (fields: Record<string, string>) =>
		(await candidate.post('/exams/1', { room: 'abc', ...fields })).text;
	const all = await refused({ pledge: 'yes', short: 'yes' });
	expect([box(all, 'pledge'), box(all, 'short')]).toEqual([
		expect.stringContaining('checked'),
		expect.stringContaining('checked')
	]);
	const one = await refused({ pledge: 'yes' });
	expect(box(one, 'pledge')).toContain('checked');
	expect(box(one, 'short'), 'nobody agrees for another').not.toContain('checked');
	expect(box(await refused({ short: 'yes' }), 'pledge')).not.toContain('checked');
});
