import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { installationSecret, readConfig } from '#lib/base/config/config.server.ts';
import { operator } from '#lib/base/core/permit.ts';
import { migrate } from '#lib/base/db/migrate.server.ts';
import { openStore } from '#lib/base/db/store.server.ts';
import { syncShippedBanks } from '#lib/content/item/shipped.server.ts';
import { createFromFile } from '#lib/exam/plan/create-file.server.ts';
import { createClient } from '../../src/cli/rehearsal/client.ts';
import { knownPaper, toLetters } from '../../src/cli/rehearsal/paper.ts';
import { prepareSitters } from '../../src/cli/rehearsal/prepare.ts';
import { stopwatch } from '../../src/cli/rehearsal/progress.ts';
import { activate, open, save, signIn, start, submit } from '../../src/cli/rehearsal/sitter.ts';
import { closedLoop, cpuMs, type LoadFigures } from './load.ts';

/**
 * Prints what the promised speed rests on: the server's CPU time for one complete candidate journey, and durable saves
 * per second beside the bare loop of bare-loop.ts in the same run. Compare ratios of one run, never runs of two days.
 * Use: npm run bench [-- JOURNEYS SECONDS]
 */
const journeys = Number(process.argv[2] ?? 60);
const seconds = Number(process.argv[3] ?? 8);
const openAttempts = 200;
const connections = 64;

const folder = mkdtempSync(join(tmpdir(), 'xuefa-bench-'));
const config = readConfig({ ...process.env, XUEFA_DATA: folder });
const store = openStore(config.databasePath);
await migrate(store.db);
await syncShippedBanks(store.db, config.banksFolder, Date.now());
const secret = installationSecret(config);
const { sitters, staffNos } = await prepareSitters(store.db, secret, journeys + openAttempts, 'BENCH', Date.now());
const exam = await createFromFile(store.db, operator, benchExam(staffNos), Date.now());
if (!exam.ok) throw new Error(JSON.stringify(exam));
const examId = exam.value.exam.id;

const program = join(import.meta.dirname, '..', '..', 'src', 'cli', 'xuefa.ts');
const environment = { ...process.env, XUEFA_DATA: folder, NODE_OPTIONS: '--disable-warning=ExperimentalWarning' };
const server = spawn(process.execPath, [program, 'serve', '--json', '--host', '127.0.0.1', '--port', '0'], {
	env: environment,
	stdio: ['ignore', 'pipe', 'inherit']
});
const port = Number(new URL((JSON.parse(await firstLine(server)) as { urls: string[] }).urls[0] ?? '').port);
const bare = spawn(process.execPath, [join(import.meta.dirname, 'bare-loop.ts'), join(folder, 'bare.db')], {
	stdio: ['ignore', 'pipe', 'inherit']
});
const barePort = Number(await firstLine(bare));
try {
	const origin = `http://127.0.0.1:${port}`;
	const watch = stopwatch();
	for (const sitter of sitters) {
		const client = createClient(origin);
		await activate(client, watch, sitter);
		client.close();
	}
	process.stdout.write(
		`machine: ${cpus().length} × ${cpus()[0]?.model ?? '?'}, ${Math.round(totalmem() / 2 ** 30)} GiB, `
	);
	process.stdout.write(`Node ${process.versions.node}\n\n`);

	const steps = stepCosts(server.pid ?? 0, watch);
	for (const sitter of sitters.slice(0, journeys)) await journey(origin, steps, sitter);
	const perJourney = steps.total() / journeys;
	process.stdout.write(`candidate journey (login, rules, start, 50 single saves, submit, result): `);
	process.stdout.write(`${perJourney.toFixed(1)} server CPU-ms, mean of ${journeys}\n`);
	for (const [step, figures] of Object.entries(watch.figures()))
		process.stdout.write(
			`  ${step.padEnd(13)} ${steps.each(step).toFixed(2).padStart(6)} CPU-ms · p50 ${figures.p50} ms · p99 ${figures.p99} ms\n`
		);

	const calls = await openCalls(origin, watch);
	let turn = 0;
	const own = await closedLoop(port, server.pid ?? 0, connections, seconds, () => calls(turn++));
	const baseline = await closedLoop(barePort, bare.pid ?? 0, connections, seconds, () => {
		const attempt = turn++ % openAttempts;
		const body = JSON.stringify({ attempt, slot: turn % 50, value: `["${'ABCD'[turn % 4]}"]` });
		return { method: 'POST', path: '/save', body };
	});
	print('durable saves', own);
	print('bare node:http + better-sqlite3 group commit', baseline);
	process.stdout.write(`ratio: ${(own.perSecond / baseline.perSecond).toFixed(2)} of the bare loop's rate, `);
	process.stdout.write(`${(own.cpuMicros / Math.max(baseline.cpuMicros, 1)).toFixed(1)} times its CPU per save\n`);
} finally {
	await store.close();
	server.kill('SIGTERM');
	bare.kill('SIGTERM');
	await Promise.all([server, bare].map((child) => new Promise((ended) => child.once('exit', ended))));
	rmSync(folder, { recursive: true, force: true });
}

