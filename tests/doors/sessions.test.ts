import { beforeAll, describe, expect, test } from 'vitest';
import { makeAccount, makeUnit, password } from './people.ts';
import { type Doors, openDoors } from './server.ts';
import { issueCodes } from '#lib/people/access/activation.server.ts';
import { operator } from '#lib/base/core/permit.ts';
import { grantRole, revokeRole, setDisabled } from '#lib/people/access/role.server.ts';

let doors: Doors;
const fresh = 'Quiet-River-42';
beforeAll(async () => {
	doors = await openDoors(async ({ db }) => {
		const unit = await makeUnit(db, 'A');
		await makeAccount(db, { login: 'boss', roles: [{ role: 'systemAdmin', unitId: null }] });
		for (const login of ['S1', 'S2', 'S3', 'S4', 'S5', 'S6']) await makeAccount(db, { login, unitId: unit });
	});
});

const signedIn = async (login: string) => {
	const browser = doors.client();
	expect((await browser.signIn(login, password)).status).toBe(303);
	return { browser, token: browser.cookies.get('session') ?? '' };
};
/** 200 while the token opens /me, 303 to the login page when it does not. */
const statusOf = async (token: string) => {
	const other = doors.client();
	other.cookies.set('session', token);
	return (await other.get('/me')).status;
};
const accountOf = async (staffNo: string) =>
	(
		await doors.store.db
			.selectFrom('account')
			.innerJoin('person', 'person.id', 'account.personId')
			.select('account.id')
			.where('staffNo', '=', staffNo)
			.executeTakeFirstOrThrow()
	).id;

describe('tokens', () => {
	test('a cookie set beforehand is never adopted (fixation)', async () => {
		const browser = doors.client();
		const planted = 'a'.repeat(40);
		browser.cookies.set('session', planted);
		await browser.signIn('S1', password);
		expect(browser.cookies.get('session')).not.toBe(planted);
		expect(await statusOf(planted)).toBe(303);
	});

	test('the database holds no usable token', async () => {
		const { token } = await signedIn('S1');
		const ids = await doors.store.db.selectFrom('session').select('id').execute();
		expect(ids.map(({ id }) => id)).not.toContain(token);
		for (const { id } of ids) expect(await statusOf(id)).toBe(303);
		expect(await statusOf(token)).toBe(200);
	});

	test('over plain http the cookie is HttpOnly, Lax, without expiry', async () => {
		const answer = await doors.client().signIn('S1', password);
		const cookie = answer.headers.getSetCookie().find((line) => line.startsWith('session='));
		expect(cookie).toMatch(/HttpOnly/);
		expect(cookie).toMatch(/SameSite=Lax/);
		expect(cookie).not.toMatch(/Max-Age|Expires|Secure/);
	});
});

describe('the old token opens nothing after', () => {
	test('signing in again', async () => {
		const { browser, token } = await signedIn('S2');
		await browser.signIn('S2', password);
		expect(await statusOf(token)).toBe(303);
		expect(await statusOf(browser.cookies.get('session') ?? '')).toBe(200);
	});

	test('activation by a new code', async () => {
		const { token } = await signedIn('S3');
		const id = await accountOf('S3');
		const [issued] = await doors.store.db
			.transaction()
			.execute((trx) => issueCodes(trx, doors.secret, operator, [id], Date.now()));
		const browser = doors.client();
		const answer = await browser.post('/activate', {
			login: 'S3',
			code: issued?.code ?? '',
			password: fresh,
			again: fresh
		});
		expect(answer.status).toBe(303);
		expect(await statusOf(token)).toBe(303);
		expect(await statusOf(browser.cookies.get('session') ?? '')).toBe(200);
	});

	test('changing the password; the browser that changed it goes on', async () => {
		const { browser, token } = await signedIn('S4');
		const other = await signedIn('S4');
		const answer = await browser.post('/me?/password', { present: password, password: fresh, again: fresh });
		expect(answer.status).toBe(303);
		expect(await statusOf(token)).toBe(303);
		expect(await statusOf(other.token)).toBe(303);
		expect((await browser.get('/me')).status).toBe(200);
	});

	test('gaining a role and losing it', async () => {
		const id = await accountOf('S5');
		const before = await signedIn('S5');
		const officer = { role: 'examOfficer', unitId: null } as const;
		expect((await grantRole(doors.store.db, operator, id, officer, Date.now())).ok).toBe(true);
		expect(await statusOf(before.token)).toBe(303);
		const officerNow = await signedIn('S5');
		expect((await officerNow.browser.get('/bureau/slips')).status).toBe(200);
		const grant = await doors.store.db
			.selectFrom('roleGrant')
			.select('id')
			.where('accountId', '=', id)
			.executeTakeFirstOrThrow();
		expect((await revokeRole(doors.store.db, operator, id, grant.id, Date.now())).ok).toBe(true);
		expect(await statusOf(officerNow.token)).toBe(303);
		const plain = await signedIn('S5');
		expect((await plain.browser.get('/bureau/slips')).status).toBe(404);
	});

	test('being disabled: the very next request is refused, and so is signing in', async () => {
		const { browser, token } = await signedIn('S6');
		const id = await accountOf('S6');
		expect((await browser.send('POST', '/me?/others', '', { origin: doors.url })).status).not.toBe(401);
		expect((await setDisabled(doors.store.db, operator, id, true, Date.now())).ok).toBe(true);
		expect((await browser.send('POST', '/me?/others', '', { origin: doors.url })).status).toBe(401);
		expect(await statusOf(token)).toBe(303);
		expect((await doors.client().signIn('S6', password)).status).toBe(400);
	});

	test('signing out: the machine is told to clear, and no page says who was here', async () => {
		const { browser, token } = await signedIn('S1');
		const answer = await browser.post('/logout');
		expect(answer.headers.get('clear-site-data')).toContain('storage');
		expect(await statusOf(token)).toBe(303);
		expect(browser.cookies.has('session')).toBe(false);
		// Names of files are made of letters and digits too.
		const shown = (await browser.get('/login')).text.replace(/_app\/[^"']*/g, '');
		expect(shown).not.toContain('S1');
	});
});
