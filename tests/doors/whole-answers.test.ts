import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { openExam } from '../browser/sitting-fixture.ts';
import { password } from './people.ts';
import { openDoors } from './server.ts';

interface Raw {
	readonly status: number;
	readonly headers: ReadonlyMap<string, string>;
	readonly body: Buffer;
}

/** Sends the bytes over one connection and reads it to its end, `slowly` with pauses between the pieces. */
function exchange(url: string, bytes: string, slowly = false): Promise<Buffer> {
	return new Promise((resolve, reject) => {
		const { hostname, port } = new URL(url);
		const socket = connect(Number(port), hostname, () => socket.write(bytes));
		const pieces: Buffer[] = [];
		socket.on('data', (piece) => {
			pieces.push(piece);
			if (!slowly) return;
			socket.pause();
			setTimeout(() => socket.resume(), 20);
		});
		socket.on('end', () => resolve(Buffer.concat(pieces)));
		socket.on('error', reject);
	});
}

/** The answers in what came back, each as long as its head says; `bodiless` for those to HEAD. */
function answersIn(bytes: Buffer, bodiless = false): Raw[] {
	const found: Raw[] = [];
	for (let at = 0; at < bytes.length;) {
		const end = bytes.indexOf('\r\n\r\n', at);
		const [first = '', ...lines] = bytes.subarray(at, end).toString('latin1').split('\r\n');
		const headers = new Map(
			lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()])
		);
		const length = bodiless ? 0 : Number(headers.get('content-length'));
		found.push({
			status: Number(first.split(' ')[1]),
			headers,
			body: bytes.subarray(end + 4, end + 4 + length)
		});
		at = end + 4 + length;
	}
	return found;
}

describe('answers given as a whole', async () => {
	const doors = await openDoors(async (store) => {
		await openExam(store, 2, { feedback: 'answersAfterClose' });
	});
	const me = doors.client();
	await me.signIn('S1', password);
	const sitting = (await me.post('/exams/1', { pledge: 'yes', short: 'yes' })).location ?? '';
	const cookie = [...me.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
	const { origin, host } = new URL(doors.url);
	const ask = (method: string, path: string, body?: object, last = false) => {
		const text = body ? JSON.stringify(body) : '';
		const head = [`${method} ${path} HTTP/1.1`, `host: ${host}`, `cookie: ${cookie}`, `origin: ${origin}`];
		head.push('accept: text/html', `connection: ${last ? 'close' : 'keep-alive'}`);
		if (body) head.push('content-type: application/json', `content-length: ${Buffer.byteLength(text)}`);
		return `${head.join('\r\n')}\r\n\r\n${text}`;
	};
	const api = `/api/v1${sitting}`;

	test('pages and calls sent in one piece come back in order, whole, each as long as it says', async () => {
		const sent =
			ask('POST', `${api}/open`, {}) +
			ask('GET', sitting) +
			ask('GET', `${api}/sync`) +
			ask('GET', '/exams/1') +
			ask('GET', sitting, undefined, true);
		const [opened, page, sync, rules, again, ...more] = answersIn(await exchange(doors.url, sent));
		expect(more).toEqual([]);
		expect([opened, page, sync, rules, again].map((one) => one?.status)).toEqual([200, 200, 200, 200, 200]);
		expect(JSON.parse(String(opened?.body))).toMatchObject({ state: 'open' });
		expect(JSON.parse(String(sync?.body))).toMatchObject({ state: 'open' });
		for (const one of [page, rules, again]) {
			expect(one?.headers.get('content-type')).toContain('text/html');
			expect(String(one?.body).trimEnd().endsWith('</html>')).toBe(true);
		}
	});

	test('a slow reader gets the whole page', async () => {
		const [page] = answersIn(await exchange(doors.url, ask('GET', sitting, undefined, true), true));
		expect(String(page?.body).trimEnd().endsWith('</html>')).toBe(true);
	});

	test('HEAD gets the head of the page and nothing else', async () => {
		const [head, ...more] = answersIn(await exchange(doors.url, ask('HEAD', '/exams/1', undefined, true)), true);
		expect(more).toEqual([]);
		expect(head?.status).toBe(200);
		expect(Number(head?.headers.get('content-length'))).toBeGreaterThan(5_000);
	});

	test('a page refused from within another request is whole as well', async () => {
		const [refused] = answersIn(await exchange(doors.url, ask('GET', '/bureau/exams', undefined, true)));
		expect(refused?.status).toBe(404);
		expect(String(refused?.body)).toContain('</html>');
	});
});
