import { backupVerb } from '../../src/cli/backup.ts';
import { examVerb } from '../../src/cli/exam.ts';
import { doctorVerb } from '../../src/cli/doctor.ts';
import { rankVerb } from '../../src/cli/rank.ts';
import type { Verb } from '../../src/cli/verb.ts';
import { operator } from '#lib/base/core/permit.ts';
import { StorageRefused } from '#lib/base/db/store.server.ts';
import { runScoring } from '#lib/exam/scoring/run.server.ts';
import { publishResults } from '#lib/results/ranking/publish.server.ts';
import { canonicalSlots } from '#lib/content/paper/paper.ts';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { closesAt, minute } from './attempt-exam.ts';
import { freshStore } from './fresh.ts';
import { district, sitAll } from './results-district.ts';

const after = closesAt + 5 * minute;

/** Runs a verb as the command line does, with what it wrote. */
async function run(verb: Verb, words: string[], flags: Record<string, string | true> = {}) {
	const written = { out: '', err: '' };
	const spies = [
		vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((written.out += String(text)), true)),
		vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((written.err += String(text)), true))
	];
	try {
		return { code: await verb.run({ words, flags, json: flags.json === true }), ...written };
	} finally {
		for (const spy of spies) spy.mockRestore();
	}
}

/** A data folder with the sat exam; the environment names it until the test ends. */
async function dataFolder() {
	const store = await freshStore();
	const fixture = await district(store);
	await sitAll(store, fixture);
	vi.stubEnv('XUEFA_DATA', dirname(store.raw.name));
	onTestFinished(() => {
		vi.unstubAllEnvs();
	});
	return { store, folder: dirname(store.raw.name), ...fixture };
}

test('rank: says what it rests on, and refuses what is not there', async () => {
	const { store, examId, folder } = await dataFolder();
	const dry = await run(rankVerb, ['1'], { json: true });
	expect(dry).toMatchObject({ code: 0, err: expect.stringContaining('not published') as string });
	expect(JSON.parse(dry.out)).toMatchObject({ source: 'preview', publication: null, openAttempts: 0 });
	const scored = await runScoring(store.db, operator, examId, '计分', after);
	if (!scored.ok) throw new Error(scored.reason);
	const request = { runId: scored.value.id, reason: '公布', blank: 'notSat' as const };
	await publishResults(store.db, operator, examId, request, after);

	const published = await run(rankVerb, ['2026年度国家工作人员学法用法考试'], { json: true });
	expect(published).toMatchObject({ code: 0, err: '' });
	const json = JSON.parse(published.out) as Record<string, unknown>;
	expect(json).toMatchObject({ source: 'publication', publication: { no: 1 }, totals: { sat: 6, average: '8.58' } });
	expect(json.units).toEqual((JSON.parse(dry.out) as Record<string, unknown>).units);
	const towns = await run(rankVerb, ['latest'], { json: true, category: '镇', out: join(folder, 'towns.csv') });
	expect(JSON.parse(towns.out)).toMatchObject({ totals: { units: 2, sat: 5, sum: 4550 } });
	const csv = readFileSync(join(folder, 'towns.csv'), 'utf8');
	expect(csv.startsWith('\ufeff序号,')).toBe(true);
	expect(csv.trimEnd().split('\r\n')).toHaveLength(4);
	expect((await run(rankVerb, ['1'], { out: join(folder, 'all.xlsx') })).out).toContain('城关镇');

	expect((await run(rankVerb, ['no such exam'])).code).toBe(1);
	expect((await run(rankVerb, ['1'], { publication: '2' })).code).toBe(1);
	expect((await run(rankVerb, ['1'], { category: '学校' })).code).toBe(1);
	const refused = await run(rankVerb, ['no such exam'], { json: true });
	expect(JSON.parse(refused.out), 'a program reads why, too').toEqual({ refused: 'notFound' });
	expect((await run(rankVerb, [])).code).toBe(2);
	expect((await run(rankVerb, ['1'], { publication: 'x' })).code).toBe(2);
	expect((await run(rankVerb, ['1'], { preview: true, publication: '1' })).code).toBe(2);
	expect((await run(rankVerb, ['1'], { out: 'table.pdf' })).code).toBe(2);
});

