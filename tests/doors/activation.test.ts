import { beforeAll, describe, expect, test } from 'vitest';
import { operator } from '#lib/base/core/permit.ts';
import type { PersonId, UnitId } from '#lib/base/core/ids.ts';
import { issueCodes } from '#lib/people/access/activation.server.ts';
import type { Client } from './client.ts';
import { makeAccount, makePerson, makeUnit, password } from './people.ts';
import { type Doors, openDoors } from './server.ts';

let doors: Doors;
let own: UnitId;
let sibling: UnitId;
let foreigner: PersonId;
const chosen = 'Quiet-River-42';
beforeAll(async () => {
	doors = await openDoors(async ({ db }) => {
		own = await makeUnit(db, 'A');
		const below = await makeUnit(db, 'A1', own);
		sibling = await makeUnit(db, 'B');
		await makeAccount(db, { login: 'head', unitId: own, roles: [{ role: 'unitAdmin', unitId: own }] });
		await makeAccount(db, { login: 'officer', roles: [{ role: 'examOfficer', unitId: null }] });
		for (const staffNo of ['P1', 'P2', 'P3']) await makePerson(db, { name: `甲${staffNo}`, staffNo, unitId: below });
		await makePerson(db, { name: '无号', staffNo: null, unitId: below });
		foreigner = await makePerson(db, { name: '邻居', staffNo: 'F1', unitId: sibling });
		for (const login of ['C1', 'C2', 'C3']) await makeAccount(db, { login, unitId: own, active: false });
	});
});

async function codeFor(staffNo: string, at = Date.now()): Promise<string> {
	const { id } = await doors.store.db
		.selectFrom('account')
		.innerJoin('person', 'person.id', 'account.personId')
		.select('account.id')
		.where('staffNo', '=', staffNo)
		.executeTakeFirstOrThrow();
	const [issued] = await doors.store.db
		.transaction()
		.execute((trx) => issueCodes(trx, doors.secret, operator, [id], at));
	return issued?.code ?? '';
}
const redeem = (browser: Client, login: string, code: string, word = chosen) =>
	browser.post('/activate', { login, code, password: word, again: word });
const signedIn = async (login: string) => {
	const browser = doors.client();
	expect((await browser.signIn(login, password)).status).toBe(303);
	return browser;
};

describe('a code', () => {
	test('works once, with its own name, however it is typed', async () => {
		const code = await codeFor('C1');
		expect((await redeem(doors.client(), 'C2', code)).status).toBe(400);
		expect((await redeem(doors.client(), 'C1', `${code.slice(0, 9)}${code.endsWith('2') ? '3' : '2'}`)).status).toBe(
			400
		);
		const browser = doors.client();
		expect((await redeem(browser, 'c1', `${code.slice(0, 5)} ${code.slice(5).toLowerCase()}`)).location).toBe('/');
		expect((await browser.get('/me')).status).toBe(200);
		const again = await redeem(doors.client(), 'C1', code, 'Other-River-77');
		expect(again.status).toBe(400);
		expect(again.text).toContain('已经用过');
		expect((await doors.client().signIn('C1', chosen)).status).toBe(303);
	});

	test('raced by two browsers sets one password', async () => {
		const code = await codeFor('C3');
		const words = ['Quiet-River-42', 'Other-River-77', 'Third-River-33', 'Forth-River-44'];
		const answers = await Promise.all(words.map((word) => redeem(doors.client(), 'C3', code, word)));
		expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
		const open = await Promise.all(words.map((word) => doors.client().signIn('C3', word)));
		expect(open.filter(({ status }) => status === 303)).toHaveLength(1);
	});

	test('ends after 14 days, not before', async () => {
		const day = 24 * 3_600_000;
		const old = await codeFor('C2', Date.now() - 14 * day - 1000);
		expect((await redeem(doors.client(), 'C2', old)).text).toContain('有效期');
		const young = await codeFor('C2', Date.now() - 14 * day + 60_000);
		expect((await redeem(doors.client(), 'C2', young)).status).toBe(303);
	});

	test('is void as soon as a newer one is issued', async () => {
		const first = await codeFor('C2');
		const second = await codeFor('C2');
		expect((await redeem(doors.client(), 'C2', first)).text).toContain('作废');
		expect((await redeem(doors.client(), 'C2', second)).status).toBe(303);
	});

	test('stays good while the password breaks the rules, which are told all at once', async () => {
		const code = await codeFor('C2');
		const answer = await doors.client().post('/activate', { login: 'C2', code, password: 'abc', again: 'abd' });
		expect(answer.status).toBe(400);
		for (const words of ['太短', '种类不够', '常见密码', '不一样']) expect(answer.text).toContain(words);
		expect((await redeem(doors.client(), 'C2', code)).status).toBe(303);
	});

	test('stands in no table and no log', async () => {
		const code = await codeFor('C2');
		const tables = await doors.store.db.introspection.getTables();
		for (const { name } of tables) {
			const rows = doors.store.raw.prepare(`select * from "${name}"`).all();
			expect(JSON.stringify(rows)).not.toContain(code);
		}
		expect(doors.log()).not.toContain(code);
	});
});

describe('slips', () => {
	test('a unit administrator gets them for the own subtree, once; every code opens its account', async () => {
		const head = await signedIn('head');
		const page = await head.post('/unit/slips', { issue: 'all' });
		expect(page.status).toBe(200);
		expect(page.headers.get('cache-control')).toBe('no-store');
		for (const name of ['甲P1', '甲P2', '甲P3', '无号']) expect(page.text).toContain(name);
		expect(page.text).not.toContain('邻居');
		const codes = [...page.text.matchAll(/class="code[^"]*">([2-9A-Z]{5}-[2-9A-Z]{5})</g)].map(
			([, code]) => code ?? ''
		);
		expect(new Set(codes).size).toBe(4);
		const after = await head.get('/unit/slips');
		for (const code of codes) expect(after.text).not.toContain(code);
		const logins = [...page.text.matchAll(/<dd class="number[^"]*">([^<]+)</g)].map(([, login]) => login ?? '');
		expect(logins).toContain('P1');
		for (const [index, login] of logins.entries())
			expect((await redeem(doors.client(), login, codes[index] ?? '')).status).toBe(303);
		const issued = await doors.store.db
			.selectFrom('auditEntry')
			.select(['actor', 'body'])
			.where('act', '=', 'slips.issued')
			.executeTakeFirstOrThrow();
		expect(issued.actor).toBe('head');
		expect(issued.body).not.toContain(codes[0] ?? 'x');
	});

	test('not for a neighbour, whether by unit or by person', async () => {
		const head = await signedIn('head');
		const orders = [
			{ unit: String(sibling), issue: 'all' },
			{ unit: String(sibling), issue: 'chosen', person: String(foreigner) },
			{ issue: 'chosen', person: String(foreigner) }
		];
		for (const order of orders) {
			const answer = await head.post('/unit/slips', order);
			expect(answer.status).toBe(400);
			expect(answer.text).not.toContain('邻居');
		}
		const account = doors.store.db.selectFrom('account').select('id').where('personId', '=', foreigner);
		expect(await account.executeTakeFirst()).toBeUndefined();
		const officer = await signedIn('officer');
		const control = await officer.post('/bureau/slips', { issue: 'chosen', person: String(foreigner) });
		expect(control.text).toContain('邻居');
	});
});
