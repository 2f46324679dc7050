import { describe, expect, test } from 'vitest';
import { noSafeguards } from '#lib/exam/plan/safeguards.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { openExam } from '../browser/sitting-fixture.ts';
import { password } from '../doors/people.ts';
import { type Doors, openDoors } from '../doors/server.ts';

const within = async (store: Store) =>
	void (await openExam(store, 3, { safeguards: { ...noSafeguards, networks: ['10.20.0.0/16'] } }));

/** Whoever reached the server past its proxy could name any address, and so sat outside the networks of the exam. */
const behind = await openDoors(within, { ADDRESS_HEADER: 'X-Real-IP' });
const elsewhere = await openDoors(within, { ADDRESS_HEADER: 'X-Real-IP', PROXY_ADDRESS: '10.9.9.9' });

async function start(doors: Doors, n: number, headers: Readonly<Record<string, string>>) {
	const browser = doors.client();
	await browser.signIn(`S${n}`, password);
	return browser.post('/exams/1', { pledge: 'yes' }, headers);
}

describe('the address of a candidate', () => {
	test('is what the proxy on this machine says', async () => {
		expect((await start(behind, 1, { 'x-real-ip': '10.20.1.1' })).status).toBe(303);
		expect((await start(behind, 2, { 'x-real-ip': '10.21.1.1' })).status).toBe(409);
		expect((await start(behind, 2, {})).status).toBe(409);
	});

	test('is not what anybody else says: it is where the connection comes from, and the log names who it was', async () => {
		expect((await start(elsewhere, 1, { 'x-real-ip': '10.20.1.1' })).status).toBe(409);
		expect(elsewhere.log()).toContain('no proxy of ours');
	});
});