test('exam score and publish-results: keep a run, publish it once, say why not', async () => {
	const { store, examId } = await dataFolder();
	vi.useFakeTimers({ toFake: ['Date'], now: after });
	onTestFinished(() => {
		vi.useRealTimers();
	});
	const exam = (act: string, flags: Record<string, string | true> = {}) =>
		run(examVerb, [act, '1'], { json: true, ...flags });
	const reason = '首次公布';
	expect((await run(examVerb, ['score'])).code, 'no exam named').toBe(2);
	expect(JSON.parse((await exam('score')).out)).toMatchObject({ refused: 'reasonMissing' });
	expect(await exam('publish-results', { reason })).toMatchObject({
		code: 1,
		err: expect.stringContaining('xuefa exam score') as string
	});
	const scored = await exam('score', { reason: '首次计分' });
	expect(scored.code).toBe(0);
	expect(JSON.parse(scored.out)).toMatchObject({ id: examId, attempts: 9, openAttempts: 0, reason: '首次计分' });
	expect((await exam('publish-results', { reason, blank: 'maybe' })).code).toBe(2);
	expect(JSON.parse((await exam('publish-results', { reason, run: '99' })).out)).toMatchObject({
		refused: 'unknownRun'
	});
	expect(JSON.parse((await exam('publish-results')).out)).toMatchObject({ refused: 'reasonMissing' });
	const published = await exam('publish-results', { reason });
	expect(published).toMatchObject({ code: 0, err: '' });
	expect(JSON.parse(published.out)).toMatchObject({
		state: 'resultsPublished',
		blank: 'notSat',
		publication: { no: 1, reason },
		totals: { sat: 6, average: '8.58' }
	});
	expect(JSON.parse((await exam('publish-results', { reason })).out)).toMatchObject({ refused: 'unchanged' });
	expect((await run(examVerb, ['score', '1'], { reason: '再计' })).out).toContain('not published');
	const acts = await store.db
		.selectFrom('auditEntry')
		.select(['act', 'actor'])
		.where('act', 'in', ['exam.scored', 'results.published'])
		.execute();
	expect(acts).toEqual([
		{ act: 'exam.scored', actor: 'operator' },
		{ act: 'results.published', actor: 'operator' },
		{ act: 'exam.scored', actor: 'operator' }
	]);
});

test('doctor: 0 when all agrees, 1 with the name of what differs', async () => {
	const { store, slots } = await dataFolder();
	const sick = await run(doctorVerb, [], { json: true });
	expect(sick.code, 'the fixture writes its paper by hand, without a true hash').toBe(1);
	expect(JSON.parse(sick.out)).toMatchObject({ ok: false });
	expect((await run(doctorVerb, [])).out).toMatch(/FAULT papers .*\n\s+paper 1: hash/);
	store.raw.exec('drop trigger paper_no_update');
	const hash = createHash('sha256').update(canonicalSlots(slots)).digest('hex');
	store.raw.prepare('update paper set hash = ?').run(hash);
	const sound = await run(doctorVerb, [], { json: true });
	expect(sound.code).toBe(0);
	expect(JSON.parse(sound.out)).toMatchObject({ ok: true });
});

test('no verb makes a database where there is none', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'xuefa-none-'));
	vi.stubEnv('XUEFA_DATA', folder);
	onTestFinished(() => {
		vi.unstubAllEnvs();
		rmSync(folder, { recursive: true });
	});
	for (const verb of [rankVerb, doctorVerb, backupVerb]) await expect(run(verb, ['1'])).rejects.toThrow(StorageRefused);
	expect(existsSync(join(folder, 'xuefa.db'))).toBe(false);
});

/** Writes row after row from another process until it is ended. */
const writer = `
	const db = new (require('better-sqlite3'))(process.argv[1]);
	db.pragma('busy_timeout = 5000');
	const put = db.prepare("insert into setting (name, value) values (?, '1')");
	let n = 0;
	setInterval(() => { for (let i = 0; i < 5; i++) put.run('noise ' + n++); if (n === 5) console.log('writing'); }, 1);
`;

test('backup: finishes while another process writes without pause', async () => {
	const { store, folder } = await dataFolder();
	const child = spawn(process.execPath, ['-e', writer, store.raw.name], { stdio: ['ignore', 'pipe', 'inherit'] });
	onTestFinished(() => {
		child.kill();
	});
	await new Promise((begun, failed) => child.stdout.once('data', begun).once('close', failed));
	const first = await run(backupVerb, [join(folder, 'copy.db')], { json: true });
	expect(first.code).toBe(0);
	expect(JSON.parse(first.out)).toMatchObject({ path: join(folder, 'copy.db') });
	expect(child.exitCode).toBeNull();
	const again = await run(backupVerb, [join(folder, 'copy.db')], { json: true });
	expect(again).toMatchObject({ code: 1, err: expect.stringContaining('never overwrite') as string });
	expect((await run(backupVerb, ['a', 'b'])).code).toBe(2);
	expect((await run(backupVerb, [], { json: true })).out).toContain(join(folder, 'backups', 'xuefa-'));
});
