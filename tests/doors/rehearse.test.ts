import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { operator } from '#lib/base/core/permit.ts';
import { syncShippedBanks } from '#lib/content/item/shipped.server.ts';
import { createFromFile } from '#lib/exam/plan/create-file.server.ts';
import { runScoring } from '#lib/exam/scoring/run.server.ts';
import { rehearsalFile } from '../../src/cli/rehearsal/exam.ts';
import { prepareSitters } from '../../src/cli/rehearsal/prepare.ts';
import { sitExam } from '../../src/cli/rehearsal/run.ts';
import { verify } from '../../src/cli/rehearsal/verify.ts';
import { openDoors } from './server.ts';

const root = join(import.meta.dirname, '..', '..');
const doors = await openDoors(async ({ db }) => {
	await syncShippedBanks(db, join(root, 'question-banks'), Date.now());
});

function xuefa(...args: string[]): Promise<{ code: number | null; stdout: string }> {
	const program = join(root, 'src', 'cli', 'xuefa.ts');
	const folder = join(doors.store.raw.name, '..');
	const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, ...args], {
		env: { PATH: process.env.PATH, XUEFA_DATA: folder },
		stdio: ['ignore', 'pipe', 'ignore']
	});
	let stdout = '';
	child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
	return new Promise((done) => child.once('close', (code) => done({ code, stdout })));
}

test('rehearse sits an exam over HTTP, finds nothing lost and every score right, and clears up after itself', async () => {
	const { code, stdout } = await xuefa('rehearse', '--candidates', '4', '--origin', doors.url, '--json');
	const json = JSON.parse(stdout) as Record<string, number> & { steps: Record<string, { count: number }> };
	expect(code).toBe(0);
	expect(json).toMatchObject({ candidates: 4, lost: 0, scores: 4, wrong: 0, withoutReceipt: 0 });
	expect(json.steps.save?.count).toBe(json.acknowledged);
	const { db } = doors.store;
	const present = await db.selectFrom('membership').select('id').where('toAt', 'is', null).execute();
	const units = await db.selectFrom('unit').select('id').where('abolishedAt', 'is', null).execute();
	const open = await db.selectFrom('exam').select('id').where('closedAt', 'is', null).execute();
	expect([present, units, open]).toEqual([[], [], []]);
});

test('rehearse says so when no server answers', async () => {
	expect((await xuefa('rehearse', '--candidates', '1', '--origin', 'http://127.0.0.1:9')).code).toBe(1);
});

test('control: a lost answer, a wrong score and a missing receipt are each found', async () => {
	const { store, secret, url } = doors;
	const { db } = store;
	const { sitters, staffNos } = await prepareSitters(db, secret, 2, Date.now());
	const file = await rehearsalFile(db, undefined, staffNos, 'CONTROL');
	const created = await createFromFile(db, operator, file, Date.now());
	if (!created.ok) throw new Error(JSON.stringify(created));
	const { id: examId, scheme } = created.value.exam;
	const how = { accuracy: 0.5, optionAccuracy: 0.8, omit: 0, width: 2, seed: 'control' };
	const { sat } = await sitExam(url, db, examId, sitters, how);
	const run = await runScoring(db, operator, examId, 'control', Date.now());
	if (!run.ok) throw new Error(run.reason);
	expect(await verify(db, scheme, run.value.id, sat)).toMatchObject({ lost: 0, wrong: 0, withoutReceipt: 0 });
	const [first, second] = sat;
	if (!first || !second) throw new Error('two candidates sat');
	store.raw
		.prepare('delete from response where attempt_id = ? and slot = ?')
		.run(first.attemptId, first.questions[0]?.slot);
	store.raw.exec('drop trigger attempt_score_no_update');
	store.raw.prepare('update attempt_score set points = points + 50 where attempt_id = ?').run(second.attemptId);
	store.raw.prepare('update attempt_state set receipt = null where attempt_id = ?').run(second.attemptId);
	expect(await verify(db, scheme, run.value.id, sat)).toMatchObject({ lost: 1, wrong: 1, withoutReceipt: 1 });
});
