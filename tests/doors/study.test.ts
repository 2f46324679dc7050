import { beforeAll, expect, test } from 'vitest';
import type { ItemContent } from '#lib/content/item/item.ts';
import { addMaterial } from '#lib/study/month/material.server.ts';
import { parseMonthKey } from '#lib/study/month/plan.ts';
import { findPlan } from '#lib/study/month/plan.server.ts';
import { operator } from '#lib/base/core/permit.ts';
import { filled, waiting } from '../stories/practice-desk.ts';
import type { Client } from './client.ts';
import { password } from './people.ts';
import { openDoors } from './server.ts';
import { layStudy, personOf, thisMonth } from './study-world.ts';

const doors = await openDoors(layStudy);
const { store } = doors;
let one: Client;
let two: Client;
beforeAll(async () => {
	[one, two] = [doors.client(), doors.client()];
	await one.signIn('L1', password);
	await two.signIn('L2', password);
});

const codeOf = (location: string | null) => location?.split('/practice/')[1]?.split('?')[0] ?? '';

/** Begins this month and answers all that is asked; returns the set and what was posted. */
async function finishMonth(client: Client, login: string) {
	const begun = await client.post(`/study/${thisMonth()}?/begin`);
	const code = codeOf(begun.location);
	const personId = await personOf(store, login);
	const posted: Record<string, string | string[]>[] = [];
	for (let ask = await waiting(store.db, personId, code); ask; ask = await waiting(store.db, personId, code)) {
		const fields = { token: ask.token, ...Object.fromEntries(await filled(store.db, ask, true)) };
		posted.push(fields);
		expect((await client.post(`/practice/${code}?/answer`, fields)).status).toBe(303);
	}
	return { code, posted };
}

const doneBy = async (login: string) =>
	(
		await store.db
			.selectFrom('practiceSet')
			.select('finishedAt')
			.where('personId', '=', await personOf(store, login))
			.where('kind', '=', 'month')
			.execute()
	).filter(({ finishedAt }) => finishedAt !== null).length;

test('a month is done by answering; all its requests, sent again for another person, do nothing', async () => {
	const { code, posted } = await finishMonth(one, 'L1');
	expect(posted.length).toBeGreaterThanOrEqual(8);
	expect(await doneBy('L1')).toBe(1);
	expect((await one.get(`/study/${thisMonth()}`)).text).toContain('本月已学完');

	const begun = await two.post(`/study/${thisMonth()}?/begin`);
	const own = codeOf(begun.location);
	expect(own).not.toBe(code);
	for (const fields of posted) {
		expect((await two.post(`/practice/${code}?/answer`, fields)).status).not.toBe(303);
		expect((await two.post(`/practice/${own}?/answer`, fields)).status).not.toBe(303);
		const ask = (await waiting(store.db, await personOf(store, 'L2'), own))!;
		expect((await two.post(`/practice/${own}?/answer`, { ...fields, token: ask.token })).status).not.toBe(303);
	}
	expect(await doneBy('L2')).toBe(0);
	// Scrolling, opening, beginning again: nothing of it counts.
	for (const path of [`/study/${thisMonth()}`, `/practice/${own}`, `/practice/${own}?n=1`]) await two.get(path);
	expect(codeOf((await two.post(`/study/${thisMonth()}?/begin`)).location)).toBe(own);
	expect(await doneBy('L2')).toBe(0);
});

test("another person's set is not there, nor is a question's key before its answer", async () => {
	const begun = await two.post('/practice?/start', { kind: 'random' });
	const code = codeOf(begun.location);
	expect((await one.get(`/practice/${code}`)).status).toBe(404);
	const page = await two.get(`/practice/${code}`);
	const ask = (await waiting(store.db, await personOf(store, 'L2'), code))!;
	const [key] = await store.db
		.selectFrom('itemKey')
		.selectAll()
		.where('itemVersionId', '=', ask.itemVersionId)
		.execute();
	expect(key?.explanation.length).toBeGreaterThan(20);
	expect(page.text).not.toContain(key?.explanation.slice(0, 20));
	expect((await two.get(`/practice/${code}?n=${ask.n}`)).text).not.toContain(key?.explanation.slice(0, 20));
	expect(page.headers.get('cache-control')).toContain('no-store');
});

