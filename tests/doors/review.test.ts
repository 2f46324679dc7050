import { beforeAll, describe, expect, test } from 'vitest';
import { openExam } from '../browser/sitting-fixture.ts';
import type { Client } from './client.ts';
import { makeAccount, password } from './people.ts';
import { openDoors } from './server.ts';

const doors = await openDoors(async (store) => {
	await openExam(store, 4, { feedback: 'score' });
	await makeAccount(store.db, { login: 'officer', roles: [{ role: 'examOfficer', unitId: null }] });
	await makeAccount(store.db, { login: 'auditor', roles: [{ role: 'auditor', unitId: null }] });
});
const page = '/bureau/exams/1/review';
let officer: Client;
beforeAll(async () => {
	officer = await signedIn('officer');
});

async function signedIn(login: string): Promise<Client> {
	const client = doors.client();
	await client.signIn(login, password);
	return client;
}
async function sitting(n: number): Promise<{ client: Client; path: string }> {
	const client = await signedIn(`S${n}`);
	const { location } = await client.post('/exams/1', { pledge: 'yes' });
	return { client, path: String(location) };
}
const idOf = (path: string) =>
	Number(doors.store.raw.prepare('select id from attempt where code = ?').pluck().get(path.slice('/attempts/'.length)));
const json = { 'content-type': 'application/json' };
const tell = (client: Client, path: string, body: unknown, headers: Record<string, string> = {}) =>
	client.send('POST', `/api/v1${path}/notes`, JSON.stringify(body), { ...json, origin: doors.url, ...headers });
const away = (minutesAgo: number, lengthMs = 40_000, cause = 'otherTab') => ({
	beganAt: Date.now() - minutesAgo * 60_000,
	lengthMs,
	cause
});

describe('notes of absences', () => {
	test('are taken from the sitting candidate alone, in the form the page sends, and while the attempt is open', async () => {
		const { client, path } = await sitting(1);
		doors.store.raw.exec('drop trigger attempt_no_update');
		doors.store.raw.exec('update attempt set started_at = started_at - 3600000');
		const absences = [1, 2, 3, 4, 5].map((n) => away(n * 2));
		const told = await tell(client, path, { absences });
		expect([told.status, JSON.parse(told.text)]).toEqual([200, { ok: true, kept: 5 }]);
		expect(JSON.parse((await tell(client, path, { absences })).text)).toEqual({ ok: true, kept: 0 });
		for (const body of [{}, { absences: [away(1, 40_000, 'cheating')] }, { absences, score: 0 }, [], 'x'])
			expect((await tell(client, path, body)).status).toBe(422);
		expect((await tell(client, path, { absences }, { origin: 'http://evil.example' })).status).toBe(403);
		expect((await tell(client, path, { absences }, { 'content-type': 'text/plain' })).status).toBe(415);
		expect((await tell(client, path, { absences: 'x'.repeat(70_000) })).status).toBe(413);
		expect((await tell(doors.client(), path, { absences })).status).toBe(401);
		expect((await tell(await signedIn('S2'), path, { absences })).status).toBe(404);
		expect((await client.get(`/api/v1${path}/notes`)).status).toBe(405);
		await client.post(`${path}/submit`);
		expect((await tell(client, path, { absences: [away(1)] })).status).toBe(410);
		expect(doors.store.raw.prepare('select count(*) from absence').pluck().get()).toBe(5);
	});

	test('a note never moves an answer: what was saved before and after it stands', async () => {
		const { client, path } = await sitting(2);
		const open = JSON.parse(
			(await client.send('POST', `/api/v1${path}/open`, '{}', { ...json, origin: doors.url })).text
		);
		const { epoch } = open as { epoch: number };
		const save = (number: number, rev: number) =>
			client.send(
				'PUT',
				`/api/v1${path}/answers`,
				JSON.stringify({
					protocol: 1,
					epoch,
					batch: `b${rev}`,
					ops: [{ number, epoch, rev, answer: ['T'], marked: false }]
				}),
				{ ...json, origin: doors.url }
			);
		await save(1, 1);
		await tell(client, path, { absences: [away(0, 3_000_000)] });
		await save(2, 2);
		const sync = JSON.parse((await client.get(`/api/v1${path}/sync`)).text) as object;
		expect(sync).toMatchObject({ epoch, state: 'open', responses: [{ number: 1 }, { number: 2 }] });
	});
});

test('the candidate sees what was noted and writes a note; the bureau decides with both in view', async () => {
	const client = await signedIn('S1');
	const result = `/attempts/${String(codeOf(1))}`;
	const own = await client.get(`${result}/result`);
	expect(own.text).toContain('本次作答记录到离开答题页 5 次');
	expect(own.text).toContain('不影响成绩');
	expect((await client.post(`${result}/result?/note`, { note: ' ' })).text).toContain('请先写明情况');
	const noted = await client.post(`${result}/result?/note`, { note: '<b>接了</b>孩子学校的电话' });
	expect(noted.location).toContain('/result?noted');
	const after = await client.get(String(noted.location));
	expect(after.text).toContain('&lt;b>接了&lt;/b>孩子学校的电话');
	// A colleague can neither read nor write it.
	const other = await signedIn('S3');
	expect((await other.post(`${result}/result?/note`, { note: '冒充' })).status).toBe(404);

	const list = await officer.get(page);
	expect(list.status).toBe(200);
	expect(list.text).toContain('多次长时间离开');
	expect(list.text).toContain('离开半分钟以上 5 次');
	const id = idOf(result);
	const chosen = await officer.get(`${page}?attempt=${id}`);
	expect(chosen.text).toContain('&lt;b>接了&lt;/b>孩子学校的电话');
	const decide = (fields: Record<string, string>, by = officer) =>
		by.post(`${page}?show=waiting&page=1&attempt=${id}&/decide`, { attempt: String(id), ...fields });
	expect((await decide({ reason: '核实过' })).text).toContain('请选择处理结果');
	expect((await decide({ decision: 'talkedTo', reason: '' })).text).toContain('请写明原因');
	expect((await decide({ decision: 'voided', reason: '代考' })).text).toContain('请勾选');
	const done = await decide({ decision: 'talkedTo', reason: '已向学校核实' });
	expect([done.status, done.location]).toEqual([303, expect.stringContaining(`attempt=${id}`)]);
	expect((await officer.get(String(done.location))).text).toContain('已向学校核实');
	expect((await officer.get(page)).text).toContain('没有待核查的答卷');
	expect((await officer.get(`${page}?show=decided`)).text).toContain('已谈话了解');
	// Neither the board's record nor the result has changed.
	expect((await client.get(`${result}/result`)).text).toContain('receipt');
	expect((await officer.get('/bureau/exams/1/board')).text).toContain(`href="${page}"`);
});

const codeOf = (person: number) =>
	doors.store.raw
		.prepare('select code from attempt join enrolment on enrolment.id = enrolment_id where person_id = ?')
		.pluck()
		.get(person);

test('the list is closed to candidates and auditors; a decision about another exam’s attempt is not found', async () => {
	for (const login of ['S1', 'auditor']) expect((await (await signedIn(login)).get(page)).status).toBe(404);
	const foreign = { attempt: '999', decision: 'nothing', reason: 'x' };
	expect((await officer.post(`${page}?/decide`, foreign)).status).toBe(404);
	expect((await officer.post(`/bureau/exams/9/review?/decide`, foreign)).status).toBe(404);
});

test('before the start the candidate is told what leaving the page means', async () => {
	const rules = await (await signedIn('S4')).get('/exams/1');
	expect(rules.text).toContain('不扣分，不自动交卷');
});
