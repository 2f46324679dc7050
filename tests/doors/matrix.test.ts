import { beforeAll, describe, expect, test } from 'vitest';
import { asId } from '#lib/base/core/ids.ts';
import { may } from '#lib/base/core/permit.ts';
import { enter } from '#lib/people/access/policy.ts';
import { pathOf, type Route, routes } from '../house/routes.ts';
import { canary } from '../stories/attempt-exam.ts';
import type { Answer, Client } from './client.ts';
import { type District, district, type Persona, personas, privateNames } from './district.ts';
import { password } from './people.ts';
import { type Doors, openDoors } from './server.ts';

let doors: Doors;
let scene: District;
const browsers = new Map<Persona, Client>();
beforeAll(async () => {
	doors = await openDoors(async (store) => {
		scene = await district(store);
	});
	for (const persona of personas) {
		const browser = doors.client();
		if (persona !== 'anonymous')
			expect((await browser.signIn(scene.logins[persona], password)).status, persona).toBe(303);
		browsers.set(persona, browser);
	}
});

const viewerOf = (persona: Persona) =>
	persona === 'anonymous'
		? null
		: {
				accountId: asId<'account'>(1),
				personId: ['me', 'colleague', 'stranger'].includes(persona) ? asId<'person'>(1) : null,
				name: persona,
				grants: scene.grants[persona]
			};

/** Who of those whom the policy lets in may also see what the ids of this path name; the others must not find it. */
function related(id: string, persona: Persona): boolean {
	if (id.includes('[attempt]')) return persona === 'me';
	if (id.startsWith('/(candidate)') && /\[(exam|session)\]/.test(id))
		return persona === 'me' || persona === 'colleague';
	if (id.startsWith('/unit/') && id.includes('[') && !ownRowsOnly(id)) return persona !== 'siblingAdmin';
	return true;
}

/** Pages about an exam that each unit administrator sees with the own rows only; the names below prove it. */
const ownRowsOnly = (id: string): boolean => id.startsWith('/unit/exams/[exam]') && id.split('[').length === 2;