/** A stopwatch that also knows what each kind of step cost the server, for steps taken one at a time. */
function stepCosts(pid: number, watch: ReturnType<typeof stopwatch>) {
	const spent = new Map<string, number>();
	const times = new Map<string, number>();
	return {
		...watch,
		async time<Result>(step: string, work: () => Promise<Result>): Promise<Result> {
			const before = cpuMs(pid);
			try {
				return await watch.time(step, work);
			} finally {
				spent.set(step, (spent.get(step) ?? 0) + cpuMs(pid) - before);
				times.set(step, (times.get(step) ?? 0) + 1);
			}
		},
		/** CPU-milliseconds of one such step, mean. */
		each: (step: string) => (spent.get(step) ?? 0) / Math.max(times.get(step) ?? 0, 1),
		total: () => [...spent.values()].reduce((sum, ms) => sum + ms, 0)
	};
}

async function journey(origin: string, watch: ReturnType<typeof stopwatch>, sitter: (typeof sitters)[number]) {
	const client = createClient(origin);
	await signIn(client, watch, sitter.login, sitter.password);
	const code = await start(client, watch, examId);
	const { questions } = await knownPaper(store.db, code, sitter.personId);
	const epoch = await open(client, watch, code);
	for (const question of questions) {
		const letters = toLetters(question, question.correct);
		await save(client, watch, { code, epoch }, [{ number: question.number, letters }]);
	}
	await submit(client, watch, { code, epoch });
	const result = await watch.time('result', () => client.get(`/attempts/${code}/result`));
	if (result.status !== 200) throw new Error(`result: HTTP ${result.status}`);
	client.close();
}

/** Opens the attempts of the load test and returns the n-th save: another attempt each time, every save a new rev. */
async function openCalls(origin: string, watch: ReturnType<typeof stopwatch>) {
	const opened: { code: string; epoch: number; cookie: string; judges: number[] }[] = [];
	for (const sitter of sitters.slice(journeys)) {
		const client = createClient(origin);
		await signIn(client, watch, sitter.login, sitter.password);
		const code = await start(client, watch, examId);
		const { questions } = await knownPaper(store.db, code, sitter.personId);
		const judges = questions.filter(({ kind }) => kind === 'judge').map(({ number }) => number);
		opened.push({ code, epoch: await open(client, watch, code), cookie: client.cookie(), judges });
		client.close();
	}
	return (turn: number) => {
		const attempt = opened[turn % opened.length];
		if (!attempt) throw new Error('no open attempt');
		const { code, epoch, cookie, judges } = attempt;
		const [number, rev] = [judges[Math.floor(turn / opened.length) % judges.length] ?? 1, turn + 2];
		// Alternating answers: an unchanged one would be a duplicate and cost less.
		const edit = {
			number,
			epoch,
			rev,
			answer: [Math.floor(turn / opened.length / judges.length) % 2 ? 'T' : 'F'],
			marked: false
		};
		const body = JSON.stringify({ protocol: 1, epoch, batch: String(turn), ops: [edit] });
		return { method: 'PUT' as const, path: `/api/v1/attempts/${code}/answers`, body, headers: { cookie } };
	};
}

function print(name: string, figures: LoadFigures): void {
	const { perSecond, p50, p95, p99, failed, cpuMicros } = figures;
	process.stdout.write(`${name}: ${perSecond}/s, p50 ${p50} · p95 ${p95} · p99 ${p99} ms, `);
	process.stdout.write(`${cpuMicros} server CPU-µs each, ${failed} failed, ${connections} connections\n`);
}

function firstLine(child: ChildProcess): Promise<string> {
	return new Promise((ready, failed) => {
		child.stdout?.once('data', (chunk: Buffer) => ready(chunk.toString().trim()));
		child.once('exit', (code) => failed(new Error(`ended with code ${code}`)));
	});
}

function benchExam(persons: readonly string[]): Record<string, unknown> {
	return {
		title: 'Bench',
		organiser: 'Bench',
		paper: {
			banks: ['constitution-2018', 'administrative-reconsideration-2023'],
			rows: [
				{ kind: 'judge', count: 20, points: 1.5 },
				{ kind: 'single', count: 20, points: 2 },
				{ kind: 'multiple', count: 10, points: 3 }
			]
		},
		scheme: { minutes: 60, attempts: 1, assembly: 'one', feedback: 'score' },
		window: { opensAt: 'now', closesAt: '+1d' },
		enrolment: { persons },
		publish: true
	};
}
