import { expect, test, vi } from 'vitest';
import { voidAttempt } from '#lib/exam/attempt/officer.server.ts';
import { saveResponses } from '#lib/exam/attempt/save.server.ts';
import { submitAttempt } from '#lib/exam/attempt/submit.server.ts';
import { blankRule } from '#lib/results/ranking/ranking.server.ts';
import { publishResultsVerb } from '../../src/cli/exam-results.ts';
import { openExam } from '../browser/sitting-fixture.ts';
import { makeAccount, password } from '../doors/people.ts';
import { openDoors } from '../doors/server.ts';
import { edit, type Fixture, minute, sit } from '../stories/attempt-exam.ts';
import { about, officer } from '../stories/board-duty.ts';

const ended = Date.now() - 60 * minute;
let fixture: Fixture | undefined;
const doors = await openDoors(async (store) => {
	fixture = await openExam(store, 3, {}, { opensAt: ended - 240 * minute, closesAt: ended });
	for (const [index, person] of fixture.people.entries()) {
		const { header, epoch } = await sit(store, fixture, ended - 120 * minute, person);
		const ops = index === 0 ? [] : [edit(1, epoch, 1, ['T'])];
		await saveResponses(store, header, { epoch, batch: '', ops }, ended - 100 * minute);
		await submitAttempt(store, header, null, ended - 90 * minute);
	}
	await makeAccount(store.db, { login: 'officer', roles: [{ role: 'examOfficer', unitId: null }] });
});

/**
 * The first version counted blank papers as sat. What the second would be was shown with the other rule, and the form began
 * with that one: a correction of one paper took everybody with a blank one out of the figures, unseen.
 */
test('a correction counts blank papers as the version before it, in what is looked at and in what is sent', async () => {
	const client = doors.client();
	await client.signIn('officer', password);
	const results = '/bureau/exams/1/results';
	const sat = (page: string) => /全区1家单位(\d+)人参加考试/.exec(page)?.[1];
	await client.post(`${results}/publish?/score`, { reason: '计分' });
	expect(sat((await client.get(`${results}/publish`)).text), 'before the first version').toBe('2');
	await client.post(`${results}/publish?/publish`, { run: '1', reason: '首次', confirm: 'yes', blank: 'sat' });

	if (!fixture) throw new Error('no exam');
	const asked = { ...about(fixture, 3), typedName: '张3' };
	expect(await voidAttempt(doors.store, officer, asked, Date.now())).toMatchObject({ ok: true });
	await client.post(`${results}/publish?/score`, { reason: '作废后' });
	const desk = (await client.get(`${results}/publish`)).text;
	expect(sat(desk)).toBe('2');
	expect(desk).toMatch(/<option value="sat" selected/);
	expect(sat((await client.get(`${results}?v=preview`)).text)).toBe('2');

	const told = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
	const flags = { reason: '更正', json: true } as const;
	const published = await publishResultsVerb(doors.store, { words: ['publish-results', '1'], flags, json: true });
	told.mockRestore();
	expect(published).toBe(0);
	expect(await blankRule(doors.store.db, fixture.examId), 'at the command line too').toBe('sat');
});
