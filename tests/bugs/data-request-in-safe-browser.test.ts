import { expect, test } from 'vitest';
import { configKeyHash, configKeyHeader } from '#lib/exam/attempt/safeguards.server.ts';
import { noSafeguards } from '#lib/exam/plan/safeguards.ts';
import { openExam } from '../browser/sitting-fixture.ts';
import { password } from '../doors/people.ts';
import { openDoors } from '../doors/server.ts';

const key = 'cd'.repeat(32);
const doors = await openDoors(async (store) => {
	await openExam(store, 1, { safeguards: { ...noSafeguards, safeBrowserKey: key } });
});

// Safe Exam Browser hashes the address it asks for. A page reached by a click from within asks for …/__data.json, whose
// address the server had already rewritten to the page's own: the right browser was taken for another one.
test('a page opened by a click within Safe Exam Browser is known by the address really asked for', async () => {
	const client = doors.client();
	await client.signIn('S1', password);
	const hash = (path: string) => ({ [configKeyHeader]: configKeyHash(doors.url + path, key) });
	const started = await client.post('/exams/1', { pledge: 'yes' }, hash('/exams/1'));
	expect(started.status).toBe(303);
	const data = `${started.location}/__data.json?x-sveltekit-invalidated=11`;
	const answer = await client.get(data, hash(data));
	expect(answer.text).not.toContain('barred');
	expect(answer.text).toContain('watermark');
	// Control: the hash of another address is still another browser's.
	const other = await client.get(data, hash('/exams/1'));
	expect(other.text).toContain('barred=otherBrowser');
});
