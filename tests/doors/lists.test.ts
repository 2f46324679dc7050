import { beforeAll, expect, test } from 'vitest';
import type { Client } from './client.ts';
import { type District, district } from './district.ts';
import { password } from './people.ts';
import { type Doors, openDoors } from './server.ts';

let doors: Doors;
let scene: District;
let officer: Client;
beforeAll(async () => {
	doors = await openDoors(async (store) => {
		scene = await district(store);
	});
	officer = doors.client();
	await officer.signIn(scene.logins.examOfficer, password);
});

const post = (client: Client, path: string, body: FormData | URLSearchParams) =>
	client.send('POST', path, body, { accept: 'text/html', origin: doors.url });
const titles = () => doors.store.raw.prepare('select title from law_list order by id').pluck().all();
const upload = (text: string) => {
	const form = new FormData();
	form.set('file', new File([text], '清单.csv', { type: 'text/csv' }));
	return form;
};
const hidden = (html: string, name: string) =>
	(new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '')
		.replaceAll('&quot;', '"')
		.replaceAll('&#39;', "'")
		.replaceAll('&lt;', '<')
		.replaceAll('&amp;', '&');

test('a table comes in by its preview; after a change in between it is shown once more', async () => {
	const table = '区直单位清单\n层级,类别,法律,备注\n共性,党内法规,某准则,\n共性,法律,某法,"第一行，""甲"""\n';
	const shown = await post(officer, '/bureau/lists/import?/read', upload(table));
	expect(shown.status).toBe(200);
	expect(titles()).toEqual(['清单']);
	const confirmed = new URLSearchParams({
		text: hidden(shown.text, 'text'),
		fingerprint: hidden(shown.text, 'fingerprint'),
		mode: 'add'
	});
	const done = await post(officer, '/bureau/lists/import?/import', confirmed);
	expect([done.status, done.location]).toEqual([303, '/bureau/lists?imported=1']);
	expect(titles()).toEqual(['清单', '区直单位清单']);
	expect(doors.store.raw.prepare('select note from list_entry order by id desc limit 1').pluck().get()).toBe(
		'第一行，"甲"'
	);
	expect((await post(officer, '/bureau/lists/import?/import', confirmed)).status).toBe(409);
});

test('a table with a fault is refused whole, with its place', async () => {
	const before = titles();
	const answer = await post(officer, '/bureau/lists/import?/read', upload('层级,法律\n共性,某法\n必修,某法\n'));
	expect(answer.status).toBe(409);
	expect(answer.text).toContain('必修');
	expect(answer.text).not.toContain('name="fingerprint"');
	expect(titles()).toEqual(before);
});

test('what is exported is imported as the same, and opens as text in a spreadsheet', async () => {
	const { text } = await officer.get(`/bureau/lists/${scene.mine.list}/export`);
	expect(text).toContain('清单,共性,,法律,某法,,');
	const again = await post(officer, '/bureau/lists/import?/read', upload(text));
	expect(again.text).toContain('不变');
});

test('an entry of one list is not reached through another, nor by who may only read', async () => {
	const entry = String(doors.store.raw.prepare('select id from list_entry order by id limit 1').pluck().get());
	const state = () => doors.store.raw.prepare('select retired_at from list_entry where id = ?').pluck().get(entry);
	const other = doors.store.raw.prepare('select max(id) from law_list').pluck().get();
	const fields = new URLSearchParams({ entry });
	expect((await post(officer, `/bureau/lists/${String(other)}/edit?/retire`, fields)).status).toBe(409);
	const auditor = doors.client();
	await auditor.signIn(scene.logins.auditor, password);
	expect((await post(auditor, `/bureau/lists/${scene.mine.list}/edit?/retire`, fields)).status).toBe(404);
	const refused = await post(
		auditor,
		`/bureau/lists/${scene.mine.list}?/state`,
		new URLSearchParams({ state: 'retired' })
	);
	expect(refused.status).toBe(409);
	expect(state()).toBeNull();
	expect((await post(officer, `/bureau/lists/${scene.mine.list}/edit?/retire`, fields)).status).toBe(303);
	expect(state()).not.toBeNull();
});

test('a draft is seen by those who plan only; a unit by its own administrator only', async () => {
	const draft = String(doors.store.raw.prepare('select max(id) from law_list').pluck().get());
	expect((await officer.get(`/bureau/lists/${draft}`)).status).toBe(200);
	const auditor = doors.client();
	await auditor.signIn(scene.logins.auditor, password);
	expect((await auditor.get(`/bureau/lists/${draft}`)).status).toBe(404);
	expect((await auditor.get(`/bureau/lists/${draft}/export`)).status).toBe(404);
	const sibling = doors.client();
	await sibling.signIn(scene.logins.siblingAdmin, password);
	expect((await sibling.get(`/bureau/lists/coverage/${scene.mine.unit}`)).status).toBe(404);
	const page = await sibling.get('/unit/lists');
	expect(page.status).toBe(200);
});
