import { expect, test } from 'vitest';
import { openExam } from '../browser/sitting-fixture.ts';
import { makeAccount, password } from '../doors/people.ts';
import { openDoors } from '../doors/server.ts';

const officers = ['o1', 'o2'];
const doors = await openDoors(async (store) => {
	await openExam(store, 2);
	for (const login of officers) await makeAccount(store.db, { login, roles: [{ role: 'examOfficer', unitId: null }] });
});
const short = await openDoors(async (store) => {
	await openExam(store, 1, { feedback: 'nothing', durationMs: 2000, graceMs: 0 });
});

async function begin(at: typeof doors, n: number) {
	const browser = at.client();
	await browser.signIn(`S${n}`, password);
	const page = (await browser.post('/exams/1', { pledge: 'yes', short: 'yes' })).location ?? '';
	const epoch = /name="epoch" value="(\d+)"/.exec((await browser.get(page)).text)?.[1] ?? '';
	const save = () => browser.post(`${page}?/save`, { epoch, rev: '0', questions: '2', q2: 'F' });
	return { browser, page, save, result: async (query = '') => (await browser.get(`${page}/result${query}`)).text };
}

async function officer(login: string) {
	const one = doors.client();
	await one.signIn(login, password);
	return one;
}

// The page said of all that came late that the deadline had passed, took the numbers from its address, and so went on
// saying that an answer did not count after two officers had let it.
test('what came after the paper was collected is said so, whatever the address; adopted, it is said no more', async () => {
	const { page, save, result } = await begin(doors, 1);
	const [first, second] = [await officer('o1'), await officer('o2')];
	const fields = { no: '1', reason: 'r', confirmed: 'on', typedName: '张1', note: 'n' };
	expect((await first.post('/bureau/exams/1/board/1?/close', fields)).status).toBe(303);
	expect(await result('?late=3')).not.toContain('未计入成绩');
	expect((await save()).location).toMatch(/\/result\?saved=0$/);
	for (const query of ['', '?late=2', '?closed=2']) {
		const text = await result(query);
		expect(text).toMatch(/第 2 题送达时已经交卷.*未计入成绩/);
		expect(text).not.toContain('过了截止时间');
	}

	const { id } = await doors.store.db
		.selectFrom('attempt')
		.select('id')
		.where('code', '=', page.split('/').pop() ?? '')
		.executeTakeFirstOrThrow();
	await first.post('/bureau/exams/1/late?/propose', { attempt: String(id), reason: 'r' });
	expect(await result()).toContain('未计入成绩');
	await second.post('/bureau/exams/1/late?/decide', { proposal: '1', decision: 'approve' });
	for (const query of ['', '?late=2', '?closed=2']) expect(await result(query)).not.toContain('未计入成绩');
});

test('handed in on another page: the same', async () => {
	const { browser, page, save, result } = await begin(doors, 2);
	await browser.post(`${page}/submit`);
	await save();
	expect(await result()).toMatch(/第 2 题送达时已经交卷/);
});

test('control: after the deadline it is the deadline that is named', async () => {
	const { save, result } = await begin(short, 1);
	await new Promise((later) => setTimeout(later, 2100));
	expect((await save()).location).toMatch(/\/result\?saved=0$/);
	await expect.poll(() => result(), { timeout: 20_000, interval: 500 }).toContain('第 2 题送达时已经过了截止时间');
});
