import { expect, test } from 'vitest';
import { openDoors } from '../doors/server.ts';
import { makeAccount, password } from '../doors/people.ts';

const doors = await openDoors(async (store) => void (await makeAccount(store.db, { login: 'nobody' })));

/** A refusal is made at /refused; at a deeper address its relative links led nowhere, and the page stood there bare. */
test.each(['/bureau/exams/1/board', '/attempts/X/result', '/no/such/page/at/all'])(
	'the page that refuses %s has its style and its script',
	async (path) => {
		const browser = doors.client();
		await browser.signIn('nobody', password);
		const { status, text } = await browser.get(path);
		expect(status).toBe(404);
		const files = [...text.matchAll(/(?:href="|import\(")([^"]*_app\/[^"]+)"/g)].map(([, file = '']) => file);
		for (const kind of ['.css', '.js']) expect(files.some((file) => file.endsWith(kind))).toBe(true);
		for (const file of files) {
			const found = await fetch(new URL(file, doors.url + path));
			expect([file, found.status]).toEqual([file, 200]);
		}
	}
);
