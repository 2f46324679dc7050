import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../browser/chromium.ts';
import { openExam } from '../browser/sitting-fixture.ts';
import { begin } from '../browser/sitting-page.ts';
import { makeAccount, password } from '../doors/people.ts';
import { openDoors } from '../doors/server.ts';

const doors = await openDoors(async (store) => {
	await openExam(store, 1);
	await makeAccount(store.db, { login: 'officer', name: '值班', roles: [{ role: 'examOfficer', unitId: null }] });
});
let browser: Browser;
beforeAll(async () => {
	browser = await launchChromium();
	const context = await browser.newContext();
	await begin(context, doors, 1);
	await context.close();
});
afterAll(() => browser.close());

async function officer(): Promise<{ context: BrowserContext; page: Page }> {
	const context = await browser.newContext({ javaScriptEnabled: false });
	const page = await context.newPage();
	await page.goto(`${doors.url}/login`);
	await page.fill('input[name=login]', 'officer');
	await page.fill('input[name=password]', password);
	await page.click('main form button');
	return { context, page };
}

/** Presses a second time as soon as the first request is on its way: an answer takes longer than a double click. */
async function pressedTwice({ context, page }: Awaited<ReturnType<typeof officer>>, button: string): Promise<void> {
	let sent = 0;
	await context.route('**/*', async (route) => {
		if (route.request().method() === 'POST' && sent++ === 0) {
			const { headers, body } = { headers: await route.request().allHeaders(), body: route.request().postDataBuffer() };
			await fetch(route.request().url(), {
				method: 'POST',
				headers,
				body: body && new Uint8Array(body),
				redirect: 'manual'
			});
		}
		await route.continue();
	});
	await page.click(button);
	await page.waitForURL(/[?]done/);
	await context.unrouteAll();
}

const given = () => doors.store.db.selectFrom('windowOverride').select(['personId', 'extraMs']).orderBy('id').execute();

async function tenMinutes(page: Page): Promise<void> {
	await page.goto(`${doors.url}/bureau/exams/1/board/1`);
	await page.click('#extend summary');
	await page.fill('#extend-minutes', '10');
	await page.fill('#extend-reason', '停电');
	await page.check('#extend input[name=confirmed]');
}

/** A double click was two forms and two grants: the person had twenty minutes more, and with the other form everyone had. */
test('a button that is pressed twice gives the time once, and a page that knows of it gives it again', async () => {
	const duty = await officer();
	const { page } = duty;
	await tenMinutes(page);
	await pressedTwice(duty, '#extend button');
	expect(await given()).toEqual([{ personId: 1, extraMs: 600_000 }]);

	await page.goto(`${doors.url}/bureau/exams/1/windows`);
	const fiveForAll = async () => {
		await page.selectOption('select[name=unit]', 'all');
		await page.fill('#extra', '5');
		await page.fill('#grant-reason', '停电');
	};
	await fiveForAll();
	await pressedTwice(duty, 'form[action="?/grant"] button');
	expect((await given()).slice(1)).toEqual([{ personId: null, extraMs: 300_000 }]);

	await fiveForAll();
	await page.click('form[action="?/grant"] button');
	await tenMinutes(page);
	await page.click('#extend button');
	expect((await given()).slice(2).map(({ extraMs }) => extraMs)).toEqual([300_000, 600_000]);
	await duty.context.close();
});
