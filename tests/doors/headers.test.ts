import { beforeAll, describe, expect, test } from 'vitest';
import { pathOf, routes } from '../house/routes.ts';
import { makeAccount, makeUnit, password } from './people.ts';
import { type Doors, openDoors } from './server.ts';

let doors: Doors;
const everyRoute = routes();
beforeAll(async () => {
	doors = await openDoors(async ({ db }) => {
		const unit = await makeUnit(db, 'A');
		await makeAccount(db, { login: 'S1', unitId: unit });
		const roles = (['examOfficer', 'itemEditor', 'systemAdmin'] as const).map((role) => ({ role, unitId: null }));
		await makeAccount(db, {
			login: 'S2',
			unitId: unit,
			roles: [...roles, { role: 'unitAdmin', unitId: unit }]
		});
	});
});
const path = (id: string) => pathOf(id, new Proxy({}, { get: () => '1' }));

describe('headers', () => {
	test('every route, whoever asks: no framing, no sniffing, a policy that lets nothing foreign run', async () => {
		const browser = doors.client();
		await browser.signIn('S2', password);
		for (const client of [doors.client(), browser])
			for (const { id, methods } of everyRoute) {
				if (!methods.includes('GET')) continue;
				const { headers, status, text } = await client.get(path(id));
				const policy = headers.get('content-security-policy') ?? '';
				expect(status, id).not.toBe(500);
				expect(policy, id).toContain("frame-ancestors 'none'");
				expect(policy, id).toContain("base-uri 'none'");
				expect(policy, id).toContain("default-src 'none'");
				expect(policy, id).not.toMatch(/unsafe-inline|unsafe-eval|https?:|\*/);
				expect(headers.get('x-content-type-options'), id).toBe('nosniff');
				expect(headers.get('referrer-policy'), id).toBe('same-origin');
				expect(headers.get('cross-origin-opener-policy'), id).toBe('same-origin');
				expect(headers.get('permissions-policy'), id).toContain('camera=()');
				expect(headers.has('access-control-allow-origin'), id).toBe(false);
				expect(headers.get('cache-control'), id).toContain('no-store');
				if (text.startsWith('<!doctype')) {
					const inert = !policy.includes('script-src');
					if (!inert) expect(policy, id).toContain("object-src 'none'");
					const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
					for (const [script] of text.matchAll(/<script[^>]*>/g))
						if (!script.includes('src=')) expect(script, id).toContain(`nonce="${nonce}"`);
					expect(text, id).not.toMatch(/<[^>]+\sstyle="|\son\w+="|(?:src|href)="(?:https?:)?\/\//);
				}
			}
	});

	test('nonces are never used twice', async () => {
		const nonce = async () =>
			/'nonce-([^']+)'/.exec((await doors.client().get('/login')).headers.get('content-security-policy') ?? '')?.[1];
		expect(await nonce()).not.toBe(await nonce());
	});

	test('static files are not sniffed', async () => {
		expect((await doors.client().get('/icon.svg')).headers.get('x-content-type-options')).toBe('nosniff');
	});
});

describe('requests that change something and do not come from us', () => {
	const bodies: [string, string | undefined][] = [
		['a=1', 'application/x-www-form-urlencoded'],
		['a=1', 'text/plain'],
		['{"a":1}', 'application/json'],
		['', undefined]
	];
	const senders: [string, Record<string, string>][] = [
		['a foreign page', { origin: 'http://evil.example' }],
		['a sandboxed page', { origin: 'null' }],
		['nobody', {}],
		['a neighbour host', { origin: 'http://127.0.0.1:1', 'sec-fetch-site': 'same-site' }],
		['a foreign page without Origin', { 'sec-fetch-site': 'cross-site' }]
	];
	const changing = everyRoute.flatMap(({ id, methods, actions }) =>
		methods
			.filter((method) => method !== 'GET')
			.flatMap((method) => (actions.length > 0 ? actions : ['']).map((action) => ({ id, method, action })))
	);

	test('are refused on every route, for every content type', async () => {
		const browser = doors.client();
		await browser.signIn('S2', password);
		const before = await doors.store.db.selectFrom('auditEntry').select('id').execute();
		expect(changing.length).toBeGreaterThan(5);
		for (const { id, method, action } of changing)
			for (const [body, type] of bodies)
				for (const [name, headers] of senders) {
					const url = `${path(id)}${action === '' ? '' : `?/${action}`}`;
					const answer = await browser.send(method, url, body === '' ? undefined : body, {
						...headers,
						...(type === undefined ? {} : { 'content-type': type })
					});
					expect(answer.status, `${method} ${url} by ${name} as ${type}`).toBe(403);
				}
		expect(await doors.store.db.selectFrom('auditEntry').select('id').execute()).toHaveLength(before.length);
		expect((await browser.get('/me')).status).toBe(200);
	});

	test('the control: from our own page they arrive', async () => {
		const browser = doors.client();
		await browser.signIn('S1', password);
		const own = await browser.post('/preferences', { locale: 'en', back: '/me' });
		expect(own.location).toBe('/me');
		const fetched = await browser.post('/preferences', { locale: 'zh', back: '//evil.example' });
		expect(fetched.location).toBe('/');
		const newer = await browser.send('POST', '/preferences', new URLSearchParams({ locale: 'en' }), {
			'sec-fetch-site': 'same-origin'
		});
		expect(newer.status).toBe(303);
	});
});

describe('language and type size', () => {
	test('work before signing in, and stay with the account', async () => {
		const browser = doors.client();
		await browser.post('/preferences', { locale: 'en', back: '/login' });
		await browser.post('/preferences', { type: 'large', back: '/login' });
		const page = (await browser.get('/login')).text;
		expect(page).toMatch(/<html lang="en" class="large">/);
		expect(page).toContain('Sign in');
		expect((await doors.client().get('/login')).text).toMatch(/<html lang="zh-CN" class="normal">/);
		await browser.signIn('S1', password);
		await browser.post('/preferences', { locale: 'en' });
		const elsewhere = doors.client();
		await elsewhere.signIn('S1', password);
		expect((await elsewhere.get('/me')).text).toMatch(/<html lang="en"/);
	});
});
