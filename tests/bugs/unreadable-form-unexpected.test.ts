import { expect, test } from 'vitest';
import { openExam } from '../browser/sitting-fixture.ts';
import { password } from '../doors/people.ts';
import { openDoors } from '../doors/server.ts';

const doors = await openDoors(async (store) => {
	await openExam(store, 1);
});

const bodies = [
	['text/plain', 'x', 415],
	['multipart/form-data; boundary=b', 'garbled', 400],
	['multipart/form-data', '--b\r\n\r\n--b--', 400]
] as const;

// What is no form was an “unexpected error” with a number, and a stack in the log, for whoever sent it: nobody signed in.
test('a body that cannot be read as a form is refused in words, and nothing unexpected is logged', async () => {
	const browser = doors.client();
	const send = (path: string, type: string, body: string, accept = 'text/html') =>
		browser.send('POST', path, body, { origin: doors.url, accept, 'content-type': type });
	const refusedIn = async (path: string, words: string) => {
		for (const [type, body, status] of bodies) {
			const page = await send(path, type, body);
			expect([path, type, page.status]).toEqual([path, type, status]);
			expect(page.text).toContain(words);
			expect(await send(path, type, body, 'application/json')).toMatchObject({
				text: expect.stringContaining('unreadable')
			});
		}
	};
	await refusedIn('/login', '提交的内容不完整');
	// No page stands behind this one: what answers is the plain page of both languages.
	await refusedIn('/preferences', '返回上一页重试');
	browser.cookies.set('locale', 'en');
	await browser.signIn('S1', password);
	const at = (await browser.post('/exams/1', { pledge: 'yes', short: 'yes' })).location ?? '';
	await refusedIn(`${at}?/save`, 'What was sent is');
	await refusedIn(`${at}/submit`, 'What was sent is');
	expect(doors.log()).not.toContain('unexpected');
});