test('no page of study or practice holds a question of a bank for exams', async () => {
	const rows = await store.db
		.selectFrom('itemVersion')
		.innerJoin('item', 'item.id', 'itemVersion.itemId')
		.innerJoin('itemBank', 'itemBank.id', 'item.bankId')
		.where('itemBank.purpose', '=', 'exam')
		.select('itemVersion.content')
		.execute();
	const stems = rows.flatMap(({ content }) => (JSON.parse(content) as ItemContent).parts.map(({ stem }) => stem));
	expect(stems.length).toBeGreaterThan(100);
	const mock = codeOf((await one.post('/practice?/start', { kind: 'mock', scheme: 'recommended' })).location);
	const months = (await findPlan(store.db, parseMonthKey(thisMonth())!.year))!.months;
	const pages = ['/study', '/practice', '/practice/wrong', `/practice/${mock}`];
	pages.push(...months.map(({ year, month }) => `/study/${year}-${String(month).padStart(2, '0')}`));
	let text = '';
	for (const path of pages) text += (await one.get(path)).text;
	for (const kind of ['judge', 'single', 'multiple', 'case']) {
		const code = codeOf((await one.post('/practice?/start', { kind: 'kind', itemKind: kind })).location);
		const personId = await personOf(store, 'L1');
		for (let ask = await waiting(store.db, personId, code); ask; ask = await waiting(store.db, personId, code)) {
			text += (await one.get(`/practice/${code}`)).text;
			const fields = { token: ask.token, ...Object.fromEntries(await filled(store.db, ask, true)) };
			await one.post(`/practice/${code}?/answer`, fields);
			text += (await one.get(`/practice/${code}?n=${ask.n}`)).text;
		}
	}
	const practised = new Set(
		(
			await store.db
				.selectFrom('itemVersion')
				.innerJoin('item', 'item.id', 'itemVersion.itemId')
				.innerJoin('itemBank', 'itemBank.id', 'item.bankId')
				.where('itemBank.purpose', '=', 'practice')
				.select('itemVersion.content')
				.execute()
		).flatMap(({ content }) => (JSON.parse(content) as ItemContent).parts.map(({ stem }) => stem))
	);
	// The control: what is practised is found by the same search.
	expect([...practised].filter((stem) => text.includes(stem)).length).toBeGreaterThan(40);
	expect(stems.filter((stem) => text.includes(stem))).toEqual([]);
});

test('files are downloads with their own type; drafts of a year, and strangers, find nothing', async () => {
	const { year, month } = parseMonthKey(thisMonth())!;
	const planned = (await findPlan(store.db, year))!.months.find((one) => one.month === month)!;
	const material = { kind: 'file' as const, title: '讲稿', name: '讲 稿.pdf', bytes: Buffer.from('%PDF-1.7\n') };
	const added = await addMaterial(store.db, operator, planned.id, material, Date.now());
	const path = `/study/${thisMonth()}/files/${added.ok ? added.value : 0}`;
	const file = await one.get(path);
	expect([file.status, file.headers.get('content-type')]).toEqual([200, 'application/pdf']);
	expect(file.headers.get('content-disposition')).toContain('attachment');
	expect(file.headers.get('x-content-type-options')).toBe('nosniff');
	expect((await doors.client().get(path)).status).toBe(303);
	const editor = doors.client();
	await editor.signIn('editor', password);
	expect((await editor.get('/bureau/record')).status).toBe(404);
	expect((await editor.get('/bureau/recall')).status).toBe(200);
	expect((await editor.get(`/bureau/study/${year}/${month}`)).status).toBe(404);
	const officer = doors.client();
	await officer.signIn('officer', password);
	await officer.post(`/bureau/study/${year}?/publish`, { published: '0' });
	expect((await one.get(path)).status).toBe(404);
	expect((await one.get(`/study/${thisMonth()}`)).status).toBe(404);
	await officer.post(`/bureau/study/${year}?/publish`, { published: '1' });
	expect((await one.get(`/study/${thisMonth()}`)).status).toBe(200);
});

test('the calendar asks for no sign-in and holds the plan alone', async () => {
	const feed = await doors.client().get('/plan.ics');
	expect([feed.status, feed.headers.get('content-type')]).toEqual([200, 'text/calendar; charset=utf-8']);
	expect(feed.text).toContain(`UID:xuefa-plan-${thisMonth()}`);
	expect(feed.text).not.toContain('L1');
});

test('a file that is too large is refused before it is read, elsewhere much sooner', async () => {
	const officer = doors.client();
	await officer.signIn('officer', password);
	const { year, month } = parseMonthKey(thisMonth())!;
	const upload = async (path: string, megabytes: number) => {
		const form = new FormData();
		form.set(
			'file',
			new Blob([Buffer.concat([Buffer.from('%PDF-'), Buffer.alloc(megabytes * 1_048_576, 65)])]),
			'a.pdf'
		);
		return officer.send('POST', path, form, { accept: 'text/html', origin: doors.url });
	};
	expect((await upload(`/bureau/study/${year}/${month}?/addMaterial`, 12)).status).toBe(303);
	const most = await upload(`/bureau/study/${year}/${month}?/addMaterial`, 21);
	expect([most.status, most.text.includes('20 MB')]).toEqual([409, true]);
	expect((await upload(`/bureau/study/${year}/${month}?/addMaterial`, 24)).status).toBe(413);
	expect((await upload('/bureau/study?/create', 7)).status).toBe(413);
});
