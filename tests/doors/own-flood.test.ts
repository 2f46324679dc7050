import { expect, test } from 'vitest';
import { mostUnderWay } from '../../src/routes/api/v1/attempts/entry.ts';
import { openExam } from '../browser/sitting-fixture.ts';
import { password } from './people.ts';
import { openDoors } from './server.ts';

const doors = await openDoors(async (store) => void (await openExam(store, 2)));

/** Somebody who sits, and how they save: one edit of question 1. */
async function sitter(n: number) {
	const browser = doors.client();
	await browser.signIn(`S${n}`, password);
	const page = (await browser.post('/exams/1', { pledge: 'yes' })).location ?? '';
	const epoch = Number(/name="epoch" value="(\d+)"/.exec((await browser.get(page)).text)?.[1]);
	const headers = { 'content-type': 'application/json', origin: doors.url };
	return (rev: number) => {
		const ops = [{ number: 1, epoch, rev, answer: [rev % 2 ? 'T' : 'F'], marked: false }];
		const body = JSON.stringify({ protocol: 1, epoch, batch: String(rev), ops });
		return browser.send('PUT', `/api/v1${page}/answers`, body, headers);
	};
}

test('a flood of saves of one attempt fills its own share: the rest is told to come again, nobody else waits', async () => {
	const [flooding, other] = [await sitter(1), await sitter(2)];
	const flood = Array.from({ length: 20 * mostUnderWay }, (_, index) => flooding(index + 1));
	const theirs: number[] = [];
	for (let rev = 1; rev <= 10; rev++) theirs.push((await other(rev)).status);
	const answers = await Promise.all(flood);
	expect(theirs).toEqual(Array(10).fill(200));
	const refused = answers.filter(({ status }) => status !== 200);
	expect(refused.length).toBeGreaterThan(0);
	for (const { status, headers, text } of refused)
		expect([status, headers.get('retry-after'), text]).toEqual([503, '2', '{"ok":false,"reason":"busy"}']);
	// Nothing is held against the attempt afterwards; as many at once as its share are all taken.
	const share = await Promise.all(Array.from({ length: mostUnderWay }, (_, index) => flooding(10_000 + index)));
	expect(new Set(share.map(({ status }) => status))).toEqual(new Set([200]));
});
