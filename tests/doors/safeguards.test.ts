import { describe, expect, test } from 'vitest';
import { asId } from '#lib/base/core/ids.ts';
import { configKeyHash, configKeyHeader, roomCode } from '#lib/exam/attempt/safeguards.server.ts';
import { noSafeguards, type Safeguards } from '#lib/exam/plan/safeguards.ts';
import { openExam } from '../browser/sitting-fixture.ts';
import type { Client } from './client.ts';
import { makeAccount, password } from './people.ts';
import { openDoors } from './server.ts';

const doors = await openDoors(async (store) => {
	await openExam(store, 9);
	await makeAccount(store.db, { login: 'officer', roles: [{ role: 'examOfficer', unitId: null }] });
});
const exam = asId<'exam'>(1);

/** Nobody may change a published exam; the test does, behind the doors, to try each safeguard by itself. */
async function ask(safeguards: Partial<Safeguards>): Promise<void> {
	doors.store.raw.exec('drop trigger if exists exam_published');
	const { scheme } = await doors.store.db
		.selectFrom('exam')
		.select('scheme')
		.where('id', '=', exam)
		.executeTakeFirstOrThrow();
	const changed = { ...(JSON.parse(scheme) as object), safeguards: { ...noSafeguards, ...safeguards } };
	await doors.store.db
		.updateTable('exam')
		.set({ scheme: JSON.stringify(changed) })
		.where('id', '=', exam)
		.execute();
}

async function candidate(n: number): Promise<Client> {
	const client = doors.client();
	await client.signIn(`S${n}`, password);
	return client;
}
const start = (client: Client, fields: Record<string, string> = {}, headers = {}) =>
	client.post('/exams/1', { pledge: 'yes', ...fields }, headers);

describe('room code', () => {
	test('without it, or with another one, nobody starts; with the one on the wall everybody does', async () => {
		await ask({ roomCode: true });
		const client = await candidate(1);
		expect((await client.get('/exams/1')).text).toContain('name="room"');
		for (const room of ['', '000000', 'abc']) {
			const refused = await start(client, { room });
			// One in a million; the code of this minute is not told to candidates.
			expect([409, 303]).toContain(refused.status);
			expect(refused.text).toContain('考场码不对');
		}
		const begun = await start(client, { room: roomCode(doors.secret, exam, Date.now()) });
		expect(begun.status).toBe(303);
		// Going on needs no code: the room was entered once.
		expect((await start(client)).location).toBe(begun.location);
	});

	test('the page for the room shows it to the bureau alone', async () => {
		const officer = doors.client();
		await officer.signIn('officer', password);
		const page = await officer.get('/bureau/exams/1/room');
		expect(page.status).toBe(200);
		const now = Date.now();
		const codes = [now, now - 5000].map((at) => roomCode(doors.secret, exam, at));
		expect(codes.some((code) => page.text.includes(`${code.slice(0, 3)} ${code.slice(3)}`))).toBe(true);
		expect((await (await candidate(2)).get('/bureau/exams/1/room')).status).toBe(404);
	});
});

test('networks: outside nobody starts or opens the paper; answers on the way are still taken', async () => {
	await ask({});
	const client = await candidate(3);
	const { location } = await start(client);
	const paper = await client.get(String(location));
	expect(paper.status).toBe(200);
	const epoch = /name="epoch" value="(\d+)"/.exec(paper.text)?.[1] ?? '';
	await ask({ networks: ['10.0.0.0/8'] });
	expect((await client.get(String(location))).location).toBe('/exams/1?barred=otherNetwork');
	expect((await client.get('/exams/1?barred=otherNetwork')).text).toContain('不在本场考试指定的网络内');
	const saved = await client.post(`${location}?/save`, { epoch, rev: '0', questions: '10', q1: 'T', back: '/' });
	expect(saved.location).toContain('saved=1');
	expect((await start(await candidate(4))).status).toBe(409);
	await ask({ networks: ['127.0.0.0/8', '::1'] });
	expect((await client.get(String(location))).status).toBe(200);
});

test('Safe Exam Browser: the header of this very address is asked for, the key never leaves the server', async () => {
	const key = 'ab'.repeat(32);
	await ask({ safeBrowserKey: key });
	const client = await candidate(5);
	expect((await client.get('/exams/1')).text).not.toContain(key);
	expect((await start(client)).status).toBe(409);
	const hash = (path: string) => ({ [configKeyHeader]: configKeyHash(doors.url + path, key) });
	expect((await start(client, {}, hash('/exams/2'))).status).toBe(409);
	const begun = await start(client, {}, hash('/exams/1'));
	expect(begun.status).toBe(303);
	const path = String(begun.location);
	expect((await client.get(path)).location).toBe('/exams/1?barred=otherBrowser');
	expect((await client.get(path, hash(path))).status).toBe(200);
});

test('one device: a second one waits for the bureau; the calls of a page elsewhere cannot take over either', async () => {
	await ask({ singleDevice: true });
	const first = await candidate(6);
	const path = String((await start(first)).location);
	expect((await first.get(path)).status).toBe(200);
	expect((await first.get(path)).status).toBe(200);
	const second = await candidate(6);
	expect((await second.get(path)).location).toBe('/exams/1?barred=otherDevice');
	const open = (client: Client) =>
		client.send('POST', `/api/v1${path}/open`, '{}', { 'content-type': 'application/json', origin: doors.url });
	expect((await open(second)).status).toBe(410);
	expect((await open(first)).status).toBe(200);
	const officer = doors.client();
	await officer.signIn('officer', password);
	const { enrolmentId } = await doors.store.db
		.selectFrom('attempt')
		.select('enrolmentId')
		.where('code', '=', path.slice('/attempts/'.length))
		.executeTakeFirstOrThrow();
	const released = await officer.post(`/bureau/exams/1/board/${enrolmentId}?/release`, {
		no: '1',
		reason: '机器死机',
		confirmed: 'yes'
	});
	expect(released.location).toContain('done');
	// Everybody is signed out; the first device that opens the paper now gets it.
	await second.signIn('S6', password);
	expect((await second.get(path)).status).toBe(200);
	await first.signIn('S6', password);
	expect((await first.get(path)).location).toBe('/exams/1?barred=otherDevice');
});

test('control: an exam without safeguards opens on every device', async () => {
	await ask({});
	const first = await candidate(7);
	const path = String((await start(first)).location);
	expect((await first.get(path)).status).toBe(200);
	expect((await (await candidate(7)).get(path)).status).toBe(200);
});

test('the watermark names the candidate and the unit, and is silent for screen readers', async () => {
	await ask({ watermark: true });
	const client = await candidate(8);
	const paper = await client.get(String((await start(client)).location));
	expect(paper.text).toContain('张8\u00a0城关</span>');
	expect(paper.text).toMatch(/class="watermark[^"]*" aria-hidden="true"/);
});
