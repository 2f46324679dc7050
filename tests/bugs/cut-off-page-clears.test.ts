import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../browser/chromium.ts';
import { openExam } from '../browser/sitting-fixture.ts';
import { candidate, choose, held, saved } from '../browser/sitting-page.ts';
import { openDoors } from '../doors/server.ts';

const doors = await openDoors(async (store) => {
	await openExam(store, 1);
});
let browser: Browser;
beforeAll(async () => {
	browser = await launchChromium();
});
afterAll(() => browser.close());

/** A line that breaks in the middle of every page of a paper, before any script has come; everything else goes through. */
async function brokenLine(cutBefore: string): Promise<string> {
	const proxy = createServer((asked, answer) => {
		const { method = '', url = '', headers } = asked;
		const sent = request(new URL(url, doors.url), { method, headers }, (came) => {
			const pieces: Buffer[] = [];
			came.on('data', (piece: Buffer) => pieces.push(piece));
			came.on('end', () => {
				const bytes = Buffer.concat(pieces);
				answer.writeHead(came.statusCode ?? 502, { ...came.headers, 'content-length': String(bytes.length) });
				const at = method === 'GET' && /^\/attempts\/\w+(\?|$)/.test(url) ? bytes.indexOf(cutBefore) : -1;
				if (at < 0) answer.end(bytes);
				else answer.write(bytes.subarray(0, at), () => asked.socket.end());
			});
		});
		sent.on('error', () => answer.destroy());
		asked.pipe(sent);
	});
	proxy.listen(0, '127.0.0.1');
	await once(proxy, 'listening');
	afterAll(() => (proxy.closeAllConnections(), void proxy.close()));
	return `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
}

// The page said at its beginning how many questions it has: what had not come of it was posted as cleared.
test('a page that came only in part clears nothing but what is cleared on it', async () => {
	const { context, page, address } = await candidate(browser, doors, 1);
	for (const [number, letter] of [
		[1, 'T'],
		[2, 'F'],
		[7, 'A'],
		[7, 'B'],
		[9, 'A'],
		[10, 'T']
	] as const) {
		await choose(page, number, letter);
		await saved(page, number);
	}
	expect(await held(doors, 1)).toBe(5);
	// All of question 6, and the first two choices of question 7.
	const url = await brokenLine('name="q7" value="B"');
	const again = await context.newPage();
	await again.goto(url + new URL(address).pathname, { waitUntil: 'commit' });
	await again.waitForSelector('#q7 input[value="A"]:checked');
	expect(await again.locator('#q9').count()).toBe(0);
	await again.click('#q1 button[name=clear]');
	await again.waitForURL(/saved=/, { waitUntil: 'commit' });
	expect(await held(doors, 1)).toBe(4);
	await page.reload();
	const ticked = await page.$$eval('fieldset input:checked', (inputs) =>
		inputs.map((input) => `${input.getAttribute('name')}${input.getAttribute('value')}`)
	);
	expect(ticked).toEqual(['q2F', 'q7A', 'q7B', 'q9A', 'q10T']);
	await context.close();
});
