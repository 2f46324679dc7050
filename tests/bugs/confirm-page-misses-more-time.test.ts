import { expect, test } from 'vitest';
import { openExam } from '../browser/sitting-fixture.ts';
import { carriedBy } from '../doors/carried.ts';
import { makeAccount, password } from '../doors/people.ts';
import { openDoors } from '../doors/server.ts';

const durationMs = 4000;
const doors = await openDoors(async (store) => {
	await openExam(store, 2, { feedback: 'nothing', durationMs, graceMs: 60_000 });
	await makeAccount(store.db, { login: 'officer', roles: [{ role: 'examOfficer', unitId: null }] });
});

/** A candidate in front of the page that says that time is over, with the fields of its form. */
async function beforeHandingIn(n: number) {
	const browser = doors.client();
	await browser.signIn(`S${n}`, password);
	const at = (await browser.post('/exams/1', { pledge: 'yes', short: 'yes' })).location ?? '';
	await browser.get(at);
	await new Promise((later) => setTimeout(later, durationMs + 200));
	return { browser, page: `${at}/submit`, fields: await fieldsOf(browser, `${at}/submit`) };
}

async function fieldsOf(browser: ReturnType<typeof doors.client>, page: string) {
	const { text } = await browser.get(page);
	expect(text).toContain('考试时间已到');
	const hidden = text.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g);
	return Object.fromEntries([...hidden].map(([, name = '', value = '']) => [name, value]));
}

// The page that said “time is over, hand in” handed in with the ten minutes that an officer had given meanwhile.
test('more time that came after the page had said that time is over is told before anything is handed in', async () => {
	const { browser, page, fields } = await beforeHandingIn(1);
	const officer = doors.client();
	await officer.signIn('officer', password);
	const reason = { no: '1', reason: 'r', confirmed: 'on', minutes: '10', typedName: '张1', note: 'n' };
	expect((await officer.post('/bureau/exams/1/board/1?/extend', reason)).status).toBe(303);

	// Signed out meanwhile, the form is carried on with what its page had said.
	const session = new Map(browser.cookies);
	browser.cookies.clear();
	const carried = carriedBy(await browser.post(`${page}?saved=0&stale=3`, fields));
	for (const [name, value] of session) browser.cookies.set(name, value);
	const answer = await browser.post(carried.action, carried.fields);
	expect([answer.status, answer.location]).toEqual([303, `${page}?saved=0&stale=3&longer=`]);
	const shown = (await browser.get(answer.location ?? '')).text;
	for (const words of ['考试时间已经延长，还没有交卷', '返回继续答题', '第 3 题']) expect(shown).toContain(words);
	expect((await browser.get(page.replace('/submit', ''))).status).toBe(200);
	// Who has read that there is more time may hand in all the same.
	expect((await browser.post(page)).location).toMatch(/\/result$/);
});

test('control: without more time the same form hands in', async () => {
	const { browser, page, fields } = await beforeHandingIn(2);
	expect(fields).toHaveProperty('over');
	expect((await browser.post(page, fields)).location).toMatch(/\/result$/);
});
