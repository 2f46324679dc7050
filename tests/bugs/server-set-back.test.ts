import { cpSync, rmSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { launchChromium } from '../browser/chromium.ts';
import { saved } from '../browser/sitting-page.ts';
import { type Hall, openHall } from '../faults/hall.ts';
import { line, open, start } from '../faults/candidate.ts';

let hall: Hall | undefined;
afterAll(() => {
	hall?.close();
	if (hall) rmSync(`${hall.folder}-copy`, { recursive: true, force: true });
});

/**
 * A server whose data was set back to an older copy in the middle of an exam knows neither the page's epoch nor what it
 * had acknowledged. Each further answer was refused ("choose again"), and a reload lost all that only the page still showed.
 */
test('a server set back to an older copy gets everything again that the open page shows', async () => {
	hall = await openHall({ people: 1 });
	const { folder, candidates } = hall;
	const [candidate] = candidates;
	if (!candidate) throw new Error('nobody');
	let server = await hall.serve();
	const port = Number(new URL(server.url).port);
	const way = line(server.url);
	await start(way, candidate);
	await open(way, candidate);
	await server.kill('SIGTERM');
	cpSync(folder, `${folder}-copy`, { recursive: true });

	server = await hall.serve({ port });
	const browser = await launchChromium();
	const context = await browser.newContext();
	await context.addCookies([{ name: 'session', value: candidate.cookie.replace('session=', ''), url: server.url }]);
	const page = await context.newPage();
	await page.goto(`${server.url}/attempts/${candidate.code}`);
	await page.waitForSelector('[role=timer]');
	const choose = (number: number, letter: string) =>
		page.click(`#q${number} .choices label:has(input[value="${letter}"])`);
	await choose(1, 'T');
	await saved(page, 1);
	await choose(2, 'F');
	await saved(page, 2);
	await server.kill('SIGKILL');
	rmSync(folder, { recursive: true });
	cpSync(`${folder}-copy`, folder, { recursive: true });

	await hall.serve({ port });
	await choose(3, 'T');
	await page.waitForFunction(() => document.querySelector('.bottom .delivered')?.textContent?.startsWith('3/3'));
	await saved(page, 3);
	page.on('dialog', (dialog) => void dialog.accept());
	await page.reload();
	await page.waitForSelector('[role=timer]');
	const ticked = await page.$$eval('fieldset input:checked', (inputs) =>
		inputs.map((input) => `${input.getAttribute('name')}${input.getAttribute('value')}`)
	);
	expect(ticked).toEqual(['q1T', 'q2F', 'q3T']);
	await browser.close();
});
