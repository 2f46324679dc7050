import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDoors } from '../doors/server.ts';
import { password } from '../doors/people.ts';
import { launchChromium } from './chromium.ts';
import { open } from './ready.ts';
import { openExam } from './sitting-fixture.ts';
import { eventually } from './sitting-page.ts';

const doors = await openDoors(async (store) => {
	await openExam(store, 2, { feedback: 'nothing', durationMs: 15_000, graceMs: 12_000 });
});
let browser: Browser;
beforeAll(async () => {
	browser = await launchChromium();
});
afterAll(async () => {
	await browser.close();
});

async function begin(n: number, script: boolean) {
	const context = await browser.newContext({ javaScriptEnabled: script });
	const page = await context.newPage();
	await (script ? open(page, `${doors.url}/login`) : page.goto(`${doors.url}/login`));
	await page.fill('input[name=login]', `S${n}`);
	await page.fill('input[name=password]', password);
	await page.click('main button');
	await page.waitForURL((url) => !url.pathname.startsWith('/login'));
	await page.goto(`${doors.url}/exams/1`);
	await page.check('input[name=pledge]');
	await page.click('form.card button');
	await page.waitForURL(/\/attempts\//);
	return { context, page };
}

const state = (n: number) =>
	doors.store.db
		.selectFrom('attemptState')
		.innerJoin('attempt', 'attempt.id', 'attemptState.attemptId')
		.innerJoin('enrolment', 'enrolment.id', 'attempt.enrolmentId')
		.select(['attemptState.status', 'submittedBy', 'answered'])
		.where('enrolment.name', '=', `张${n}`)
		.executeTakeFirst();

test.concurrent('at the deadline the page freezes and hands in by itself', async () => {
	const { context, page } = await begin(1, true);
	await page.click('#q1 .choices label >> nth=0');
	await page.waitForURL(/\/result$/, { timeout: 60_000 });
	expect(await state(1)).toEqual({ status: 'submitted', submittedBy: 'candidate', answered: 1 });
	await context.close();
});

test.concurrent(
	'without script the server closes, and a form posted afterwards is kept and said to be late',
	async () => {
		const { context, page } = await begin(2, false);
		await page.click('#q1 .choices label >> nth=0');
		await page.click('.bottom button[formaction="?/save"]');
		await page.waitForURL(/saved=1/);
		await page.click('#q2 .choices label >> nth=0');
		await eventually(async () => (await state(2))?.status === 'submitted', 'closed by the clock', 60_000);
		expect(await state(2)).toEqual({ status: 'submitted', submittedBy: 'clock', answered: 1 });
		await page.click('.bottom button[formaction="?/save"]');
		await page.waitForURL(/\/result\?/);
		await page.waitForSelector('.notice.warn');
		const late = await doors.store.db.selectFrom('attemptEvent').select('n').where('kind', '=', 'late').execute();
		expect(late).toHaveLength(1);
		await context.close();
	}
);
