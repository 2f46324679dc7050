import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { readConfig } from '#lib/base/config/config.server.ts';
import type { Scheme } from '#lib/exam/plan/scheme.ts';
import { migrate } from '#lib/base/db/migrate.server.ts';
import { openStore } from '#lib/base/db/store.server.ts';
import { sessions } from '#lib/people/access/session.server.ts';
import { attemptExam } from '../stories/attempt-exam.ts';
import { type Candidate, newCandidate } from './candidate.ts';

const program = join(import.meta.dirname, '..', '..', 'src', 'cli', 'xuefa.ts');
const lowered = join(import.meta.dirname, 'lowered.ts');

/** Compiled code kept between the many starts of one machine; it halves what a start costs. Filled by clean ends only. */
const compiled = join(tmpdir(), 'xuefa-faults-compiled');

/** A server process over the hall's data folder. */
export interface Server {
	readonly url: string;
	readonly pid: number;
	readonly child: ChildProcess;
	/** What it has written to stderr. */
	readonly log: () => string;
	/** Resolves with exit code or signal when it is gone. */
	readonly ended: Promise<number | string>;
	kill(signal?: NodeJS.Signals): Promise<number | string>;
}

/** An exam room for faults: a data folder with a running exam and candidates who are signed in. */
export interface Hall {
	readonly folder: string;
	readonly candidates: readonly Candidate[];
	/** @param weakened the control: the same server with its durability taken away (lowered.ts) */
	serve(options?: {
		readonly weakened?: 'normal' | 'early' | 'wall';
		readonly env?: Readonly<Record<string, string>>;
		readonly port?: number;
	}): Promise<Server>;
	/** Starts a server without waiting until it is ready: to kill it on the way. */
	spawn(): ChildProcess;
	close(): void;
}

export async function openHall(options: {
	readonly people: number;
	/** Where the data folder is made; the system's folder of temporary files otherwise. */
	readonly under?: string;
	readonly now?: number;
	readonly scheme?: Partial<Scheme>;
	readonly windowMs?: number;
}): Promise<Hall> {
	const { people, under = tmpdir(), now = Date.now(), scheme = {}, windowMs = 6 * 3_600_000 } = options;
	const folder = mkdtempSync(join(under, 'xuefa-hall-'));
	const store = openStore(readConfig({ XUEFA_DATA: folder }).databasePath);
	await migrate(store.db);
	const window = { opensAt: now - 1000, closesAt: now + windowMs };
	const fixture = await attemptExam(store, { shuffleItems: false, ...scheme }, { people, ...window });
	const candidates: Candidate[] = [];
	for (const personId of fixture.people) {
		const account = { personId, loginName: null, displayName: `张${personId}`, passwordHash: null };
		const { id } = await store.db
			.insertInto('account')
			.values({ ...account, passwordSetAt: 1, disabledAt: null, createdAt: 1, lastLoginAt: null })
			.returning('id')
			.executeTakeFirstOrThrow();
		const token = await sessions(store, () => now).open(id, { userAgent: 'fault bench', address: '127.0.0.1' });
		candidates.push(newCandidate(token));
	}
	await store.close();
	const running = new Set<ChildProcess>();
	const orphaned = () => running.forEach((child) => child.kill('SIGKILL'));
	process.once('exit', orphaned);

	function start(script: readonly string[], env: Readonly<Record<string, string>> = {}): ChildProcess {
		const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...script], {
			env: {
				...{ PATH: process.env.PATH, TZ: 'UTC', NODE_COMPILE_CACHE: compiled },
				...{ XUEFA_DATA: folder, XUEFA_RESERVE_MB: '0', XUEFA_BANKS: '/none' },
				...env
			},
			stdio: ['ignore', 'pipe', 'pipe']
		});
		running.add(child);
		child.once('exit', () => running.delete(child));
		return child;
	}

	const serveArgs = ['serve', '--json', '--host', '127.0.0.1'];
	return {
		folder,
		candidates,
		spawn: () => start([program, ...serveArgs, '--port', '0']),
		async serve({ weakened, env = {}, port = 0 } = {}) {
			const script = weakened ? [lowered, weakened] : [program, ...serveArgs, '--port', String(port)];
			const child = start(script, env);
			const stderr: string[] = [];
			child.stderr?.on('data', (chunk: Buffer) => stderr.push(chunk.toString()));
			const ended = new Promise<number | string>((done) =>
				child.once('close', (code, signal) => done(signal ?? code ?? -1))
			);
			const url = await new Promise<string>((ready, failed) => {
				if (child.stdout)
					createInterface(child.stdout).once('line', (line) => ready((JSON.parse(line) as { urls: [string] }).urls[0]));
				void ended.then((code) => failed(new Error(`the server ended with ${code}: ${stderr.join('')}`)));
			});
			const kill = (signal: NodeJS.Signals = 'SIGKILL') => (child.kill(signal), ended);
			return { url, pid: child.pid ?? 0, child, log: () => stderr.join(''), ended, kill };
		},
		close() {
			orphaned();
			process.off('exit', orphaned);
			rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
		}
	};
}

/** Works on a copy of a data folder, so that the next server finds what the fault has left, write-ahead log and all. */
export async function onCopy<Result>(folder: string, work: (copy: string) => Promise<Result>): Promise<Result> {
	const copy = mkdtempSync(join(tmpdir(), 'xuefa-copy-'));
	try {
		cpSync(folder, copy, { recursive: true });
		return await work(copy);
	} finally {
		rmSync(copy, { recursive: true, force: true });
	}
}
