import { describe, expect, test } from 'vitest';
import { carriesOn } from '#lib/people/access/carried.ts';
import { carriedBy } from '../doors/carried.ts';
import { client, type Client } from '../doors/client.ts';
import { openDoors } from '../doors/server.ts';
import { makeAccount, password } from '../doors/people.ts';
import { openExam } from '../browser/sitting-fixture.ts';

/**
 * Without script, a sitting that was posted after the sign-in had ended, or while the server could keep nothing, was
 * answered by a page that had lost it: the browser's way back opens the sitting anew, without the ticks. What a full disk
 * refuses is looked at in tests/faults/disk.
 */
const doors = await openDoors(async (store) => {
	await openExam(store, 5);
	await makeAccount(store.db, { login: 'officer', roles: [{ role: 'examOfficer', unitId: null }] });
});

async function begin(n: number): Promise<{ readonly browser: Client; readonly page: string; readonly epoch: string }> {
	const browser = client(doors.url);
	await browser.signIn(`S${n}`, password);
	const started = await browser.post('/exams/1', { pledge: 'yes' });
	const page = started.location ?? '';
	const epoch = /name="epoch" value="(\d+)"/.exec((await browser.get(page)).text)?.[1] ?? '';
	return { browser, page, epoch };
}

const answers = (epoch: string) => ({ epoch, rev: '0', questions: '10', q1: 'T', q7: ['A', 'C'], m7: 'on' });
const ticked = async (browser: Client, page: string) =>
	[...(await browser.get(page)).text.matchAll(/<input [^>]*name="(q\d+)" value="(\w)"[^>]* checked/g)].map(
		([, name, value]) => `${name}${value}`
	);

describe('a posted sitting that is refused is carried on', () => {
	test.each(['save', 'submit'])(
		'when the sign-in has ended (%s): sent again after signing in, it is kept',
		async (act) => {
			const { browser, page, epoch } = await begin(act === 'save' ? 1 : 2);
			browser.cookies.clear();
			const refused = await browser.post(`${page}?/${act}`, answers(epoch));
			expect(refused.status).toBe(401);
			const carried = carriedBy(refused);
			expect(carried).toEqual({ action: `${page}?/${act}`, fields: { ...wrapped(answers(epoch)) } });
			expect(refused.text).toContain('再次提交');
			// Pressed before signing in, it is carried on once more.
			const still = await browser.post(carried.action, carried.fields);
			expect(still.status).toBe(401);
			expect(carriedBy(still)).toEqual(carried);
			await browser.signIn(`S${act === 'save' ? 1 : 2}`, password);
			const kept = await browser.post(carried.action, carried.fields);
			expect([kept.status, kept.location]).toEqual([303, `${page}${act === 'save' ? '?' : '/submit?'}saved=2`]);
			expect(await ticked(browser, page)).toEqual(['q1T', 'q7A', 'q7C']);
		}
	);

	test('when somebody else has signed in on the machine: it is given to nobody but its owner', async () => {
		const { browser, page, epoch } = await begin(3);
		await browser.post('/logout');
		await browser.signIn('S4', password);
		const refused = await browser.post(`${page}?/save`, answers(epoch));
		expect(refused.status).toBe(404);
		expect(refused.text).toContain('另一个人');
		const carried = carriedBy(refused);
		await browser.post('/logout');
		await browser.signIn('S3', password);
		expect((await browser.post(carried.action, carried.fields)).location).toBe(`${page}?saved=2`);
		expect(await ticked(browser, page)).toEqual(['q1T', 'q7A', 'q7C']);
	});

	test('when it is an officer who sits no exams', async () => {
		const { browser, page, epoch } = await begin(5);
		await browser.post('/logout');
		await browser.signIn('officer', password);
		const refused = await browser.post(`${page}?/save`, answers(epoch));
		expect(refused.status).toBe(404);
		expect(refused.text).toContain('另一个人');
		expect(carriedBy(refused).fields).toEqual(wrapped(answers(epoch)));
		// Control: what an officer merely looks at is no page, as ever.
		expect((await browser.get(page)).text).not.toContain('另一个人');
	});

	test('nothing else is: no other form, no address beyond the sittings, nothing long', async () => {
		const browser = client(doors.url);
		const other = await browser.post('/exams/1', { pledge: 'yes' });
		expect([other.status, carriedBy(other).action]).toEqual([401, '']);
		// The page of refusals takes nothing from outside, whatever it is asked.
		for (const again of ['/attempts/X', '/login', 'https://elsewhere.test/login', 'http://['])
			expect((await browser.post(`/refused?again=${encodeURIComponent(again)}`, { q1: 'T' })).status).toBe(404);
		// Nor is anything made into a page that no sitting can be.
		const many = await browser.post('/attempts/X?/save', { q1: Array(5000).fill('T') });
		expect([many.status, carriedBy(many).action]).toEqual([401, '']);
		const long = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': '300000' };
		expect(carriesOn('/(candidate)/attempts/[attempt]', 'POST', new Headers(long))).toBe(false);
	});
});

const wrapped = (fields: Readonly<Record<string, string | readonly string[]>>) =>
	Object.fromEntries(
		Object.entries(fields).map(([name, value]) => [name, typeof value === 'string' ? [value] : value])
	);
