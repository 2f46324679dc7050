import { describe, expect, test } from 'vitest';
import { openExam } from '../browser/sitting-fixture.ts';
import { canary } from '../stories/attempt-exam.ts';
import type { Answer, Client } from './client.ts';
import { password } from './people.ts';
import { openDoors } from './server.ts';

/** Words that are in the database and in no byte a candidate may get before the time. */
const secrets = [canary, 'SECRETCODE', 'SECRETARTICLE'];
const leaks = (text: string) => secrets.filter((secret) => text.includes(secret));

async function candidate(client: Client, n: number): Promise<Client> {
	expect((await client.signIn(`S${n}`, password)).status).toBe(303);
	return client;
}

/** Starts by the form of the rules page; the address of the sitting. */
async function start(client: Client): Promise<string> {
	const answer = await client.post('/exams/1', { pledge: 'yes', short: 'yes' });
	expect(answer.status).toBe(303);
	expect(answer.location).toMatch(/^\/attempts\/[0-9A-HJKMNP-TV-Z]{26}$/);
	return answer.location ?? '';
}

/** Hidden fields and what is ticked, as a browser would post the page. */
function fieldsOf(html: string): Record<string, string[]> {
	const fields: Record<string, string[]> = {};
	for (const [tag] of html.matchAll(/<input[^>]*>/g)) {
		const attribute = (name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1];
		const [type, name, value = ''] = [attribute('type'), attribute('name'), attribute('value')];
		if (!name || (type !== 'hidden' && !/\schecked\b/.test(tag))) continue;
		fields[name] = [...(fields[name] ?? []), value];
	}
	return fields;
}

const json = (client: Client, url: string, method: string, path: string, body?: unknown): Promise<Answer> =>
	client.send(method, path, body === undefined ? undefined : JSON.stringify(body), {
		origin: url,
		'content-type': 'application/json'
	});

