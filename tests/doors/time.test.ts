import { createCipheriv, createHmac, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { attemptState, type AttemptHeader } from '#lib/exam/attempt/attempt.server.ts';
import { rescueKey } from '#lib/exam/attempt/rescue.server.ts';
import { plaintextOf, rescueCode } from '#lib/exam/attempt/rescue.ts';
import { findAttemptByCode } from '#lib/exam/attempt/attempt.server.ts';
import { saveResponses } from '#lib/exam/attempt/save.server.ts';
import { submitAttempt } from '#lib/exam/attempt/submit.server.ts';
import { edit } from '../stories/attempt-exam.ts';
import { type District, district } from './district.ts';
import { makeAccount, password } from './people.ts';
import { openDoors } from './server.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const beatAt = (at: number) => `insert into server_clock (id, beat_at) values (1, ${at})`;

let cut: { scene: District; header: AttemptHeader; before: number };
const afterCut = await openDoors(async (store) => {
	const scene = await district(store);
	const header = await findAttemptByCode(store.db, scene.mine.attempt ?? '', 1 as never);
	if (!header) throw new Error('nobody sits');
	cut = { scene, header, before: attemptState(store, header.id).deadlineAt };
	store.raw.exec(beatAt(Date.now() - 20 * minute));
	// The attempt began before the cut: as if it had been sat for a while.
	store.raw.exec('drop trigger attempt_no_update');
	store.raw.exec(`update attempt set started_at = started_at - ${30 * minute}`);
});

test('a server that comes back after twenty minutes has given them to whoever was writing', async () => {
	const browser = afterCut.client();
	await browser.signIn(cut.scene.logins.me, password);
	const answer = await browser.get(`/api/v1/attempts/${cut.header.code}/sync`);
	const { deadlineAt } = JSON.parse(answer.text) as { deadlineAt: number };
	expect(deadlineAt - cut.before).toBeGreaterThanOrEqual(20 * minute);
	expect(deadlineAt - cut.before).toBeLessThan(21 * minute);
	const officer = afterCut.client();
	await officer.signIn(cut.scene.logins.examOfficer, password);
	expect((await officer.get(`/bureau/exams/${cut.scene.mine.exam}`)).text).toContain('服务中断与补时');
});

test('a rescue sheet is brought in at the unit, proposed by one officer and decided by another', async () => {
	const { store, secret } = afterCut;
	const { header, scene } = cut;
	await makeAccount(store.db, { login: 'second', name: '第二人', roles: [{ role: 'examOfficer', unitId: null }] });
	await submitAttempt(store, header, null, Date.now());
	const key = Buffer.from(rescueKey(secret, header.code), 'base64url');
	const number = header.sheet.questions().find(({ kind }) => kind === 'single')?.number ?? 1;
	const edits = [{ number, epoch: 1, rev: 9, answer: ['B'], marked: false }];
	const plaintext = plaintextOf({ attempt: header.code, epoch: 1, rev: 9, edits });
	const nonce = randomBytes(12);
	const cipher = createCipheriv('chacha20-poly1305', key, nonce, { authTagLength: 16 });
	cipher.setAAD(Buffer.from(`XUEFA1.${header.code}`), { plaintextLength: plaintext.length });
	const bytes = Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
	const sealed = `XUEFA1.${header.code}.${bytes.toString('base64url')}`;
	const code = rescueCode(createHmac('sha256', key).update(plaintext).digest());

	const sibling = afterCut.client();
	await sibling.signIn(scene.logins.siblingAdmin, password);
	const foreign = await sibling.post(`/unit/exams/${scene.mine.exam}/rescue?/check`, { frames: sealed });
	expect(foreign.status).toBe(400);
	expect(foreign.text).toContain('不在您管理的单位');
	expect(foreign.text).not.toContain('张1');

	const unit = afterCut.client();
	await unit.signIn(scene.logins.unitAdmin, password);
	const upload = async (action: string, fields: Record<string, string>) => {
		const form = new FormData();
		for (const [name, value] of Object.entries(fields)) form.set(name, value);
		if (action === 'check') form.set('file', new File([`${sealed}\n`], 'answers.txt'));
		return unit.send('POST', `/unit/exams/${scene.mine.exam}/rescue?/${action}`, form, {
			accept: 'text/html',
			origin: afterCut.url
		});
	};
	const checked = await upload('check', { frames: '' });
	expect(checked.text).toContain('张1');
	expect(checked.text).toContain(code);
	const wrong = await upload('keep', { sealed, slip: '7K2M-7K2M-7K2M' });
	expect(wrong.status).toBe(400);
	expect(wrong.text).toContain('救援码与答卷不符');
	expect((await upload('keep', { sealed, slip: code })).text).toContain('已收下');

	const first = afterCut.client();
	await first.signIn(scene.logins.examOfficer, password);
	const late = `/bureau/exams/${scene.mine.exam}/late`;
	expect((await unit.post(`${late}?/decide`, { proposal: '1', decision: 'approve' })).status).toBe(404);
	expect((await first.get(late)).text).toContain('张1');
	const proposed = await first.post(`${late}?/propose`, { attempt: String(header.id), reason: '机房断网' });
	expect(proposed.status).toBe(303);
	const own = await first.post(`${late}?/decide`, { proposal: '1', decision: 'approve' });
	expect(own.status).toBe(400);
	expect(own.text).toContain('提出的人不能自己审定');
	const second = afterCut.client();
	await second.signIn('second', password);
	expect((await second.post(`${late}?/decide`, { proposal: '1', decision: 'approve' })).status).toBe(303);
	expect((await second.get(`${late}?attempt=${header.id}`)).text).toContain('已采纳 1 题');
});

let scene: District;
const wrongClock = await openDoors(async (store) => {
	scene = await district(store);
	// As after a start with a dead battery: the newest moment on record lies two days ahead of the machine.
	store.raw.exec(beatAt(Date.now() + 2 * day));
	const header = await findAttemptByCode(store.db, scene.mine.attempt ?? '', 1 as never);
	if (header) await submitAttempt(store, header, null, Date.now());
});

test('a wrong clock at the start opens no exam until an administrator confirms', async () => {
	const [colleague, officer, admin] = [wrongClock.client(), wrongClock.client(), wrongClock.client()];
	await colleague.signIn(scene.logins.colleague, password);
	await officer.signIn(scene.logins.examOfficer, password);
	await admin.signIn(scene.logins.systemAdmin, password);
	const start = () => colleague.post(`/exams/${scene.mine.exam}`, { pledge: 'yes' });
	const refused = await start();
	expect(refused.status).toBe(409);
	expect(refused.text).toContain('服务器时钟有待管理员确认');
	for (const browser of [officer, admin]) expect((await browser.get('/bureau')).text).toContain('不能开始新的考试');
	const confirm = { alarm: '1', takes: 'machine', note: '已校时' };
	expect((await officer.post('/bureau/clock', confirm)).status).toBe(403);
	expect((await admin.post('/bureau/clock', confirm)).status).toBe(303);
	await expect.poll(async () => (await start()).status, { timeout: 30_000 }).toBe(303);
	expect((await officer.get('/bureau')).text).not.toContain('不能开始新的考试');
});

test('what was late before is listed by how late it came', async () => {
	const { store } = wrongClock;
	const header = await findAttemptByCode(store.db, scene.mine.attempt ?? '', 1 as never);
	if (!header) throw new Error('no attempt');
	await saveResponses(
		store,
		header,
		{ epoch: 1, batch: '', ops: [edit(1, 1, 1, ['T'])] },
		Date.now() + 2 * 60 * minute
	);
	const officer = wrongClock.client();
	await officer.signIn(scene.logins.examOfficer, password);
	const page = await officer.get(`/bureau/exams/${scene.mine.exam}/late`);
	expect(page.text).toMatch(/1:0\d:\d\d/);
});
