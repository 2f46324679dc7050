import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrator } from '#lib/base/db/migrate.server.ts';
import { openStore } from '#lib/base/db/store.server.ts';
import { client } from './client.ts';
import { makePerson, makeUnit } from './people.ts';

const root = join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'xuefa-serve-'));
const database = join(folder, 'xuefa.db');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The command line in a process of its own; `ready` gives the first line of stdout. */
function xuefa(...words: string[]) {
	const args = ['--disable-warning=ExperimentalWarning', join(root, 'src', 'cli', 'xuefa.ts'), ...words];
	const child = spawn(process.execPath, args, { env: { PATH: process.env.PATH, XUEFA_DATA: folder } });
	const output = { out: '', err: '' };
	child.stdout.on('data', (chunk: Buffer) => (output.out += chunk.toString()));
	child.stderr.on('data', (chunk: Buffer) => (output.err += chunk.toString()));
	const ended = new Promise<number | null>((done) => child.once('close', (code) => done(code)));
	const ready = new Promise<string>((done) => {
		child.stdout.on('data', () => output.out.includes('\n') && done(output.out.split('\n')[0] ?? ''));
		void ended.then(() => done(output.out));
	});
	return { child, output, ended, ready };
}
const run = async (...words: string[]) => {
	const { ended, output } = xuefa(...words);
	return { code: await ended, ...output };
};
interface Ready {
	readonly urls: readonly [string];
	readonly setup: string | null;
}
const serve = async () => {
	const running = xuefa('serve', '--json', '--host', '127.0.0.1', '--port', '0');
	const ready = JSON.parse(await running.ready) as Ready;
	return { ...running, url: ready.urls[0], setup: ready.setup };
};
const word = 'Quiet-River-42';
const first = { name: '局长', loginName: 'director', password: word, again: word, role: ['examOfficer'] };

describe('from the first start on', () => {
	let running: Awaited<ReturnType<typeof serve>>;
	beforeAll(async () => {
		const store = openStore(database);
		await migrator(store.db).migrateTo('0001_people');
		await makePerson(store.db, { name: '旧人', staffNo: 'OLD', unitId: await makeUnit(store.db, 'U1') });
		await store.close();
		running = await serve();
	});
	afterAll(() => running.child.kill('SIGKILL'));

	test('an older database is backed up, whole, before it is migrated', () => {
		const backups = readdirSync(join(folder, 'backups'));
		expect(backups).toHaveLength(1);
		expect(backups[0]).toMatch(/^before-0002_content-\d{14}\.db$/);
		const copy = openStore(join(folder, 'backups', backups[0] ?? ''));
		expect(copy.raw.prepare('select name from person').pluck().all()).toEqual(['旧人']);
		expect(copy.raw.prepare("select count(*) from sqlite_master where name = 'exam'").pluck().get()).toBe(0);
		copy.raw.close();
		expect(statSync(folder).mode & 0o077).toBe(0);
		expect(statSync(join(folder, 'secret.key')).mode & 0o077).toBe(0);
	});

	test('no account exists; the printed link makes the administrator, once', async () => {
		const { url, setup } = running;
		const path = new URL(setup ?? '').pathname;
		const guess = client(url);
		expect((await guess.post('/login', { login: 'admin', password: 'admin' })).status).toBe(400);
		expect((await guess.get('/setup/guess')).text).toContain('已经用过或已过期');
		expect((await guess.post('/setup/guess', first)).status).toBe(400);
		const browser = client(url);
		expect((await browser.post(path, { ...first, role: ['auditor'] })).text).toContain('审计员');
		expect((await browser.post(path, { ...first, again: 'x' })).text).toContain('不一样');
		const both = await Promise.all([browser.post(path, first), guess.post(path, { ...first, loginName: 'second' })]);
		expect(both.map(({ status }) => status).sort()).toEqual([303, 400]);
		const winner = both[0].status === 303 ? browser : guess;
		expect((await winner.get('/bureau/accounts')).status).toBe(200);
		expect((await guess.get(path)).text).toContain('已经用过或已过期');
		expect(running.output.err).not.toContain(path.split('/').at(-1) ?? 'x');
	});

	test('xuefa admin: an account by the operator, its code, its roles', async () => {
		const usage = await run('admin', 'create', '--name', '甲');
		expect(usage.code).toBe(2);
		const refused = await run('admin', 'create', '--name', '甲', '--login', 'jia', '--roles', 'auditor,examOfficer');
		expect(refused).toMatchObject({ code: 1 });
		const made = await run('admin', 'create', '--name', '甲', '--login', 'jia', '--roles', 'itemEditor', '--json');
		expect(made.code).toBe(0);
		const { login, code } = JSON.parse(made.out) as { login: string; code: string };
		const browser = client(running.url);
		expect((await browser.post('/activate', { login, code, password: word, again: word })).location).toBe('/bureau');
		const roles = await run('admin', 'roles', 'jia', '--grant', 'unitAdmin:U1', '--json');
		expect(JSON.parse(roles.out)).toEqual({ login: 'jia', roles: ['itemEditor', 'unitAdmin:U1'] });
		expect((await browser.get('/me')).status, 'another process took the session away').toBe(303);
		const reset = JSON.parse((await run('admin', 'reset', 'jia', '--json')).out) as { code: string };
		expect(reset.code).not.toBe(code);
	});

	test('xuefa slips: codes for those not yet active, as JSON and CSV', async () => {
		expect((await run('slips')).code).toBe(2);
		expect((await run('slips', '--unit', 'nowhere')).code).toBe(1);
		const { slips } = JSON.parse((await run('slips', '--unit', 'U1', '--json')).out) as {
			slips: { name: string; login: string; code: string }[];
		};
		expect(slips).toMatchObject([{ name: '旧人', login: 'OLD', code: expect.stringMatching(/^\w{5}-\w{5}$/) }]);
		const csv = (await run('slips', '--all')).out;
		expect(csv).toContain('旧人');
		const browser = client(running.url);
		const code = /[2-9A-Z]{5}-[2-9A-Z]{5}/.exec(csv)?.[0] ?? '';
		expect((await browser.post('/activate', { login: 'old', code, password: word, again: word })).status).toBe(303);
		expect((await run('slips', '--all')).code, 'everyone is active now').toBe(1);
	});

	test('a stop waits for the request under way, then closes the file clean; the next start asks for nobody', async () => {
		const { child, ended, url } = running;
		const last = client(url).signIn('OLD', word);
		await new Promise((later) => setTimeout(later, 5));
		child.kill('SIGTERM');
		expect((await last).status).toBe(303);
		const asked = performance.now();
		expect(await ended).toBe(0);
		expect(performance.now() - asked, 'connections kept alive hold nothing up').toBeLessThan(10_000);
		expect(existsSync(`${database}-wal`)).toBe(false);
		running = await serve();
		expect(running.setup).toBeNull();
	});

	test('a port in use is said in one line', async () => {
		const { code, err } = await run('serve', '--host', '127.0.0.1', '--port', new URL(running.url).port);
		expect(code).toBe(1);
		expect(err.trim().split('\n')).toHaveLength(1);
		expect(err).toContain('--port');
	});
});