describe('while the exam is open', async () => {
	const doors = await openDoors(async (store) => {
		await openExam(store, 6, { feedback: 'answersAfterClose' });
	});

	test('a whole sitting by plain forms, with a second look, a submission and its repetition', async () => {
		const me = await candidate(doors.client(), 1);
		expect((await me.get('/')).text).toContain('/exams/1');
		expect((await me.post('/exams/1', {})).status).toBe(400);
		const sitting = await start(me);
		const page = await me.get(sitting);
		expect(page.status).toBe(200);
		expect(page.headers.get('cache-control')).toBe('no-store');
		const saved = await me.post(`${sitting}?/save`, {
			...fieldsOf(page.text),
			q1: 'T',
			q4: 'C',
			q7: ['A', 'B'],
			m2: '1'
		});
		expect(saved.status).toBe(303);
		const again = fieldsOf((await me.get(saved.location ?? '')).text);
		expect(again).toMatchObject({ q1: ['T'], q4: ['C'], q7: ['A', 'B'], m2: ['1'] });
		const asked = await me.post(`${sitting}?/submit`, { ...again, q9: 'D' });
		expect(asked.location).toContain(`${sitting}/submit`);
		const confirm = await me.get(asked.location ?? '');
		for (const number of [2, 3, 5, 6, 8, 10]) expect(confirm.text).toContain(`${sitting}#q${number}"`);
		expect(confirm.text).not.toContain(`${sitting}#q9"`);
		const done = await me.post(`${sitting}/submit`);
		expect(done.location).toBe(`${sitting}/result`);
		const receipt = /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/;
		const first = receipt.exec((await me.get(`${sitting}/result`)).text)?.[0];
		expect(first).toBeDefined();
		await me.post(`${sitting}/submit`);
		expect(receipt.exec((await me.get(`${sitting}/result`)).text)?.[0]).toBe(first);
		expect((await me.get(sitting)).location).toBe(`${sitting}/result`);
		const late = await me.post(`${sitting}?/save`, { ...again, q1: 'F' });
		expect(late.location).toContain('/result?');
		expect((await me.get('/')).text).toContain(`${sitting}/result`);
	});

	test('the same by JSON: acknowledged after COMMIT, refused where it must be', async () => {
		const me = await candidate(doors.client(), 2);
		const api = `/api/v1${await start(me)}`;
		const call = (method: string, path: string, body?: unknown) => json(me, doors.url, method, api + path, body);
		const opened = JSON.parse((await call('POST', '/open')).text) as { epoch: number; responses: unknown[] };
		expect(opened).toMatchObject({ ok: true, epoch: 1, responses: [], state: 'open' });
		const op = { number: 1, epoch: 1, rev: 1, answer: ['F'], marked: false };
		const request = { protocol: 1, epoch: 1, batch: 'b', ops: [op, { ...op, number: 4, answer: ['X'] }] };
		const saved = await call('PUT', '/answers', request);
		expect(JSON.parse(saved.text)).toMatchObject({
			ok: true,
			durable: true,
			batch: 'b',
			lease: 'held',
			acks: [{ status: 'applied' }, { status: 'rejected', code: 'invalidAnswer' }]
		});
		expect((await call('PUT', '/answers', { ...request, score: 100 })).status).toBe(422);
		expect((await call('PUT', '/answers', { ...request, batch: 'x'.repeat(70_000) })).status).toBe(413);
		const plain = { origin: doors.url, 'content-type': 'text/plain' };
		expect((await me.send('PUT', `${api}/answers`, JSON.stringify(request), plain)).status).toBe(415);
		const foreign = { origin: 'http://evil.example', 'content-type': 'application/json' };
		expect((await me.send('PUT', `${api}/answers`, JSON.stringify(request), foreign)).status).toBe(403);
		expect((await json(doors.client(), doors.url, 'PUT', `${api}/answers`, request)).status).toBe(401);
		const sync = JSON.parse((await call('GET', '/sync')).text) as object;
		expect(sync).toMatchObject({ epoch: 1, responses: [{ number: 1, answer: ['F'] }] });
		const rest = { ...request, ops: [{ ...op, number: 2 }] };
		const submits = await Promise.all(Array.from({ length: 20 }, () => call('POST', '/submit', rest)));
		const receipts = submits.map(({ text }) => JSON.parse(text) as { receipt: string; answered: number });
		expect(new Set(receipts.map(({ receipt, answered }) => `${receipt} ${answered}`)).size).toBe(1);
		expect(receipts[0]?.answered).toBe(2);
		const after = JSON.parse(
			(await call('PUT', '/answers', { ...request, ops: [{ ...op, number: 3 }] })).text
		) as object;
		expect(after).toMatchObject({ state: 'submitted', acks: [{ status: 'closed' }] });
		expect((await call('POST', '/open')).status).toBe(410);
	});

	test('another person’s attempt looks like none at all', async () => {
		const [owner, other] = [await candidate(doors.client(), 3), await candidate(doors.client(), 4)];
		const theirs = await start(owner);
		const absent = `/attempts/${'0'.repeat(26)}`;
		const empty = { protocol: 1, epoch: 1, batch: '', ops: [] };
		for (const [method, path, body] of [
			['GET', '', undefined],
			['GET', '/submit', undefined],
			['GET', '/result', undefined],
			['GET', '/sync', undefined],
			['POST', '/open', undefined],
			['PUT', '/answers', empty],
			['POST', '/submit', empty]
		] as const) {
			const prefix = ['/sync', '/open', '/answers'].includes(path) || body ? '/api/v1' : '';
			const [foreign, none] = await Promise.all(
				[theirs, absent].map((address) => json(other, doors.url, method, prefix + address + path, body))
			);
			expect([method + path, foreign?.status]).toEqual([method + path, 404]);
			expect(none?.status).toBe(404);
			if (prefix !== '') expect(foreign?.text).toBe(none?.text);
		}
		for (const action of ['?/save', '?/submit']) {
			const answer = await other.post(theirs + action, { epoch: '1', q1: 'T' });
			expect(answer.status).toBe(404);
		}
		expect((await other.post(`${theirs}/submit`)).status).toBe(404);
		const state = await doors.store.db
			.selectFrom('attemptState')
			.select('status')
			.where('status', '=', 'open')
			.execute();
		expect(state.length).toBeGreaterThan(0);
	});

	test('the key is in no byte: pages, their data, and every answer of the interface', async () => {
		const me = await candidate(doors.client(), 5);
		const before = [await me.get('/'), await me.get('/exams/1'), await me.get('/exams/1/__data.json')];
		const sitting = await start(me);
		const page = await me.get(sitting);
		const data = await me.get(`${sitting}/__data.json`);
		const op = { number: 1, epoch: 1, rev: 1, answer: ['T'], marked: true };
		const seen = [
			...before,
			page,
			data,
			await json(me, doors.url, 'POST', `/api/v1${sitting}/open`),
			await json(me, doors.url, 'GET', `/api/v1${sitting}/sync`),
			await json(me, doors.url, 'PUT', `/api/v1${sitting}/answers`, { protocol: 1, epoch: 1, batch: '', ops: [op] }),
			await me.get(`${sitting}/submit`),
			await json(me, doors.url, 'POST', `/api/v1${sitting}/submit`, { protocol: 1, epoch: 1, batch: '', ops: [] }),
			await me.get(`${sitting}/result`),
			await me.get(`${sitting}/result/__data.json`)
		];
		for (const answer of seen) {
			expect(answer.status).toBe(200);
			expect(leaks(answer.text)).toEqual([]);
		}
		const scripts = [...page.text.matchAll(/(?:href|import\()\s*=?\s*"([^"]+\.js)"/g)].map(([, path]) => path ?? '');
		expect(scripts.length).toBeGreaterThan(0);
		for (const path of new Set(scripts))
			expect(leaks((await me.get(new URL(path, doors.url + sitting).pathname)).text)).toEqual([]);
		// What the page gets of a question, name by name: a field added later has to be added here too.
		const names = new Set([...data.text.matchAll(/"([a-zA-Z]+)":\d/g)].map(([, name]) => name));
		for (const name of [
			'correct',
			'explanation',
			'itemVersionId',
			'difficulty',
			'article',
			'lawTitle',
			'itemCode',
			'slot',
			'part'
		])
			expect(names).not.toContain(name);
		expect(names).toContain('paper');
	});
});

describe('after the last window', async () => {
	const doors = await openDoors(async (store) => {
		await openExam(store, 1, { feedback: 'answersAfterClose', graceMs: 0 });
	});

	test('control: then, and only then, the same page shows answers and explanations', async () => {
		const me = await candidate(doors.client(), 1);
		const sitting = await start(me);
		await me.post(`${sitting}/submit`);
		expect(leaks((await me.get(`${sitting}/result`)).text)).toEqual([]);
		// Time cannot be made to pass in another process: the window is moved into the past behind its back instead.
		doors.store.raw.exec('drop trigger exam_published');
		await doors.store.db
			.updateTable('exam')
			.set({ closesAt: Date.now() - 1000 })
			.execute();
		expect(leaks((await me.get(`${sitting}/result`)).text)).toEqual([canary]);
	});
});
