import { expect, test } from 'vitest';
import { openExam } from '../browser/sitting-fixture.ts';
import { password } from '../doors/people.ts';
import { openDoors } from '../doors/server.ts';

const doors = await openDoors(async (store) => {
	await openExam(store, 1);
});

// Every opening of the sitting takes it over from the page that is open; so did requests that nobody looks at the answer of.
test('a HEAD, and a page fetched ahead, take nothing over', async () => {
	const browser = doors.client();
	await browser.signIn('S1', password);
	const at = (await browser.post('/exams/1', { pledge: 'yes', short: 'yes' })).location ?? '';
	await browser.get(at);
	const epoch = async () =>
		(JSON.parse((await browser.get(`/api/v1${at}/sync`)).text) as { readonly epoch: number }).epoch;
	const before = await epoch();

	const head = await browser.send('HEAD', at, undefined, { accept: 'text/html' });
	expect([head.status, head.headers.get('cache-control')]).toEqual([200, 'no-store']);
	expect(await epoch()).toBe(before);
	for (const headers of [
		{ 'sec-purpose': 'prefetch' },
		{ 'sec-purpose': 'prefetch;prerender' },
		{ purpose: 'prefetch' },
		{ 'x-purpose': 'preview' },
		{ 'x-moz': 'prefetch' }
	])
		for (const path of [at, `${at}/__data.json`, '/trial'])
			expect((await browser.get(path, headers as Record<string, string>)).status).toBe(503);
	expect(await epoch()).toBe(before);

	// Control: other pages may be looked at ahead, and this one is opened by whoever comes for it.
	expect((await browser.get('/', { 'sec-purpose': 'prefetch' })).status).toBe(200);
	expect((await browser.send('HEAD', '/', undefined, { accept: 'text/html' })).status).toBe(200);
	expect((await browser.get(`${at}/__data.json`)).status).toBe(200);
	expect(await epoch()).toBe(before + 1);
	expect((await browser.get(at)).status).toBe(200);
	expect(await epoch()).toBe(before + 2);
});
