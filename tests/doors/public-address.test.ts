import { expect, test } from 'vitest';
import { configKeyHash, configKeyHeader } from '#lib/exam/attempt/safeguards.server.ts';
import { noSafeguards } from '#lib/exam/plan/safeguards.ts';
import { openExam } from '../browser/sitting-fixture.ts';
import { password } from './people.ts';
import { openDoors } from './server.ts';

const origin = 'https://xf.example.cn';
const key = 'cd'.repeat(32);
const doors = await openDoors(
	async (store) => void (await openExam(store, 1, { safeguards: { ...noSafeguards, safeBrowserKey: key } })),
	{ ORIGIN: origin }
);

test('behind a proxy that speaks https, the Config Key is held against the public address', async () => {
	const browser = doors.client();
	await browser.post('/login', { login: 'S1', password }, { origin });
	// Cookies of an https site, which this client sends although it speaks to the proxy's far side.
	expect([...browser.cookies.keys()].join()).toContain('__Host-');
	const start = (address: string) =>
		browser.post('/exams/1', { pledge: 'yes' }, { origin, [configKeyHeader]: configKeyHash(address, key) });
	expect((await start(`${doors.url}/exams/1`)).status).toBe(409);
	const begun = await start(`${origin}/exams/1`);
	expect(begun.status).toBe(303);
	const path = String(begun.location);
	expect((await browser.get(path)).location).toBe('/exams/1?barred=otherBrowser');
	expect((await browser.get(path, { [configKeyHeader]: configKeyHash(origin + path, key) })).status).toBe(200);
});