/** What the district has no row for (no results yet, no upload, no session missed): whoever may enter finds nothing, and that is right. */
const mayBeAbsent = (id: string): boolean =>
	id.includes('/results') ||
	// The session of the district is not over yet: nobody has missed it.
	id.includes('/catch-up/') ||
	ownRowsOnly(id) ||
	[...id.matchAll(/\[(?:\.\.\.)?(\w+)/g)].some(([, name]) => !Object.hasOwn(scene.mine, name ?? ''));

type Cell = { readonly route: Route; readonly persona: Persona; readonly answer: Answer };

async function everyCell(method: string, wanted: (route: Route, persona: Persona) => boolean): Promise<Cell[]> {
	const cells: Cell[] = [];
	for (const route of routes())
		for (const persona of personas) {
			if (!route.methods.includes(method) || !wanted(route, persona)) continue;
			const browser = browsers.get(persona) ?? doors.client();
			const path = pathOf(route.id, scene.mine);
			const answers =
				method === 'GET'
					? [await browser.get(path)]
					: await Promise.all(
							(route.actions.length > 0 ? route.actions : ['']).map((action) =>
								browser.send(method, action === '' ? path : `${path}?/${action}`, new URLSearchParams(), {
									accept: 'text/html',
									origin: doors.url
								})
							)
						);
			cells.push(...answers.map((answer) => ({ route, persona, answer })));
		}
	return cells;
}

const verdictOf = (route: Route, persona: Persona) => enter(route.id, viewerOf(persona), true);
const allowed = (route: Route, persona: Persona) =>
	verdictOf(route, persona) === 'allowed' && related(route.id, persona);

describe('role × relation × route', () => {
	test('reading: everyone gets what the policy and the own subtree say, and nothing else', async () => {
		const cells = await everyCell('GET', ({ id }) => id !== '/(door)/refused');
		expect(cells.length).toBeGreaterThan(150);
		for (const { route, persona, answer } of cells) {
			const cell = `GET ${route.id} as ${persona}: ${answer.status}`;
			expect(answer.status, `${cell} ${doors.log().slice(-600)}`).toBeLessThan(500);
			if (allowed(route, persona)) {
				if (!mayBeAbsent(route.id)) expect([200, 303], cell).toContain(answer.status);
				expect(answer.location ?? '', cell).not.toMatch(/^\/login/);
			} else if (verdictOf(route, persona) === 'login') {
				// Pages lead to the door; the calls of programs are told in JSON, whatever they accept.
				const call = route.id.startsWith('/api/');
				expect(answer.status, cell).toBe(call ? 401 : 303);
				if (!call) expect(answer.location, cell).toMatch(/^\/login\?next=/);
			} else expect(answer.status, cell).toBe(404);
		}
	});

	test('changing: whoever may not is refused before anything happens', async () => {
		const before = doors.store.raw.prepare('select max(id) from audit_entry').pluck().get();
		const events = doors.store.raw.prepare('select count(*) from attempt_event').pluck();
		const eventsBefore = events.get();
		const cells = await everyCell('POST', (route, persona) => !allowed(route, persona));
		expect(cells.length).toBeGreaterThan(50);
		for (const { route, persona, answer } of cells) {
			const cell = `POST ${route.id} as ${persona}: ${answer.status}`;
			const verdict = verdictOf(route, persona);
			// Where the role fits and only the id does not, an empty form may be refused before the id is looked at.
			if (verdict === 'allowed') expect([400, 404], cell).toContain(answer.status);
			else expect(answer.status, cell).toBe(verdict === 'login' ? 401 : 404);
		}
		expect(doors.store.raw.prepare('select max(id) from audit_entry').pluck().get()).toBe(before);
		expect(events.get()).toBe(eventsBefore);
	});

	test('programs are told by status, not sent to a login page', async () => {
		for (const { id } of routes().filter((route) => route.id.startsWith('/api/'))) {
			const path = pathOf(id, scene.mine);
			const answer = await doors.client().send('POST', path, '{}', {
				origin: doors.url,
				'content-type': 'application/json'
			});
			expect(answer.status, id).toBe(401);
			expect(answer.headers.get('content-type'), id).toContain('application/json');
		}
	});

	test('an id that is not mine and one that does not exist look the same', async () => {
		const browser = browsers.get('colleague') ?? doors.client();
		for (const route of routes().filter(({ id, methods }) => /\[attempt\]/.test(id) && methods.includes('GET'))) {
			const foreign = await browser.get(pathOf(route.id, scene.mine));
			const other = [...(scene.mine.attempt ?? '')].reverse().join('');
			const absent = await browser.get(pathOf(route.id, { ...scene.mine, attempt: other }));
			expect(foreign.status, route.id).toBe(absent.status);
			const plain = (text: string) => text.replace(/nonce="[^"]*"|__sveltekit_\w+/g, '');
			expect(plain(foreign.text).length, route.id).toBe(plain(absent.text).length);
		}
	});
});

describe('what is read on the way', () => {
	test('names stay inside the subtree, keys with those who hold them', async () => {
		const seesPeople: readonly Persona[] = ['unitAdmin', 'parentAdmin', 'examOfficer', 'auditor', 'systemAdmin'];
		let seen = 0;
		for (const { route, persona, answer } of await everyCell('GET', () => true)) {
			const cell = `GET ${route.id} as ${persona}`;
			for (const [owner, name] of Object.entries(privateNames)) {
				if (seesPeople.includes(persona) || persona === owner) seen += Number(answer.text.includes(name));
				else expect(answer.text.includes(name), `${cell} shows the name of ${owner}`).toBe(false);
			}
			const viewer = viewerOf(persona);
			if (!viewer || !may(viewer, 'items.read'))
				expect(answer.text.includes(canary), `${cell} shows a key`).toBe(false);
		}
		expect(seen, 'the control: those who may see the names do').toBeGreaterThan(2);
	});
});
