import { expect, test } from 'vitest';
import { asId } from '#lib/base/core/ids.ts';
import { proposeAdoption } from '#lib/exam/attempt/adoption.server.ts';
import { saveResponses } from '#lib/exam/attempt/save.server.ts';
import { submitAttempt } from '#lib/exam/attempt/submit.server.ts';
import { decideRequest } from '#lib/exam/plan/request.server.ts';
import { openExam } from '../browser/sitting-fixture.ts';
import { makeAccount, password } from '../doors/people.ts';
import { openDoors } from '../doors/server.ts';
import { edit, minute, sit } from '../stories/attempt-exam.ts';
import { officer } from '../stories/board-duty.ts';

const ended = Date.now() - 60 * minute;
const doors = await openDoors(async (store) => {
	const { db } = store;
	const fixture = await openExam(store, 2, {}, { opensAt: ended - 240 * minute, closesAt: ended });
	const { header, epoch } = await sit(store, fixture, ended - 120 * minute);
	await submitAttempt(store, header, null, ended - 90 * minute);
	await saveResponses(store, header, { epoch, batch: '', ops: [edit(1, epoch, 1, ['T'])] }, ended - 80 * minute);
	const { accountId } = await makeAccount(db, { login: 'proposer' });
	const about = { examId: fixture.examId, attemptId: header.id, reason: '断网' };
	await proposeAdoption(store, { ...officer, accountId }, about, ended);
	await db
		.insertInto('enrolmentRequest')
		.values({
			...{ examId: fixture.examId, enrolmentId: asId(2), status: 'exempt', reason: '住院', documentNo: '1号' },
			...{ askedBy: '单位', askedAt: ended, decision: null, decisionNote: '', decidedBy: null, decidedAt: null }
		})
		.execute();
	await makeAccount(db, { login: 'officer', roles: [{ role: 'examOfficer', unitId: null }] });
});

/**
 * A first version was published over an application that nobody had decided: it could never be granted after that, and its
 * person stayed absent in every version.
 */
test('the desk names what waits for a decision before it publishes', async () => {
	const client = doors.client();
	await client.signIn('officer', password);
	const desk = '/bureau/exams/1/results/publish';
	await client.post(`${desk}?/score`, { reason: '计分' });
	const before = (await client.get(desk)).text;
	expect(before).toContain('还有 1 份免考、缓考申请没有审定');
	expect(before).toContain('还有 1 份采纳迟到答案的提议没有审定');
	const publish = { run: '1', reason: '首次', confirm: 'yes', blank: 'notSat' };
	expect((await client.post(`${desk}?/publish`, publish)).status).toBe(303);
	const granted = await decideRequest(doors.store.db, officer, 1, { approved: true, note: '' }, Date.now());
	expect(granted, 'too late').toMatchObject({ reason: 'resultsOut' });
	const after = (await client.get(desk)).text;
	expect(after).not.toContain('免考、缓考申请');
	expect(after).toContain('还有 1 份采纳迟到答案的提议没有审定');
});
