import { join } from 'node:path';
import { expect, test } from 'vitest';
import { asId } from '#lib/base/core/ids.ts';
import { operator } from '#lib/base/core/permit.ts';
import { syncShippedBanks } from '#lib/content/item/shipped.server.ts';
import { createPlan, publishPlan, saveMonths } from '#lib/study/month/plan.server.ts';
import { openExam } from '../browser/sitting-fixture.ts';
import { finish } from '../stories/practice-desk.ts';
import type { Client } from './client.ts';
import { makeAccount, password } from './people.ts';
import { openDoors } from './server.ts';

const months = ['2026-03', '2026-04'];
const doors = await openDoors(async (store) => {
	const { db } = store;
	await openExam(store, 4, { attemptsAllowed: 2, eligibility: { kind: 'months', months } });
	await syncShippedBanks(db, join(import.meta.dirname, '..', '..', 'question-banks'), Date.now());
	const draft = (month: number, law: string) => {
		return { month, theme: '', presenter: '', mode: 'self' as const, note: '', laws: [law] };
	};
	await createPlan(db, operator, 2026, '计划', Date.now());
	await saveMonths(db, operator, 2026, [draft(3, '宪法'), draft(4, '民法典')], Date.now());
	await publishPlan(db, operator, 2026, true, Date.now());
	await makeAccount(db, { login: 'officer', roles: [{ role: 'examOfficer', unitId: null }] });
});
const { db } = doors.store;

async function candidate(n: number): Promise<Client> {
	const client = doors.client();
	await client.signIn(`S${n}`, password);
	return client;
}
const start = (client: Client, fields: Record<string, string> = {}) =>
	client.post('/exams/1', { pledge: 'yes', ...fields });
const attempts = async () => (await db.selectFrom('attempt').select('id').execute()).length;

/** Finishes the month's quiz through its door and, for the answers, behind it. */
async function study(client: Client, n: number, month: string): Promise<void> {
	const begun = await client.post(`/study/${month}?/begin`, {});
	expect(begun.status).toBe(303);
	await finish(db, asId<'person'>(n), String(begun.location).split('/').at(-1) ?? '', Date.now());
}

test('not eligible: no button, and a crafted request is refused with what to do', async () => {
	const client = await candidate(1);
	expect((await client.get('/')).text).toContain('先完成学习');
	const page = await client.get('/exams/1');
	expect(page.text).not.toContain('name="pledge"');
	expect(page.text).toContain('开考前先完成这些');
	for (const month of months) expect(page.text).toContain(`href="/study/${month}"`);
	for (const fields of [{}, { short: 'yes', eligible: 'true', eligibility: 'none', eligibleMonth: months[0] ?? '' }]) {
		const refused = await start(client, fields);
		expect(refused.status).toBe(403);
		expect(refused.text).toContain('请先完成下面列出的学习');
	}
	const json = await client.send('POST', '/exams/1', 'pledge=yes', {
		'content-type': 'application/x-www-form-urlencoded',
		accept: 'application/json',
		'x-sveltekit-action': 'true',
		origin: doors.url
	});
	expect(json.text).toContain('notEligible');
	await study(client, 1, '2026-03');
	expect((await start(client)).status, 'one of two').toBe(403);
	expect(await attempts()).toBe(0);
});

test('eligible: all quizzes finished, the button is there; a second attempt goes the same way', async () => {
	const client = await candidate(2);
	for (const month of months) await study(client, 2, month);
	const page = await client.get('/exams/1');
	expect(page.text).toContain('name="pledge"');
	expect(page.text).toContain('已满足');
	const begun = await start(client);
	expect(begun.status).toBe(303);
	const path = String(begun.location);
	// An attempt under way is not touched, whatever becomes of the study record.
	await db.updateTable('practiceSet').set({ finishedAt: null }).where('personId', '=', asId<'person'>(2)).execute();
	expect((await client.get(path)).status).toBe(200);
	expect((await start(client)).location).toBe(path);
	const epoch = /name="epoch" value="(\d+)"/.exec((await client.get(path)).text)?.[1] ?? '';
	const saved = await client.post(`${path}?/save`, { epoch, rev: '0', questions: '10', q1: 'T', back: '/' });
	expect(saved.location).toContain('saved=1');
	expect((await client.post(`${path}/submit`)).status).toBe(303);
	expect((await start(client)).status, 'a second attempt').toBe(403);
	expect(await attempts()).toBe(1);
});

test('the form of the bureau offers the months, warns of credits, and names what is wrong', async () => {
	const officer = doors.client();
	await officer.signIn('officer', password);
	const form = await officer.get('/bureau/exams/new');
	expect(form.text).toContain('value="2026-03"');
	expect(form.text).toContain('国办函〔2026〕12号');
	const refused = await officer.post('/bureau/exams/new', { eligibility: 'credits', leastCredits: '5000' });
	expect(refused.status).toBe(400);
	expect(refused.text).toContain('最低学分：数值超出范围');
	const none = await officer.post('/bureau/exams/new', { eligibility: 'months' });
	expect(none.text).toContain('没有选择月份');
	const basics = {
		...{ title: '第二场', organiser: '区司法局', opensAt: '2030-03-01T09:00', closesAt: '2030-03-05T18:00' },
		...{ minutes: '60', attempts: '1', grace: '60', pass: '60', good: '80', excellentBand: '90' },
		...{ minSat: '1', minParticipation: '0', excellentLine: '90' }
	};
	const facts = async (fields: Record<string, string>) => {
		const made = await officer.post('/bureau/exams/new', { ...basics, ...fields });
		expect(made.status).toBe(303);
		return (await officer.get(String(made.location).replace('/paper', ''))).text;
	};
	const credits = await facts({ eligibility: 'credits', leastCredits: '60' });
	expect(credits).toContain('开考所在年度学分不少于 60 分');
	expect(credits).toContain('开考条件：以学分作为开考条件。国办函〔2026〕12号');
	const quizzes = await facts({ eligibility: 'months', eligibleMonth: '2031-01' });
	expect(quizzes).toContain('学完月度小测：2031-01');
	expect(quizzes).toContain('已发布的年度学习计划里没有 2031-01');
	expect(await facts({})).not.toContain('开考条件');
});
