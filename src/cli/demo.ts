import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { installationSecret, readConfig } from '#lib/base/config/config.server.ts';
import type { ExamId } from '#lib/base/core/ids.ts';
import { operator } from '#lib/base/core/permit.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { closeExam } from '#lib/exam/plan/publish.server.ts';
import { runScoring } from '#lib/exam/scoring/run.server.ts';
import { publishResults } from '#lib/results/ranking/publish.server.ts';
import { alsoUsedBy, claimFolder, claimFolderNear } from './demo/folder.ts';
import { demoPeople } from './demo/people.ts';
import { type Loaded, loadDistrict, officers } from './demo/load.ts';
import { activateOthers, sitAll } from './demo/sit.ts';
import { loadLists } from './demo/lists.ts';
import { loadStudy } from './demo/study.ts';
import { rankingReport } from './rank/report.ts';
import { prepareStore } from './prepare.ts';
import { answer, flag, refuse, type Verb } from './verb.ts';

/** The wanted port, or the next free one. */
async function freePort(wanted: number): Promise<number> {
	for (let port = wanted; port < wanted + 50; port++) {
		const free = await new Promise<boolean>((known) => {
			const probe = createServer().once('error', () => known(false));
			probe.listen(port, '0.0.0.0', () => probe.close(() => known(true)));
		});
		if (free) return port;
	}
	return 0;
}

/** Starts `xuefa serve` as a process of its own and waits for its first line. */
async function serve(dataFolder: string, port: number): Promise<{ child: ChildProcess; origin: string }> {
	const program = join(import.meta.dirname, 'xuefa.ts');
	const child = spawn(process.execPath, [program, 'serve', '--json', '--port', String(port)], {
		env: { ...process.env, XUEFA_DATA: dataFolder, NODE_OPTIONS: '--disable-warning=ExperimentalWarning' },
		stdio: ['ignore', 'pipe', 'inherit']
	});
	if (child.pid !== undefined) alsoUsedBy(dataFolder, child.pid);
	const line = await new Promise<string>((ready, failed) => {
		let text = '';
		child.stdout?.on('data', (chunk: Buffer) => {
			text += chunk.toString();
			if (text.includes('\n')) ready(text);
		});
		child.once('exit', (code) => failed(new Error(`the server ended with code ${code}`)));
	});
	const { urls } = JSON.parse(line) as { readonly urls: readonly string[] };
	return { child, origin: urls[0] ?? `http://127.0.0.1:${port}` };
}

/** Ends the exam early (everybody who will sit has handed in), scores it and publishes version 1. */
async function publish(db: Db, examId: ExamId, now: number): Promise<void> {
	const reason = '演示：全部参考人员已交卷，提前结束';
	const closed = await closeExam(db, operator, examId, { early: true, reason }, now);
	if (!closed.ok) throw new Error(`closing: ${closed.reason}`);
	const run = await runScoring(db, operator, examId, '首次计分', now);
	if (!run.ok) throw new Error(`scoring: ${run.reason}`);
	const request = { runId: run.value.id, reason: '首次公布', blank: 'notSat' as const };
	const published = await publishResults(db, operator, examId, request, now);
	if (!published.ok) throw new Error(`publication: ${published.reason}`);
}

/** Who can sign in, one of each role. */
function accountLines(loaded: Loaded, candidate: string): { role: string; login: string; password: string }[] {
	const names = [
		['candidate 考生', candidate],
		['unit administrator 单位管理员', 'unit'],
		...officers.map(([login, name, role]) => [`${role} ${name}`, login])
	];
	return names.map(([role = '', login = '']) => ({
		role,
		login,
		password: loaded.accounts.get(login)?.password ?? ''
	}));
}

export const demoVerb: Verb = {
	summary: 'load a made-up district, have the model exam sat over HTTP, and go on serving',
	help: `xuefa demo [--port PORT] [--data FOLDER] [--exit] [--json]

Loads 澄湖区, a district that does not exist (85 units in seven categories, 1,190 people), through the same verbs that
a bureau uses; starts the server; has 1,115 people activate their accounts, sit the model exam and hand in over HTTP;
ends, scores and publishes it; prints the result table and an account of each role; and goes on serving until Ctrl+C.
The data folder (default ./data/demo) is cleared when an earlier demo made it, and refused when it holds anything else.
While an earlier demo still serves, its data stay: the next one takes ./data/demo-2 and the next free port.

--exit  stop after printing.
JSON: { "address", "seconds", "steps": { step: { count, p50, p95, p99, max } in ms }, "accounts": [{ role, login, password }],
"ranking": as xuefa rank --json }; refused: { "refused": foreign | running }. Exit 0 done, 1 refused.`,
	async run(invocation) {
		const begun = performance.now();
		const named = flag(invocation, 'data');
		const usual = join(readConfig().programFolder, 'data', 'demo');
		const claimed =
			named === undefined ? claimFolderNear(usual, process.pid) : (claimFolder(named, process.pid) ?? named);
		if (claimed === 'foreign' || claimed === 'running') {
			const why = claimed === 'foreign' ? 'holds data that no demo made' : 'is in use by a demo that still runs';
			return refuse(invocation, 'demo', claimed, `${named ?? usual} ${why}: name another folder with --data`);
		}
		const dataFolder = claimed;
		const config = readConfig({ ...process.env, XUEFA_DATA: dataFolder });
		const people = demoPeople();
		process.stderr.write(`正在载入澄湖区：85 家单位，${people.length} 人 …\nloading the district …\n`);
		const { store } = await prepareStore(config, Date.now());
		const loaded = await loadDistrict(store, installationSecret(config), people, Date.now());
		await loadStudy(store.db, Date.now());
		await loadLists(store.db, Date.now());
		const port = await freePort(Number(flag(invocation, 'port') ?? config.port));
		const { child, origin } = await serve(dataFolder, port);
		const stop = () => child.kill('SIGTERM');
		const stopEarly = () => {
			stop();
			process.exit(1);
		};
		process.on('SIGINT', stopEarly).on('SIGTERM', stopEarly);
		try {
			const steps = await sitAll(origin, store.db, loaded, people);
			await activateOthers(origin, loaded, ['unit', ...officers.map(([login]) => login)]);
			await publish(store.db, loaded.examId, Date.now());
			const report = await rankingReport(store.db, loaded.examId, { kind: 'publication' });
			await store.close();
			const candidate = people.find((person) => person.part === 'sits' && person.unit.shortName === '区司法局');
			const accounts = accountLines(loaded, candidate?.staffNo ?? '');
			const seconds = Math.round((performance.now() - begun) / 1000);
			const width = Math.max(...accounts.map(({ role }) => role.length));
			const text = [
				report.text,
				'',
				`用时 ${seconds} 秒 · ${seconds} s`,
				'',
				`打开 open  ${origin}`,
				...accounts.map(({ role, login, password }) => `  ${role.padEnd(width)}  ${login.padEnd(10)} ${password}`),
				''
			].join('\n');
			answer(invocation, { address: origin, seconds, steps, accounts, ranking: report.json }, text);
			if (invocation.flags.exit === true) child.kill('SIGTERM');
			else process.stderr.write('按 Ctrl+C 结束 · Ctrl+C to stop\n');
		} catch (error) {
			child.kill('SIGTERM');
			throw error;
		}
		process.off('SIGINT', stopEarly).off('SIGTERM', stopEarly);
		process.on('SIGINT', stop).on('SIGTERM', stop);
		await new Promise((ended) => (child.exitCode === null ? child.once('exit', ended) : ended(null)));
		return 0;
	}
};
