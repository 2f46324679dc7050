import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { asId } from '#lib/base/core/ids.ts';
import { proposeAdoption } from '#lib/exam/attempt/adoption.server.ts';
import { saveResponses } from '#lib/exam/attempt/save.server.ts';
import { submitAttempt } from '#lib/exam/attempt/submit.server.ts';
import { launchChromium } from '../browser/chromium.ts';
import { openExam } from '../browser/sitting-fixture.ts';
import { makeAccount, password } from '../doors/people.ts';
import { openDoors } from '../doors/server.ts';
import { edit, sit } from '../stories/attempt-exam.ts';
import { officer } from '../stories/board-duty.ts';

const doors = await openDoors(async (store) => {
	const fixture = await openExam(store, 2);
	const now = Date.now();
	const { header, epoch } = await sit(store, fixture, now);
	await submitAttempt(store, header, null, now + 1);
	await saveResponses(store, header, { epoch, batch: '', ops: [edit(1, epoch, 1, ['T'])] }, now + 2);
	const { accountId } = await makeAccount(store.db, { login: 'proposer' });
	const about = { examId: fixture.examId, attemptId: header.id, reason: '网络中断' };
	await proposeAdoption(store, { ...officer, accountId }, about, now + 3);
	await store.db
		.insertInto('enrolmentRequest')
		.values({
			...{ examId: fixture.examId, enrolmentId: asId(2), status: 'exempt', reason: '病假', documentNo: '1号' },
			...{ askedBy: '单位', askedAt: now, decision: null, decisionNote: '', decidedBy: null, decidedAt: null }
		})
		.execute();
	await makeAccount(store.db, { login: 'officer', name: '值班', roles: [{ role: 'examOfficer', unitId: null }] });
});
let browser: Browser;
let page: Page;
beforeAll(async () => {
	browser = await launchChromium();
	page = await browser.newPage();
	await page.goto(`${doors.url}/login`);
	await page.fill('input[name=login]', 'officer');
	await page.fill('input[name=password]', password);
	await page.click('main form button');
	await page.waitForURL((url) => !url.pathname.startsWith('/login'));
});
afterAll(() => browser.close());

/** Whoever wrote why not and pressed Enter had agreed: of two buttons Enter takes the first. */
test.each([
	['late answers', 'late?attempt=1', 'adoption'],
	['an exemption', 'requests', 'enrolmentRequest']
] as const)('Enter after a note on %s decides nothing', async (_, address, table) => {
	await page.goto(`${doors.url}/bureau/exams/1/${address}`);
	await page.locator('[name=note]').pressSequentially('不同意');
	await page.keyboard.press('Enter');
	await page.waitForTimeout(1000);
	const decisions = () => doors.store.db.selectFrom(table).select('decision').execute();
	expect(await decisions()).toEqual([{ decision: null }]);
	await page.click('button[value=refuse]');
	await expect.poll(decisions).toEqual([{ decision: 'refused' }]);
});
