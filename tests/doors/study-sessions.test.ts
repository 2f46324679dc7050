import { beforeAll, describe, expect, test } from 'vitest';
import { sessionCode } from '#lib/study/session/code.server.ts';
import type { SessionId } from '#lib/base/core/ids.ts';
import { asId } from '#lib/base/core/ids.ts';
import type { Client } from './client.ts';
import { type District, district } from './district.ts';
import { password } from './people.ts';
import { type Doors, openDoors } from './server.ts';

let doors: Doors;
let scene: District;
let id: SessionId;
const browsers = new Map<string, Client>();
beforeAll(async () => {
	doors = await openDoors(async (store) => {
		scene = await district(store);
	});
	id = asId<'session'>(Number(scene.mine.session));
	for (const persona of [
		'me',
		'colleague',
		'stranger',
		'unitAdmin',
		'siblingAdmin',
		'examOfficer',
		'auditor'
	] as const) {
		const browser = doors.client();
		expect((await browser.signIn(scene.logins[persona], password)).status).toBe(303);
		browsers.set(persona, browser);
	}
});
const as = (persona: string): Client => browsers.get(persona) ?? doors.client();
const marks = () => doors.store.raw.prepare('select count(*) from session_mark').pluck().get();
const audits = () => doors.store.raw.prepare('select max(id) from audit_entry').pluck().get();
const statusOf = (person: number) =>
	doors.store.raw.prepare('select status from session_person where person_id = ?').pluck().get(person);

describe('who may do what to a session', () => {
	test('a posted row of another unit changes nothing, whatever the form says', async () => {
		const before = [marks(), audits()];
		for (const [persona, desk] of [
			['siblingAdmin', 'unit'],
			['auditor', 'bureau'],
			['unitAdmin', 'bureau'],
			['me', 'unit'],
			['anonymous', 'unit']
		] as const)
			for (const [action, fields] of [
				['tick?/save', { shown: '1-,2-', p: ['1', '2'] }],
				['tick?/allPresent', {}],
				['tick?/walkIn', { number: 'S1' }],
				['tick?/withdraw', { person: '1', reason: 'x' }],
				['?/hold', { early: 'yes' }],
				['?/cancel', { reason: 'x' }],
				['list', { all: 'on', do: 'replace' }],
				['edit', { topic: '别的', date: '2027-01-01', time: '09:00', place: 'x' }],
				['file?/undo', { batch: '1' }]
			] as const) {
				const path = `/${desk}/sessions/${id}${action.startsWith('?') ? action : `/${action}`}`;
				const { status } = await as(persona).post(path, fields as Record<string, string | string[]>);
				expect([400, 401, 404], `${persona} ${path}: ${status}`).toContain(status);
			}
		expect([marks(), audits()]).toEqual(before);
		// A unit that is not its organiser is led back from its pages, and its acts are not found.
		expect((await as('unitAdmin').post(`/unit/sessions/${id}?/hold`, { early: 'yes' })).status).toBe(404);
		expect((await as('unitAdmin').post(`/unit/sessions/${id}/list`, { all: 'on' })).status).toBe(303);
		expect([marks(), audits()]).toEqual(before);
	});

	test('a form from elsewhere is refused', async () => {
		const before = marks();
		const body = new URLSearchParams({ shown: '1-', p: '1' });
		const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' };
		for (const origin of ['http://elsewhere.example', 'null']) {
			const { status } = await as('examOfficer').send('POST', `/bureau/sessions/${id}/tick?/save`, body, {
				...headers,
				origin
			});
			expect(status, origin).toBe(403);
		}
		expect(marks()).toBe(before);
	});
});

describe('signing in by the code', () => {
	const path = () => `/sessions/${id}`;
	test('reading with a good code changes nothing; sending does, once', async () => {
		const before = marks();
		const code = sessionCode(doors.secret, id, Date.now());
		const page = await as('me').get(`${path()}?code=${code}`);
		expect(page.status).toBe(200);
		expect(marks(), 'a link that somebody was sent signs nobody in').toBe(before);
		const ticket = /name="ticket" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
		expect(ticket).not.toBe('');
		expect((await as('colleague').post(path(), { ticket })).status, 'the ticket of another').toBe(400);
		expect((await as('stranger').post(path(), { code })).status, 'not expected').toBe(404);
		expect((await as('me').post(path(), { ticket })).location).toBe(`${path()}?done=signed`);
		expect((await as('me').post(path(), { code })).location).toBe(`${path()}?done=already`);
		expect(statusOf(1)).toBe('present');
		expect(Number(marks())).toBe(Number(before) + 1);
	});
	test('guessing ends soon', async () => {
		for (let guess = 0; guess < 10; guess++) await as('colleague').post(path(), { code: String(guess) });
		const code = sessionCode(doors.secret, id, Date.now());
		expect((await as('colleague').post(path(), { code })).status).toBe(400);
		expect(statusOf(2)).not.toBe('present');
	});
	test('the wall is shown to those who manage, with a code that no browser keeps', async () => {
		const wall = await as('unitAdmin').get(`/unit/sessions/${id}/wall`);
		expect(wall.status).toBe(200);
		expect(wall.headers.get('cache-control')).toContain('no-store');
		expect((await as('siblingAdmin').get(`/unit/sessions/${id}/wall`)).status).toBe(404);
		expect((await as('me').get(`/unit/sessions/${id}/wall`)).status).toBe(404);
	});
});

test('plain forms: a unit ticks, unticks and records leave; the bureau reads it, the auditor not why', async () => {
	const tick = `/unit/sessions/${id}/tick`;
	const page = await as('unitAdmin').get(tick);
	const shown = /name="shown" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
	const row = /(\d+)-/.exec(shown)?.[1] ?? '';
	expect(shown).toMatch(/^\d+p,\d+-$/);
	const leave = { shown, p: shown.split('p')[0] ?? '', [`l${row}`]: 'sick', [`d${row}`]: '=1+1' };
	expect((await as('unitAdmin').post(`${tick}?/save`, leave)).location).toContain('changed=1');
	expect((await as('examOfficer').get(`/bureau/sessions/${id}/people?what=leave`)).text).toContain('病假');
	expect((await as('auditor').get(`/bureau/sessions/${id}/people?what=leave`)).text).not.toContain('病假');
	const csv = await as('examOfficer').get(`/bureau/sessions/${id}/export?format=csv`);
	expect(csv.text).toContain("'=1+1");
	expect((await as('auditor').get(`/bureau/sessions/${id}/export?format=csv`)).text).not.toContain('=1+1');
});
